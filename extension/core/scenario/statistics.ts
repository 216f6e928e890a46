// The numbers of satisfaction: intervals, the bound that the bar is compared with, and how many scenarios that takes.
// Invariant: repeated trajectories of one scenario are not independent evidence; every bound is on the effective n.

/** Two-sided 95 % and one-sided 95 % quantiles of the standard normal distribution. */
const twoSided = 1.959963984540054;
const oneSided = 1.6448536269514722;

/** Correlation between trajectories of one scenario, until a history says better. */
export const defaultCorrelation = 0.5;
export const defaultBar = 0.9;
export const defaultTrajectories = 3;

export interface Interval {
  readonly low: number;
  readonly high: number;
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

/** One-sided 95 % lower bound of the true rate, from a rate seen in `effective` independent observations. */
export function lowerBound(rate: number, effective: number): number {
  return effective <= 0 ? 0 : wilson(rate * effective, effective, oneSided).low;
}

/** Smallest effective n whose lower bound reaches `bar` with this many failures. */
export function smallestSize(failures: number, bar = defaultBar): number {
  for (let n = failures + 1; ; n++) if (wilson(n - failures, n, oneSided).low >= bar) return n;
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
