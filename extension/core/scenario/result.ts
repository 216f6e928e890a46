// What became of one scenario in one evaluation: facts of execution only, no word of the scenario.
import type { Category } from '../protocol/evaluation.ts';

export type TrajectoryVerdict =
  | { readonly verdict: 'satisfied' }
  | { readonly verdict: 'not-satisfied'; readonly category: Category }
  /** The harness failed (sandbox, judge unreachable or not configured): neither for nor against the product. */
  | { readonly verdict: 'infra-error' };

export interface ScenarioResult {
  readonly requirements: readonly string[];
  readonly trajectories: readonly TrajectoryVerdict[];
}

export interface Counts {
  readonly satisfied: number;
  readonly observed: number;
  readonly infraErrors: number;
}

export function count(results: readonly ScenarioResult[]): Counts {
  const all = results.flatMap((result) => result.trajectories);
  const satisfied = all.filter((one) => one.verdict === 'satisfied').length;
  const infraErrors = all.filter((one) => one.verdict === 'infra-error').length;
  return { satisfied, observed: all.length - infraErrors, infraErrors };
}

/** Observed trajectories per scenario: the clusters of the statistics. */
export function clusters(results: readonly ScenarioResult[]): number[] {
  return results.map((result) => result.trajectories.filter((one) => one.verdict !== 'infra-error').length);
}
