// Counts of one evaluation for people: overall and per requirement, each with n and an interval.
import type { RequirementTally, Tally } from '../protocol/evaluation.ts';
import { agreement, alarms, clusters, count, counted, type ScenarioResult } from './result.ts';
import {
  clusteredInterval,
  correlationFrom,
  defaultTrajectories,
  effectiveSize,
  lowerBound,
  minimumScenarios,
  type Agreement,
} from './statistics.ts';

/** What identifies an evaluation; everything else in a tally follows from the results. */
export type TallyFacts = Pick<
  Tally,
  'n' | 'split' | 'commit' | 'tree' | 'vaultManifest' | 'judged' | 'milliseconds' | 'bar'
>;

/** `history` is how trajectories agreed in earlier evaluations of the same spec. */
export function tallyOf(
  all: readonly ScenarioResult[],
  facts: TallyFacts,
  history: readonly Agreement[] = [],
): Tally {
  const results = counted(all);
  const raised = alarms(all);
  const { satisfied, observed, infraErrors } = count(results);
  const correlation = correlationFrom([...history, agreement(results)]);
  const effectiveN = effectiveSize(clusters(results), correlation);
  const planned = results.reduce((sum, result) => sum + result.trajectories.length, 0);
  const perScenario = results.length === 0 ? defaultTrajectories : planned / results.length;
  return {
    v: 1,
    ...facts,
    satisfied,
    observed,
    scenarios: results.length,
    ...clusteredInterval(satisfied, observed, effectiveN),
    lowerBound: lowerBound(observed === 0 ? 0 : satisfied / observed, effectiveN),
    effectiveN,
    correlation,
    minimum: minimumScenarios(facts.bar, perScenario, correlation),
    requirements: requirementTallies(results, correlation),
    infraErrors,
    ...(raised === 0 ? {} : { alarms: raised }),
  };
}

function requirementTallies(results: readonly ScenarioResult[], correlation: number): RequirementTally[] {
  const ids = [...new Set(results.flatMap((result) => result.requirements))].sort(byId);
  return ids.map((requirement) => {
    const own = results.filter((result) => result.requirements.includes(requirement));
    const { satisfied, observed } = count(own);
    const effectiveN = effectiveSize(clusters(own), correlation);
    const interval = clusteredInterval(satisfied, observed, effectiveN);
    return { requirement, satisfied, observed, scenarios: own.length, effectiveN, ...interval };
  });
}

/** R2 before R10. */
function byId(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/**
 * Whether an evaluation passes. Enough scenarios: the lower bound reaches the bar. Fewer than could ever reach it:
 * every trajectory is satisfied. A cheating alarm: fail, whatever else was seen. More than 2 % lost to the harness, or nothing observed: invalid, never a pass.
 */
export function gateOf(tally: Tally): 'pass' | 'fail' | 'invalid' {
  if ((tally.alarms ?? 0) > 0) return 'fail';
  const lost = tally.infraErrors / Math.max(1, tally.infraErrors + tally.observed);
  if (tally.observed === 0 || lost > 0.02) return 'invalid';
  const reachable = lowerBound(1, tally.effectiveN) >= tally.bar;
  if (!reachable) return tally.satisfied === tally.observed ? 'pass' : 'fail';
  return tally.lowerBound >= tally.bar ? 'pass' : 'fail';
}
