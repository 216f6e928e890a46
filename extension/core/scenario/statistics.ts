// The numbers of satisfaction: intervals, the bound that the bar is compared with, and how many scenarios that takes.
// Invariant: repeated trajectories of one scenario are not independent evidence; every bound is on the effective n.

import { betaQuantile } from './beta.ts';

/** Two-sided 95 % quantile of the standard normal distribution. */
const twoSided = 1.959963984540054;

/**
 * Correlation between trajectories of one scenario until something was seen to disagree: repeating it says nothing new.
 * Most products answer the same way each time, and then a scenario is one observation, however often it is run.
 */
export const defaultCorrelation = 1;
/** How much that assumption weighs: pairs that were expected to disagree and did not. */
const priorPairs = 3;
export const defaultBar = 0.9;
export const defaultTrajectories = 3;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Exact interval of a rate (Clopper and Pearson 1934; method 5 of Newcombe 1998), as fractions: never narrower than promised, which
 * is what a claim such as "0 of 24" needs. `alpha` is what both tails together may miss.
 */
export function clopperPearson(satisfied: number, observed: number, alpha = 0.05): Interval {
  if (observed <= 0) return { low: 0, high: 1 };
  return {
    low: satisfied === 0 ? 0 : betaQuantile(alpha / 2, satisfied, observed - satisfied + 1),
    high: satisfied === observed ? 1 : betaQuantile(1 - alpha / 2, satisfied + 1, observed - satisfied),
  };
}

/** Wilson's score interval (Wilson 1927; method 3 of Newcombe 1998), as fractions. No observation tells nothing: 0 to 1. */
export function wilson(satisfied: number, observed: number, z = twoSided): Interval {
  if (observed <= 0) return { low: 0, high: 1 };
  const rate = satisfied / observed;
  const scale = 1 + (z * z) / observed;
  const centre = (rate + (z * z) / (2 * observed)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / observed + (z * z) / (4 * observed * observed));
  return {
    low: rate === 0 ? 0 : Math.max(0, centre - half),
    high: rate === 1 ? 1 : Math.min(1, centre + half),
  };
}

/** How many independent observations clustered ones are worth: n / (1 + (T - 1) x ICC), T weighted by cluster size (Kish 1965). */
export function effectiveSize(clusters: readonly number[], correlation = defaultCorrelation): number {
  const total = clusters.reduce((sum, size) => sum + size, 0);
  if (total === 0) return 0;
  const weighted = clusters.reduce((sum, size) => sum + size * size, 0) / total;
  return total / (1 + (weighted - 1) * correlation);
}

/** What pairs of trajectories of one scenario said about each other: how many disagreed, and how many would have by chance. */
export interface Agreement {
  readonly disagreed: number;
  /** Expected number if trajectories were independent, from the rate of the suite. */
  readonly expected: number;
}

/** `suite` holds, per scenario, how many of its trajectories were satisfied and how many were observed. */
export function agreementOf(suite: readonly { satisfied: number; observed: number }[]): Agreement {
  const observed = suite.reduce((sum, one) => sum + one.observed, 0);
  if (observed < 2) return { disagreed: 0, expected: 0 };
  const rate = suite.reduce((sum, one) => sum + one.satisfied, 0) / observed;
  const pairs = suite.reduce((sum, one) => sum + (one.observed * (one.observed - 1)) / 2, 0);
  // Unbiased for 2p(1 - p).
  const chance = 2 * rate * (1 - rate) * (observed / (observed - 1));
  return {
    disagreed: suite.reduce((sum, one) => sum + one.satisfied * (one.observed - one.satisfied), 0),
    expected: pairs * chance,
  };
}

/** Correlation within scenarios, 0 to 1, pooled over evaluations; a moment estimate with the assumption above as its prior. */
export function correlationFrom(agreements: readonly Agreement[]): number {
  const disagreed = agreements.reduce((sum, one) => sum + one.disagreed, 0);
  const expected = agreements.reduce((sum, one) => sum + one.expected, 0);
  return Math.max(0, 1 - disagreed / (expected + priorPairs));
}

/** Wilson's 95 % interval of a rate seen in observations that are worth `effective` independent ones. */
export function clusteredInterval(satisfied: number, observed: number, effective: number): Interval {
  return observed <= 0 ? wilson(0, 0) : wilson((satisfied / observed) * effective, effective);
}

/**
 * One-sided 95 % lower bound of the true rate, from a rate seen in `effective` independent observations: exact, since the normal
 * approximation lets a product at the bar pass in 7 % of suites of 25 and not in the 5 % that it says.
 */
export function lowerBound(rate: number, effective: number): number {
  if (effective <= 0 || rate <= 0) return 0;
  return betaQuantile(0.05, rate * effective, (1 - rate) * effective + 1);
}

/** Smallest effective n whose lower bound reaches `bar` with this many failures. */
export function smallestSize(failures: number, bar = defaultBar): number {
  for (let n = failures + 1; ; n++) if (lowerBound((n - failures) / n, n) >= bar) return n;
}

/** Smallest number of scenarios, each run `trajectories` times, that can reach `bar` when nothing fails. */
export function minimumScenarios(
  bar = defaultBar,
  trajectories = defaultTrajectories,
  correlation = defaultCorrelation,
): number {
  return Math.ceil((smallestSize(0, bar) * (1 + (trajectories - 1) * correlation)) / trajectories);
}

/**
 * Interval of the difference of two independent rates, each given as successes of n (Newcombe 1998, method 10).
 * `z` is the standard normal quantile: 1.96 for 95 % two-sided, 1.645 for a one-sided 95 % bound at either end.
 */
export function difference(a: readonly [number, number], b: readonly [number, number], z?: number): Interval {
  const [p, q] = [a[0] / a[1], b[0] / b[1]];
  const [first, second] = [wilson(...a, z), wilson(...b, z)];
  return {
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
  };
}
