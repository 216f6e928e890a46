// Block D: what the hidden scenarios said about the head commit, validation and sealed together, from counts alone.
import { levelTable } from '../level/level.ts';
import type { Tally } from '../protocol/evaluation.ts';
import type { Evaluation, RunState } from '../run/state.ts';
import { clusteredInterval, lowerBound } from '../scenario/statistics.ts';
import { shellText } from './integrity.ts';
import { plain } from './plain.ts';
import type { RequirementLine, Satisfaction } from './schema.ts';

type Measured = Extract<Satisfaction, { kind: 'measured' }>;
type Counted = Evaluation & { readonly tally: Tally };

/** `accepted` maps a requirement id to the reason why its author takes it untested. */
export function satisfactionOf(state: RunState, accepted: Readonly<Record<string, string>>): Satisfaction {
  const visible = state.visible && {
    satisfied: state.visible.satisfied,
    observed: state.visible.observed,
  };
  const used = lastPerSplit(state);
  const replays = replaysOf(state);
  if (sum(used, 'observed') === 0) return { kind: 'none', reason: whyNone(state), visible, ...replays };
  return { ...totals(used), ...lines(state, used, accepted), visible, ...replays };
}

function replaysOf({ request, head }: RunState): Pick<Satisfaction, 'replay' | 'visibleReplay'> {
  const commit = head?.commit.slice(0, 12) ?? 'HEAD';
  const command = (which: string) =>
    shellText([
      'dimmer',
      'evaluate',
      '--spec',
      plain(request.spec.path),
      '--commit',
      commit,
      '--split',
      which,
    ]);
  return { replay: command('validation'), visibleReplay: command('visible') };
}

/** The last counted evaluation of each split at the commit that would be merged. */
function lastPerSplit(state: RunState): Counted[] {
  const head = state.head?.commit;
  return (['validation', 'sealed'] as const).flatMap((split) => {
    const last = state.evaluations
      .filter((one): one is Counted => one.split === split && one.commit === head && one.tally !== null)
      .at(-1);
    return last ? [last] : [];
  });
}

function totals(
  used: readonly Counted[],
): Omit<Measured, 'requirements' | 'uncovered' | 'visible' | 'replay' | 'visibleReplay'> {
  const satisfied = sum(used, 'satisfied');
  const observed = sum(used, 'observed');
  const scenarios = sum(used, 'scenarios');
  const effectiveN = Math.min(observed, sum(used, 'effectiveN'));
  const bar = Math.max(...used.map((one) => one.tally.bar));
  const minimum = Math.max(...used.map((one) => one.tally.minimum));
  const bound = lowerBound(satisfied / observed, effectiveN);
  return {
    kind: 'measured',
    satisfied,
    observed,
    scenarios,
    ...clusteredInterval(satisfied, observed, effectiveN),
    lowerBound: bound,
    effectiveN,
    bar,
    minimum,
    enough: scenarios >= minimum,
    met: bound >= bar && scenarios >= minimum,
    evidence: `evidence: ${scenarios} of ${minimum} scenarios`,
    // Below ten scenarios the sealed split is empty: that is no evaluation, and the missing evidence is said already.
    splits: used
      .filter(({ tally }) => tally.scenarios > 0)
      .map(({ split, feedback, tally }) => ({
        split,
        gate: feedback?.gate ?? 'unknown',
        satisfied: tally.satisfied,
        observed: tally.observed,
        scenarios: tally.scenarios,
        ...(tally.alarms === undefined ? {} : { alarms: tally.alarms }),
      })),
    infraErrors: sum(used, 'infraErrors'),
    burned: used.reduce((total, { tally }) => total + (tally.burned ?? 0), 0),
  };
}

function lines(
  state: RunState,
  used: readonly Counted[],
  accepted: Readonly<Record<string, string>>,
): Pick<Measured, 'requirements' | 'uncovered'> {
  const requirements = state.request.spec.requirements.map(({ id, text }): RequirementLine => {
    const tallies = used.flatMap((one) => one.tally.requirements.filter((line) => line.requirement === id));
    const observed = tallies.reduce((total, line) => total + line.observed, 0);
    const satisfied = tallies.reduce((total, line) => total + line.satisfied, 0);
    const scenarios = tallies.reduce((total, line) => total + line.scenarios, 0);
    const common = { id: plain(id, 40), text: plain(text, 1000) };
    if (observed === 0) return { kind: 'uncovered', ...common, accepted: accepted[id] ?? null };
    const effectiveN = tallies.reduce((total, line) => total + (line.effectiveN ?? line.observed), 0);
    const interval = clusteredInterval(satisfied, observed, effectiveN);
    return { kind: 'measured', ...common, satisfied, observed, scenarios, ...interval };
  });
  return {
    requirements,
    uncovered: requirements.filter((line) => line.kind === 'uncovered').map((line) => line.id),
  };
}

function whyNone(state: RunState): string {
  if (state.evaluationSkipped) return plain(state.evaluationSkipped).replace(/^not checked: /i, '');
  const { stages } = levelTable[state.request.level];
  if (!stages.includes('validation')) return `level ${state.request.level} does not run hidden scenarios`;
  if (state.evaluations.some((one) => one.tally !== null && one.commit !== state.head?.commit))
    return 'hidden scenarios were run on an earlier commit, not on this one';
  if (state.request.vaultId === undefined) return 'this repository has no hidden scenarios';
  if (state.evaluations.length > 0) return 'the hidden evaluation gave no counts';
  return 'hidden scenarios have not been run yet';
}

type Total = 'satisfied' | 'observed' | 'scenarios' | 'effectiveN' | 'infraErrors';

function sum(used: readonly Counted[], field: Total): number {
  return used.reduce((total, one) => total + one.tally[field], 0);
}
