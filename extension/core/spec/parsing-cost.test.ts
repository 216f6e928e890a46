// Hostile texts are refused before they hold anything up; what is accepted is read in time that grows with its length.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { highestCost, parsingCost } from './parsing-cost.ts';
import { parseSpec } from './parse-spec.ts';

const pieces = [
  '**a',
  'a**b',
  '~a',
  '*a **b ',
  'a_@',
  ']',
  '[a',
  '- x\n  <!-- ',
  'a\n=\n',
  'a\n=\n\n',
  '> a\nb\n',
  '[a]: b\n',
  '<?a ',
];

const milliseconds = (text: string) => {
  const start = performance.now();
  parseSpec(text, 'specs/a.md');
  return performance.now() - start;
};
const hostile = (piece: string, kilobytes: number) =>
  `# T\n\n- R1: x\n\n${piece.repeat((kilobytes * 1024) / piece.length)}`;

test.each(pieces)('%j, repeated, never costs more than four times as much when twice as long', (piece) => {
  parseSpec(hostile(piece, 4), 'specs/a.md');
  // A fixed part hides what a short text costs; machines stumble, so the best of three.
  const growth = () => milliseconds(hostile(piece, 60)) / (milliseconds(hostile(piece, 30)) + 50);
  let least = growth();
  for (let again = 2; least >= 4 && again > 0; again -= 1) least = Math.min(least, growth());
  expect(least).toBeLessThan(4);
});

test.each(pieces)('%j, a megabyte of it, is refused', (piece) => {
  const text = hostile(piece, 1000);
  const refused = parsingCost(text) > highestCost;
  expect([piece, refused]).toEqual([piece, true]);
  expect(parseSpec(text, 'specs/a.md').problems).toMatchObject([
    { kind: 'file', message: expect.stringMatching(/thousands of unclosed marks.*Nothing was checked/) },
  ]);
});

test('lists in lists are refused where they would take minutes, and read where they would not', () => {
  const nested = '- R1: a\n  - b\n    - c\n';
  expect(parsingCost(nested.repeat(3_000))).toBeGreaterThan(highestCost);
  expect(parsingCost(nested.repeat(50))).toBeLessThan(highestCost / 10);
  let deep = '';
  for (let at = 0; at < 1_000; at += 1) deep += `${'  '.repeat(at)}- a\n`;
  expect(parseSpec(deep, 'specs/a.md').problems).toMatchObject([
    { kind: 'file', message: expect.stringMatching(/lists in lists.*Split its paragraphs and lists/) },
  ]);
  const flat = '- R1: The tool MUST read `a`.\n\n'.repeat(20_000);
  expect(parsingCost(flat)).toBeLessThan(highestCost / 10);
  const scenarios = '### Scenario: a\n\n- **WHEN** a\n- **THEN** b\n\n'.repeat(5_000);
  expect(parsingCost(scenarios)).toBeLessThan(highestCost / 10);
});

test('what people write costs next to nothing', () => {
  const dense = `- R1: The **tool** MUST read \`a_b\` and [c](d) ~~e~~ *f*.\n`.repeat(5000);
  expect(parsingCost(dense)).toBeLessThan(highestCost / 100);
  const table = `| a | b |\n|---|---|\n${'| `some_name` | **bold** [x](y) |\n'.repeat(500)}`;
  expect(parsingCost(table)).toBeLessThan(highestCost / 10);
});

const corpus = fileURLToPath(new URL('../../../../shared/data/corpus', import.meta.url));

test.skipIf(!existsSync(corpus))('every real spec is read', () => {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  expect(files.length).toBeGreaterThan(100);
  const costs = files.map((name) => ({ name, cost: parsingCost(readFileSync(join(corpus, name), 'utf8')) }));
  expect(costs.filter(({ cost }) => cost > highestCost / 10)).toEqual([]);
});
