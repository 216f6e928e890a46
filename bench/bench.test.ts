// The benchmarks in their short form: they measure what they say, and every one of them has its row. No time is a test.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { line, ratio } from './figure.ts';
import { figures } from './figures.ts';

vi.setConfig({ testTimeout: 120_000 });

test.each(['fold', 'append', 'delegate'])('%s is taken in turns with its floor', async (name) => {
  const figure = await figures[name]?.(5);
  if (figure === undefined) throw new Error(`there is no figure ${name}`);
  for (const { median, low, high, n } of [figure.ours, figure.floor.series]) {
    expect(n).toBe(5);
    expect([low > 0, low <= median, median <= high]).toEqual([true, true, true]);
  }
  expect(ratio(figure)).toBeGreaterThan(0);
  expect(line(figure)).toMatch(/^.+: .+ n 5\); .+ n 5\); ratio \d+\.\d\d; bar .+: (met|MISSED)$/);
});

test('every figure has its row, with both series and what is asked of it', () => {
  const page = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((row) => /^\| .+ \| .+ n \d+\) \| .+ n \d+\) \| .+ \| .+ \|$/.test(row));
  const missing = Object.keys(figures).filter((name) => !rows.some((row) => row.includes(`\`${name}\``)));
  expect(missing).toEqual([]);
});
