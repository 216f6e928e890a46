import { expect, test } from 'vitest';
import {
  agreementOf,
  clopperPearson,
  correlationFrom,
  difference,
  effectiveSize,
  lowerBound,
  minimumScenarios,
  smallestSize,
  wilson,
} from './statistics.ts';

const rounded = ({ low, high }: { low: number; high: number }) => [low.toFixed(4), high.toFixed(4)];

test('Wilson intervals equal those published (Newcombe 1998, Statistics in Medicine 17:857, table I, method 3)', () => {
  expect(rounded(wilson(81, 263))).toEqual(['0.2553', '0.3662']);
  expect(rounded(wilson(15, 148))).toEqual(['0.0624', '0.1605']);
  expect(rounded(wilson(0, 20))).toEqual(['0.0000', '0.1611']);
  expect(rounded(wilson(1, 29))).toEqual(['0.0061', '0.1718']);
});

test('exact intervals equal those published (the same table, method 5)', () => {
  expect(rounded(clopperPearson(81, 263))).toEqual(['0.2527', '0.3676']);
  expect(rounded(clopperPearson(15, 148))).toEqual(['0.0578', '0.1617']);
  expect(rounded(clopperPearson(0, 20))).toEqual(['0.0000', '0.1684']);
  expect(rounded(clopperPearson(1, 29))).toEqual(['0.0009', '0.1776']);
  expect([clopperPearson(0, 0), clopperPearson(5, 5).high]).toEqual([{ low: 0, high: 1 }, 1]);
});

test('differences equal those published (Newcombe 1998, Statistics in Medicine 17:873, table II, method 10)', () => {
  const published: [[number, number], [number, number], string[]][] = [
    [
      [56, 70],
      [48, 80],
      ['0.0524', '0.3339'],
    ],
    [
      [9, 10],
      [3, 10],
      ['0.1705', '0.8090'],
    ],
    [
      [6, 7],
      [2, 7],
      ['0.0582', '0.8062'],
    ],
    [
      [5, 56],
      [0, 29],
      ['-0.0381', '0.1926'],
    ],
    [
      [0, 10],
      [0, 20],
      ['-0.1611', '0.2775'],
    ],
    [
      [0, 10],
      [0, 10],
      ['-0.2775', '0.2775'],
    ],
    [
      [10, 10],
      [0, 20],
      ['0.6791', '1.0000'],
    ],
    [
      [10, 10],
      [0, 10],
      ['0.6075', '1.0000'],
    ],
  ];
  for (const [a, b, interval] of published) expect(rounded(difference(a, b))).toEqual(interval);
});

test('the one-sided bound is exact: (0.05)^(1/n) when nothing fails, and the published two-sided one at 0.025', () => {
  for (const n of [1, 25, 29, 100, 33.3]) expect(lowerBound(1, n)).toBeCloseTo(0.05 ** (1 / n), 9);
  expect(lowerBound(0.5, 10)).toBeCloseTo(0.2224, 4); // Clopper and Pearson 1934, 90 % chart; 5 of 10.
});

test('the smallest effective n for a bound of 0.9, by failures', () => {
  expect([0, 1, 2, 3, 5].map((failures) => smallestSize(failures))).toEqual([29, 46, 61, 76, 103]);
});

test('repeating a scenario is worth nothing until its trajectories were seen to disagree', () => {
  expect(effectiveSize([1, 1, 1, 1])).toBe(4);
  expect(effectiveSize(Array(20).fill(5))).toBe(20);
  expect(effectiveSize(Array(20).fill(5), 0.5)).toBeCloseTo(100 / 3);
  expect(effectiveSize([])).toBe(0);
  expect([1, 3, 5].map((trajectories) => minimumScenarios(0.9, trajectories))).toEqual([29, 29, 29]);
  expect([1, 3, 5].map((trajectories) => minimumScenarios(0.9, trajectories, 0.5))).toEqual([29, 20, 18]);
});

test('how much trajectories agree is read off what they did, this time and before', () => {
  const steady = [
    ...Array(18).fill({ satisfied: 3, observed: 3 }),
    ...Array(2).fill({ satisfied: 0, observed: 3 }),
  ];
  expect(correlationFrom([agreementOf(steady)])).toBe(1);
  const flaky = Array(20).fill({ satisfied: 2, observed: 3 });
  expect(correlationFrom([agreementOf(flaky)])).toBe(0);
  expect(correlationFrom([])).toBe(1);
  const half = { disagreed: 10, expected: 20 };
  expect(correlationFrom([half])).toBeCloseTo(0.57, 2);
  expect(correlationFrom(Array(50).fill(half))).toBeCloseTo(0.5, 2);
  expect(agreementOf([{ satisfied: 1, observed: 1 }])).toEqual({ disagreed: 0, expected: 0 });
});

test('a perfect score reaches the bar exactly at the minimum', () => {
  expect(lowerBound(1, effectiveSize(Array(29).fill(3)))).toBeGreaterThanOrEqual(0.9);
  expect(lowerBound(1, effectiveSize(Array(28).fill(3)))).toBeLessThan(0.9);
  expect(lowerBound(1, 0)).toBe(0);
});
