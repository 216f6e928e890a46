// The numbers of the comparison: per arm, per pair and over pairs, each with a 95 % interval.
// What is one observation? Every scenario of a run judges the same product, and every repeat asks the same scenarios, so scenario x
// repeat are not independent either way. The interval therefore adds two parts as Newcombe adds his (squared, "MOVER", Zou and Donner
// 2008): one for which scenarios were asked (method 10, each scenario once however often it was repeated, unpaired: too wide where the
// arms agree), and one for which runs happened (t of the satisfaction per run, degrees of freedom of the smaller arm).
// Invariant: with fewer than four runs in an arm there is no interval. Two groups of three that are wholly apart are 2 of the 20 ways to
// deal six runs (p = 0.10); of four, 2 of 70 (p = 0.03). Six pairs that all agree are 2 of 64 ways (p = 0.03), five 2 of 32 (0.06).
import { betaQuantile } from '../../extension/core/scenario/beta.ts';
import { clusteredInterval, difference } from '../../extension/core/scenario/statistics.ts';

export const leastRuns = 4;
export const leastPairs = 6;

export const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Variance of a sample; 0 for one value. */
export function variance(values) {
  const middle = mean(values);
  return values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / Math.max(1, values.length - 1);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(at)] : (sorted[at - 1] + sorted[at]) / 2;
}

/** Student's t, two-sided 95 %: t squared is df x (1 - x) / x, where x follows Beta(df / 2, 1 / 2). */
export function studentT(df) {
  const x = betaQuantile(0.05, df / 2, 0.5);
  return Math.sqrt((df * (1 - x)) / x);
}

/** `runs` holds one list of true and false per run, over the same scenarios. k of n, with each scenario counted once in the interval. */
export function armOf(runs) {
  const scenarios = runs[0].length;
  const observed = scenarios * runs.length;
  const satisfied = runs.flat().filter(Boolean).length;
  return { satisfied, observed, ...clusteredInterval(satisfied, observed, scenarios) };
}

/** after - before; `low` and `high` are null where fewer than four runs say nothing about chance. */
export function differenceOf(before, after) {
  const scenarios = before[0].length;
  const [rates, wanted] = [before, after].map((runs) =>
    runs.map((run) => run.filter(Boolean).length / scenarios),
  );
  const change = mean(wanted) - mean(rates);
  const fewest = Math.min(before.length, after.length);
  if (fewest < leastRuns) return { change, low: null, high: null };
  const asked = difference([mean(wanted) * scenarios, scenarios], [mean(rates) * scenarios, scenarios]);
  const happened =
    studentT(fewest - 1) * Math.sqrt(variance(rates) / rates.length + variance(wanted) / wanted.length);
  return {
    change,
    low: Math.max(-1, change - Math.hypot(change - asked.low, happened)),
    high: Math.min(1, change + Math.hypot(asked.high - change, happened)),
  };
}

/**
 * Over pairs, each weighing the same. Six or more: t over the pairs' differences, a statement about specs like these (`about` specs).
 * Fewer: the pairs' own intervals added, a statement about these pairs alone, and none where one of them has no interval.
 */
export function overPairs(pairs) {
  const changes = pairs.map(({ change }) => change);
  const change = mean(changes);
  const count = pairs.length;
  if (count >= leastPairs) {
    const half = studentT(count - 1) * Math.sqrt(variance(changes) / count);
    return { change, low: Math.max(-1, change - half), high: Math.min(1, change + half), about: 'specs' };
  }
  if (pairs.some(({ low }) => low === null)) return { change, low: null, high: null, about: 'pairs' };
  const half = (side) => Math.hypot(...pairs.map((pair) => pair[side] - pair.change)) / count;
  return { change, low: change - half('low'), high: change + half('high'), about: 'pairs' };
}
