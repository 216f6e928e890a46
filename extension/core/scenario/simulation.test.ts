// What the numbers promise, held against suites whose truth is known: 2,000 for each way that trajectories can depend on each other.
import { expect, test } from 'vitest';
import { whole } from '../../node/testing.ts';
import type { ScenarioResult } from './result.ts';
import { gateOf, tallyOf } from './tally.ts';
import { facts } from './testing.ts';

/** Deterministic stream of uniform numbers (mulberry32, public domain). */
function uniform(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Marsaglia and Tsang 2000. */
function gamma(shape: number, next: () => number): number {
  if (shape < 1) return gamma(shape + 1, next) * Math.pow(next() || Number.MIN_VALUE, 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(next() || Number.MIN_VALUE) < (x * x) / 2 + d - d * v + d * Math.log(v))
      return d * v;
  }
}

/** A scenario's own rate: beta with this mean, so that its trajectories correlate as told. */
function rateOf(mean: number, correlation: number, next: () => number): number {
  if (correlation === 0) return mean;
  if (correlation === 1) return next() < mean ? 1 : 0;
  const size = (1 - correlation) / correlation;
  const [a, b] = [gamma(mean * size, next), gamma((1 - mean) * size, next)];
  return a / (a + b);
}

function suite(scenarios: number, mean: number, correlation: number, next: () => number): ScenarioResult[] {
  return Array.from({ length: scenarios }, () => {
    const rate = rateOf(mean, correlation, next);
    const trajectories = [0, 1, 2].map(() =>
      next() < rate
        ? ({ verdict: 'satisfied' } as const)
        : ({ verdict: 'not-satisfied', category: 'wrong-output' } as const),
    );
    return { requirements: ['R1'], trajectories };
  });
}

const suites = 2000;
const correlations = whole ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];

test.each(correlations)(
  'correlation %s: the interval shown covers the truth in 93 to 97 of 100 suites',
  (correlation) => {
    const next = uniform(11);
    let covered = 0;
    for (let i = 0; i < suites; i++) {
      const truth = 0.5 + 0.45 * next();
      const { low, high } = tallyOf(suite(40, truth, correlation, next), facts);
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / suites).toBeGreaterThanOrEqual(0.93);
    expect(covered / suites).toBeLessThanOrEqual(0.97);
  },
);

test.each(correlations)(
  'correlation %s: a product exactly at the bar passes falsely in at most 6 of 100 suites',
  (correlation) => {
    for (const scenarios of [29, 46, 100]) {
      const next = uniform(scenarios);
      let passed = 0;
      for (let i = 0; i < suites; i++)
        if (gateOf(tallyOf(suite(scenarios, 0.9, correlation, next), facts)) === 'pass') passed += 1;
      expect(passed / suites, `${scenarios} scenarios`).toBeLessThanOrEqual(0.06);
    }
  },
);
