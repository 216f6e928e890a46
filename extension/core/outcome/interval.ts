// Intervals around counts, so that no number is shown bare. All values are fractions from 0 to 1.

/** Two-sided 95 % and one-sided 95 % quantiles of the normal distribution. */
const twoSided = 1.959963984540054;
const oneSided = 1.6448536269514722;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson score interval (Wilson 1927); `n` may be fractional (an effective n). No observation says nothing: 0 to 1. */
export function wilson(satisfied: number, n: number, z = twoSided): Interval {
  if (n <= 0) return { low: 0, high: 1 };
  const p = satisfied / n;
  const centre = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** One-sided 95 % Wilson lower bound for `satisfied` of `observed`, on an effective n of at most `observed`. */
export function lowerBound(satisfied: number, observed: number, effectiveN: number): number {
  if (observed <= 0 || effectiveN <= 0) return 0;
  return wilson((satisfied / observed) * effectiveN, effectiveN, oneSided).low;
}

/**
 * One-sided 95 % lower bound on how far the rate of `a` lies over the rate of `b` (Newcombe 1998, method 10).
 * Over 0: the difference is unlikely to be chance.
 */
export function differenceBound(
  a: { readonly satisfied: number; readonly observed: number },
  b: { readonly satisfied: number; readonly observed: number },
): number {
  if (a.observed <= 0 || b.observed <= 0) return -1;
  const [pa, pb] = [a.satisfied / a.observed, b.satisfied / b.observed];
  const low = wilson(a.satisfied, a.observed, oneSided).low;
  const high = wilson(b.satisfied, b.observed, oneSided).high;
  return pa - pb - Math.sqrt((pa - low) ** 2 + (high - pb) ** 2);
}
