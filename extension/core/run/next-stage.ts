// Which stage a run does next, from its log alone: the same answer before and after a crash.
// Invariant: a failed guardrail or validation goes back to the agent while there is one and rounds are left, then to the human.
import type { StageName } from '../level/level.ts';
import type { RunEvent } from './events.ts';
import type { RunState } from './state.ts';
import { stagesOf } from './workflow.ts';

export interface Step {
  readonly stage: StageName;
  readonly round: number;
  /** False when a crash or a resume left this stage begun. */
  readonly begin: boolean;
}

/** Stages that send a run back to the agent when they fail. */
const loops: ReadonlySet<StageName> = new Set(['guardrails', 'validation']);

/** The next step, or null when all stages are through. `rounds` is the cap on visits to `implement`. */
export function nextStep(
  stages: readonly StageName[],
  events: readonly RunEvent[],
  rounds: number,
): Step | null {
  const last = events.findLast(
    (event) =>
      event.type === 'stage-entered' || event.type === 'stage-finished' || event.type === 'stage-retried',
  );
  const first = stages[0];
  if (last?.type === 'stage-retried') return { stage: last.stage, round: last.round, begin: true };
  if (last?.type === 'stage-entered') return { stage: last.stage, round: last.round, begin: false };
  if (last?.type !== 'stage-finished')
    return first === undefined ? null : { stage: first, round: 1, begin: true };
  if (last.status === 'fail' && loops.has(last.stage)) {
    const again = last.round < rounds && stages.includes('implement');
    if (again && looksLeft(events, last.stage))
      return { stage: 'implement', round: last.round + 1, begin: true };
    return finalStep(stages, last.round);
  }
  const next = stages[stages.indexOf(last.stage) + 1];
  return next === undefined ? null : { stage: next, round: last.round, begin: true };
}

/** A validation that may not be asked again would send the agent back for nothing. */
function looksLeft(events: readonly RunEvent[], stage: StageName): boolean {
  const judged = events.findLast((event) => event.type === 'evaluation-finished');
  return stage !== 'validation' || judged?.type !== 'evaluation-finished' || judged.feedback.roundsLeft > 0;
}

/** A run is tried again when it rests and nobody has decided about it. */
export function mayRetry({ status }: Pick<RunState, 'status'>): boolean {
  return ['failed', 'stopped', 'suspended', 'awaiting-decision'].includes(status);
}

/** A run is suspended while something may work in it. */
export function mayBeSuspended({ status }: Pick<RunState, 'status'>): boolean {
  return ['requested', 'preparing', 'working', 'waiting', 'evaluating'].includes(status);
}

/** Stages that can be tried again, the one that the run ended in first, then the latest. */
export function retryChoices({ request, stages }: Pick<RunState, 'request' | 'stages'>): StageName[] {
  const all = request.workflow === undefined ? stagesOf(request) : repeatable;
  const seen = [...all].filter((stage) => stages[stage] !== undefined && repeatable.has(stage));
  const endedIn = (stage: StageName) => stages[stage] === 'active';
  return [...seen.filter(endedIn), ...seen.filter((stage) => !endedIn(stage)).reverse()];
}

/** Stages that a human may want once more. The sealed set is looked at once; a review is the human's own. */
const repeatable: ReadonlySet<StageName> = new Set([
  'plan',
  'clarify',
  'implement',
  'guardrails',
  'tool',
  'validation',
]);

/** The round in which a stage is tried again, or why it is not. */
export function retryRound(
  events: readonly RunEvent[],
  stage: StageName,
): { readonly round: number } | { readonly refusal: string } {
  const entered = events.findLast(
    (event) => event.type === 'stage-entered' && event.stage === stage && event.lane === undefined,
  );
  const inBranches = events.some((event) => event.type === 'stage-entered' && event.stage === stage);
  if (entered === undefined && inBranches)
    return { refusal: `${stage} was done in parallel branches; try again what comes before them` };
  if (entered?.type !== 'stage-entered') return { refusal: `the run has not come to ${stage} yet` };
  if (!repeatable.has(stage)) return { refusal: `${stage} is not done twice` };
  const finished = events.some(
    (event) => event.type === 'stage-finished' && event.stage === stage && event.round === entered.round,
  );
  // What the agent has said is done goes on in a new round; what it was at when the run ended goes on where it was.
  return { round: stage === 'implement' && finished ? entered.round + 1 : entered.round };
}

function finalStep(stages: readonly StageName[], round: number): Step | null {
  const stage = stages.at(-1);
  return stage === undefined ? null : { stage, round, begin: true };
}

/** The number of the event that began this visit to a stage; names the commit made at its end. */
export function entrySeq(events: readonly RunEvent[], stage: StageName, round: number): number {
  const entered = events.findLast(
    (event) => event.type === 'stage-entered' && event.stage === stage && event.round === round,
  );
  return entered?.seq ?? 0;
}
