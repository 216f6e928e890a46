// Names over a set of specs: whose id is meant, what a new name touches, and what it must leave alone.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { factsOf } from './facts.ts';
import { mentionsOf, symbolAt } from './symbols.ts';

const texts: Readonly<Record<string, string>> = {
  'specs/x/a.md': `# A

- R1: A lease MUST end after 30 s; see R2.
- R2: Leases MUST be listed, as \`lease list\` shows. A lease holder is told.

## Glossary

- **Lease**: a right to write.
- **Lease holder**: who has one.
`,
  'specs/x/b.md': '# B\n\n- B1: As in R1, it MUST renew the lease.\n',
  'specs/y/c.md': '# C\n\n- R1: It MUST start. See R1 and R2.\n',
  'specs/z/d.md': '# D\n\n- D1: As R1 says, and R77.\n',
};
const parsed = Object.entries(texts).map(([path, text]) => parseSpec(text, path));
const set = parsed.map(factsOf);
const spec = (path: string) => parsed.find((one) => one.path === path) ?? parseSpec('', path);
const at = (path: string, words: string, newName?: string) =>
  symbolAt(spec(path), set, spec(path).text.indexOf(words) + 1, newName);

function everywhere(found: ReturnType<typeof at>, newName?: string) {
  if (!found) throw new Error('nothing there');
  return parsed.flatMap((one) =>
    mentionsOf(one, set, found, newName).map(
      ({ range, defines, newText }) =>
        `${one.path}:${range.line}:${range.column}${defines ? '!' : ''} ${newText}`,
    ),
  );
}

test('an id belongs to the file that defines it nearest', () => {
  expect(at('specs/x/b.md', 'R1')).toMatchObject({ kind: 'requirement', key: 'R1', homes: ['specs/x/a.md'] });
  expect(everywhere(at('specs/x/b.md', 'R1'), 'R9')).toEqual([
    'specs/x/a.md:3:3! R9',
    'specs/x/b.md:3:13 R9',
  ]);
  expect(everywhere(at('specs/y/c.md', 'R1'), 'R9')).toEqual([
    'specs/y/c.md:3:3! R9',
    'specs/y/c.md:3:26 R9',
  ]);
  expect(everywhere(at('specs/x/a.md', 'R2'))).toEqual([
    ...['specs/x/a.md:3:40 R2', 'specs/x/a.md:4:3! R2', 'specs/y/c.md:3:33 R2'],
  ]);
});

test('where two files may be meant, references name both and a rename is refused', () => {
  const found = at('specs/z/d.md', 'R1', 'R9');
  expect(found?.homes).toEqual(['specs/x/a.md', 'specs/y/c.md']);
  expect(found?.problem).toMatch(/defined in x\/a\.md and in y\/c\.md/);
  expect(everywhere(found).filter((one) => one.startsWith('specs/z'))).toHaveLength(1);
  expect(everywhere(at('specs/x/a.md', 'R1'), 'R9').some((one) => one.startsWith('specs/z'))).toBe(false);
});

test('a term: plural, case, the longer term, and code left alone', () => {
  expect(everywhere(at('specs/x/b.md', 'lease'), 'Grant')).toEqual([
    ...[
      'specs/x/a.md:3:9 grant',
      'specs/x/a.md:4:7 Grant',
      'specs/x/a.md:8:5! Grant',
      'specs/x/b.md:3:35 grant',
    ],
  ]);
  expect(at('specs/x/a.md', 'lease holder')?.key).toBe('lease holder');
  expect(at('specs/x/a.md', 'lease list')).toBeUndefined();
  expect(at('specs/x/a.md', 'MUST')).toBeUndefined();
});

test.each([
  ['specs/x/a.md', 'R1', 'R2', /R2 is taken/],
  ['specs/x/a.md', 'R1', 'r one', /no requirement id/],
  ['specs/z/d.md', 'R77', 'R78', /defined nowhere/],
  ['specs/x/a.md', 'Lease**', 'Lease holder', /defined already/],
  ['specs/x/a.md', 'Lease**', '**x**', /letters/],
  ['specs/x/a.md', 'R1', 'AUTH-1', undefined],
  ['specs/x/a.md', 'Lease**', 'LEASE', undefined],
])('%s: %s as %s', (path, words, newName, problem) => {
  const found = at(path, words, newName);
  if (problem) expect(found?.problem).toMatch(problem);
  else expect(found?.problem).toBeUndefined();
});
