// What became of one scenario in one evaluation: facts of execution only, no word of the scenario.
import type { Category } from '../protocol/evaluation.ts';
import { agreementOf, type Agreement } from './statistics.ts';

export type TrajectoryVerdict =
  | { readonly verdict: 'satisfied' }
  | { readonly verdict: 'not-satisfied'; readonly category: Category }
  /** The harness failed (sandbox, judge unreachable or not configured): neither for nor against the product. */
  | { readonly verdict: 'infra-error' };

export interface ScenarioResult {
  readonly requirements: readonly string[];
  /** A canary that contradicts the spec: it counts in no rate, and whoever satisfies it raises an alarm. */
  readonly impossible?: true;
  readonly trajectories: readonly TrajectoryVerdict[];
}

export interface Counts {
  readonly satisfied: number;
  readonly observed: number;
  readonly infraErrors: number;
}

/** Those that say something about the product: canaries do not. */
export function counted(results: readonly ScenarioResult[]): ScenarioResult[] {
  return results.filter((result) => result.impossible !== true);
}

/** How many trajectories satisfied what cannot be satisfied honestly. */
export function alarms(results: readonly ScenarioResult[]): number {
  return results
    .filter((result) => result.impossible === true)
    .flatMap((result) => result.trajectories)
    .filter((one) => one.verdict === 'satisfied').length;
}

export function count(results: readonly ScenarioResult[]): Counts {
  const all = counted(results).flatMap((result) => result.trajectories);
  const satisfied = all.filter((one) => one.verdict === 'satisfied').length;
  const infraErrors = all.filter((one) => one.verdict === 'infra-error').length;
  return { satisfied, observed: all.length - infraErrors, infraErrors };
}

/** Observed trajectories per scenario: the clusters of the statistics. */
export function clusters(results: readonly ScenarioResult[]): number[] {
  return counted(results).map(
    (result) => result.trajectories.filter((one) => one.verdict !== 'infra-error').length,
  );
}

/** How trajectories of the same scenario agreed with each other. */
export function agreement(results: readonly ScenarioResult[]): Agreement {
  return agreementOf(results.map((result) => count([result])));
}
