// Any text at all: the linter answers, in bounded time, about places inside the text, the same twice, and its fixes can be made.
// A fixed number of texts from a fixed seed; `npm run test:whole` tries a hundred times as many.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whole } from '../../node/testing.ts';
import { decodeSpecBytes } from '../spec/decode-bytes.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { applyEdits, safeEdits } from './apply-fixes.ts';
import type { Finding } from './finding.ts';
import { lintSpec } from './lint.ts';
import { rules } from './rules.ts';

const seed = 20261128;
const numRuns = whole ? 30_000 : 300;

/** What rules look for, and what opens something without closing it. */
const fragment = fc.constantFrom(
  ...['# ', '## Requirements\n\n', '## Non-goals\n\n', '## Glossary\n\n', '### Scenario: ', '\n', '\n\n'],
  ...['- R1: ', '- **R2**: ', '- [ ] ', '1. ', '   - ', '> ', '| a | b |\n|---|---|\n', '| `x` | 5 ms |\n'],
  ...['The tool MUST ', 'the system shall not ', 'should ', 'will probably ', 'If it is valid, ', 'When '],
  ...['quickly', 'some', 'as needed', 'etc.', 'TBD', 'and/or', 'it', 'best', '5 seconds', '300 ms', '10 %'],
  ...['Status is `open`, `paid` or `void`.', 'two modes: a, b and c.', '(PSR)', 'PSR', 'see R9', '§ 4.2'],
  ...[
    '```',
    '```json\n{"a": 1\n',
    '~~~',
    '<!--',
    '-->',
    '<div>',
    '---\n',
    'id: x\n',
    '[a',
    '](',
    '][',
    '*',
    '_',
  ],
  ...[
    'dimmer-disable ',
    '[NEEDS VALUE: ',
    ']',
    '\u202e',
    '\u200b',
    '\ud800',
    '\udc00',
    '\0',
    '\ufeff',
    '\r',
    '\t',
  ],
  ...[
    'https://u:secret-word@host/',
    'AKIAABCDEFGHIJKLMNOP',
    'every night at 02:00',
    'sorted by name',
    '❤️',
    'é',
  ],
);
/** Lines of the examples of every rule, and now and then an example whole. */
const examples = rules.flatMap((rule) => rule.examples.map((example) => `${example.text}\n`));
const example = fc.constantFrom(...examples, ...examples.flatMap((one) => one.match(/[^\n]*\n/g) ?? []));
const text = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: example },
      { weight: 3, arbitrary: fragment },
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.lorem(),
    ),
    { maxLength: 60 },
  )
  // A text with NUL is refused whole, and would hide all that is in it; bytes with NUL are tried below.
  .map((parts) => parts.join('').replaceAll('\0', ''));

const places = ({ range, related, fixes }: Finding) => [
  range,
  ...related.filter((place) => !('path' in place)).map((place) => place.range),
  ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.range)),
];

/** Rules that found something: a text in which nothing is found tries little. */
const met = new Set<string>();

function check(source: string): void {
  const { findings } = lintSpec(parseSpec(source, 'specs/any.md'));
  for (const finding of findings) {
    met.add(finding.rule);
    for (const { offset, endOffset, line, column } of places(finding)) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(endOffset).toBeGreaterThanOrEqual(offset);
      expect(endOffset).toBeLessThanOrEqual(source.length);
      expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }
  }
  expect(lintSpec(parseSpec(source, 'specs/any.md')).findings).toEqual(findings);
  // Fixes may uncover something new; a few rounds later nothing is left that can be mended without an answer.
  let fixed = source;
  for (let round = 0; round < 12; round += 1) {
    const edits = safeEdits(lintSpec(parseSpec(fixed, 'specs/any.md')).findings);
    if (edits.length === 0) return;
    fixed = applyEdits(fixed, edits);
  }
  expect(safeEdits(lintSpec(parseSpec(fixed, 'specs/any.md')).findings)).toEqual([]);
}

test(`${numRuns} texts of what rules look for`, () => {
  // Numbers given twice, which were renumbered to and fro.
  const circular = '## 1. A\n\n## 2. B\n\n## 3. C\n\n## 2 D\n\n### 2.1 E\n\n### 2.3 F\n';
  fc.assert(fc.property(text, check), { seed, numRuns, examples: [[circular]] });
  expect(met.size).toBeGreaterThan(50);
});

test(`${numRuns} files of any bytes are decoded and linted, or refused with one finding`, () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    text.map((one) => new TextEncoder().encode(one)),
  );
  fc.assert(
    fc.property(bytes, (file) => {
      const { text: source, problem } = decodeSpecBytes(file);
      const { findings } = lintSpec(parseSpec(source, 'specs/any.md', problem));
      if (source === '' && problem !== undefined) expect(findings.length).toBe(1);
      for (const { rule } of findings) expect(rules.some(({ id }) => id === rule)).toBe(true);
    }),
    { seed, numRuns },
  );
});
