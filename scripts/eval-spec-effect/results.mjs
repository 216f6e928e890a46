// From what was judged to what is told: counts, intervals and medians of one pair.
// Invariant: a run that left no commit counts as no scenario satisfied; a scenario that was not observed in some run leaves both arms.
import { arms } from './order.mjs';
import { armOf, differenceOf, median } from './statistics.mjs';

/**
 * `runs` holds per arm `{ commit, ended, tokens, dollars, rounds, observed }`, where `observed` is one of true, false and null per scenario
 * and is absent without a commit; `requirements` are those of each scenario.
 */
export function pairResult({ name, treatment, requirements, runs }) {
  const judged = arms.flatMap((arm) => runs[arm]).filter(({ commit }) => commit !== null);
  const places = requirements.map((_, at) => at);
  const kept = places.filter((at) => judged.every(({ observed }) => observed[at] !== null));
  const outcomes = Object.fromEntries(
    arms.map((arm) => [
      arm,
      runs[arm].map(({ commit, observed }) => kept.map((at) => commit !== null && observed[at])),
    ]),
  );
  const of = (arm) => ({
    runs: runs[arm].length,
    withoutCommit: runs[arm].filter(({ commit }) => commit === null).map(({ ended }) => ended),
    ...(kept.length === 0 ? { satisfied: 0, observed: 0, low: 0, high: 1 } : armOf(outcomes[arm])),
    requirements: perRequirement(
      outcomes[arm],
      kept.map((at) => requirements[at]),
    ),
    tokens: median(runs[arm].map(({ tokens }) => tokens)),
    dollars: runs[arm].some(({ dollars }) => dollars === null)
      ? null
      : median(runs[arm].map(({ dollars }) => dollars)),
    rounds: median(runs[arm].map(({ rounds }) => rounds)),
  });
  return {
    name,
    treatment,
    scenarios: kept.length,
    leftOut: requirements.length - kept.length,
    arms: { before: of('before'), after: of('after') },
    effect:
      kept.length === 0
        ? { change: null, low: null, high: null }
        : differenceOf(outcomes.before, outcomes.after),
  };
}

function perRequirement(runs, requirements) {
  const ids = [...new Set(requirements.flat())].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return ids.map((requirement) => {
    const own = runs.map((run) => run.filter((_, at) => requirements[at].includes(requirement)));
    return { requirement, satisfied: own.flat().filter(Boolean).length, observed: own.flat().length };
  });
}
