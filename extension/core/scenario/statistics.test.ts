import { expect, test } from 'vitest';
import {
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

test('differences equal those published (Newcombe 1998, Statistics in Medicine 17:873, table II, method 10)', () => {
  expect(rounded(difference([56, 70], [48, 80]))).toEqual(['0.0524', '0.3339']);
  expect(rounded(difference([9, 10], [3, 10]))).toEqual(['0.1705', '0.8090']);
});

test('the smallest effective n for a bound of 0.9, by failures', () => {
  expect([0, 1, 2, 3, 5].map((failures) => smallestSize(failures))).toEqual([25, 42, 58, 72, 100]);
});

test('repeating a scenario is worth less than another scenario', () => {
  expect(effectiveSize([1, 1, 1, 1])).toBe(4);
  expect(effectiveSize(Array(20).fill(5))).toBeCloseTo(100 / 3);
  expect(effectiveSize([])).toBe(0);
  expect([1, 3, 5].map((trajectories) => minimumScenarios(0.9, trajectories))).toEqual([25, 17, 15]);
});

test('a perfect score reaches the bar exactly at the minimum', () => {
  expect(lowerBound(1, effectiveSize(Array(17).fill(3)))).toBeGreaterThanOrEqual(0.9);
  expect(lowerBound(1, effectiveSize(Array(16).fill(3)))).toBeLessThan(0.9);
  expect(lowerBound(1, 0)).toBe(0);
});

/** Deterministic stream of uniform numbers (mulberry32, public domain). */
function uniform(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a product exactly at the bar passes falsely at most 6 % of the time, flaky or not', () => {
  const next = uniform(7);
  const scenarios = 40;
  // With correlation 0.5 a trajectory repeats its scenario's fate with probability sqrt(0.5), else draws its own.
  const suite = (): number =>
    Array.from({ length: scenarios }, () => {
      const fate = next() < 0.9 ? 1 : 0;
      const runs = [0, 0, 0].map((): number => (next() < Math.SQRT1_2 ? fate : next() < 0.9 ? 1 : 0));
      return runs.reduce<number>((sum, one) => sum + one, 0);
    }).reduce((sum, one) => sum + one, 0);
  const size = effectiveSize(Array(scenarios).fill(3));
  const passes = Array.from({ length: 2000 }, suite).filter(
    (sum) => lowerBound(sum / (scenarios * 3), size) >= 0.9,
  );
  expect(passes.length / 2000).toBeLessThanOrEqual(0.06);
});
