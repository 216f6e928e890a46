// Whether the visible scenarios went better than the hidden ones by more than chance: a sign of building for the visible.
import { difference } from '../scenario/statistics.ts';

/** One-sided 95 % quantile of the standard normal distribution. */
const oneSided = 1.6448536269514722;

interface Counts {
  readonly satisfied: number;
  readonly observed: number;
  /** What the observations are worth as independent ones; all of them where it is not known. */
  readonly effectiveN?: number;
}

/**
 * One-sided 95 % lower bound on how far the rate of `a` lies over the rate of `b` (Newcombe 1998, method 10).
 * Over 0: the difference is unlikely to be chance. Nothing observed on either side proves nothing: -1.
 */
export function differenceBound(a: Counts, b: Counts): number {
  if (a.observed <= 0 || b.observed <= 0) return -1;
  return difference(worth(a), worth(b), oneSided).low;
}

function worth({ satisfied, observed, effectiveN = observed }: Counts): [number, number] {
  return [(satisfied / observed) * effectiveN, effectiveN];
}
