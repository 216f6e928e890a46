// After any edits, a spec is linted as if it were read for the first time: what is remembered of its pieces never shows.
// The other side of each comparison is a linter that was loaded anew and remembers nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { whole } from '../../node/testing.ts';
import { lintSpec } from './lint.ts';
import { parseSpec } from '../spec/parse-spec.ts';

const examples = fileURLToPath(new URL('../../../specs-templates/examples', import.meta.url));
// The whole form takes some ten minutes.
vi.setConfig({ testTimeout: 1_800_000 });
const rounds = whole ? 200 : 4;
const editsOfRound = 50;

const snippets = [
  ...[
    'word',
    ' MUST ',
    ' must ',
    'TBD',
    '`code`',
    '"quoted"',
    '[x]',
    '[x]: https://example.org\n',
    '[^1]',
    '- ',
  ],
  ...[
    '\n',
    '\n\n',
    '\n\n## Glossary\n\n',
    '\n\n# Requirements\n\n',
    '\n\n## Non-goals\n\n',
    '\n```\n',
    '> ',
    '---\n',
  ],
  ...[
    'R1',
    '- R77: The tool MUST stop within 5 ms.\n',
    '<!-- ',
    ' -->',
    '| a | b |\n',
    '  ',
    '§ 4',
    '**API** (API)',
  ],
  ...[
    '\r\n',
    '\u00a0',
    '~~',
    '<div>',
    '</div>\n',
    '1. ',
    '\n===\n',
    '\n\n[^1]: a note\n\n',
    'see R2',
    ' 20 seconds ',
  ],
];

test(`findings and model are those of a first reading after ${rounds * editsOfRound} edits`, async () => {
  const random = generator(20_261_128);
  const start = readdirSync(examples)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readFileSync(join(examples, name), 'utf8').replace(/^---\n[\s\S]*?\n---\n/, ''))
    .join('\n\n');
  let text = start;
  let different = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let count = 0; count < editsOfRound; count += 1) {
      text = edited(text, random);
      const spec = parseSpec(text, 'specs/a.md');
      if (count % 10 === 0) lintSpec(spec);
    }
    vi.resetModules();
    const first = await import('../spec/parse-spec.ts');
    const { lintSpec: lintAnew } = await import('./lint.ts');
    const spec = parseSpec(text, 'specs/a.md');
    const anew = first.parseSpec(text, 'specs/a.md');
    const linted = lintSpec(spec);
    expect(spec).toEqual(anew);
    expect(linted).toEqual(lintAnew(anew));
    if (linted.findings.length > 0) different += 1;
    if (text.length > 2 * start.length || text.length < start.length / 2) text = start;
  }
  expect(different).toBe(rounds);
});

/** Puts something in, or takes up to two lines out; both anywhere. */
function edited(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  if (random() < 0.3) return text.slice(0, at) + text.slice(at + Math.floor(random() * 160));
  const snippet = snippets[Math.floor(random() * snippets.length)] ?? '';
  // Half of them at the start of a line, where markdown listens.
  const line = random() < 0.5 ? text.lastIndexOf('\n', at) + 1 : at;
  return text.slice(0, line) + snippet + text.slice(line);
}

/** Mulberry32: the same edits in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
