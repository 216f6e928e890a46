// The page on security names every row of the attack tables once: run by the suite, held by a test that is there, or not run and why.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { notHere } from './rows.ts';
import { attacks } from './selftest-mode.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'security.md'), 'utf8');

/** Cells of the rows of the table whose head has this cell. */
function table(head: string): string[][] {
  const text =
    page.split('\n\n').find((part) => part.startsWith('| row |') && part.includes(`| ${head} |`)) ?? '';
  return text
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

test('what the page says is run is what the suite runs, in its words', () => {
  const rows = table('naive').map(([row, attack]) => [row, attack]);
  expect(rows).toEqual(attacks.map(({ id, attack }) => [id, attack]));
  expect(table('why')).toEqual(notHere.map(({ row, attack, why }) => [row, attack, why]));
});

test('every row of the tables is somewhere, and what is said to hold one is there', () => {
  const held = table('held by');
  for (const [row, , file = ''] of held)
    expect([row, existsSync(join(root, file.replaceAll('`', '')))]).toEqual([row, true]);
  const number = (row: string): number => Number(/^\d+/.exec(row)?.[0]);
  const elsewhere = [...held.map(([row = '']) => row), ...notHere.map(({ row }) => row)].map(number);
  const everywhere = new Set([...attacks.map(({ id }) => number(id)), ...elsewhere]);
  expect([...everywhere].sort((a, b) => a - b)).toEqual(Array.from({ length: 96 }, (_, at) => at + 1));
  // Not run and held by a test would be one claim too many.
  expect(notHere.filter(({ row }) => held.some(([other]) => other === row))).toEqual([]);
});
