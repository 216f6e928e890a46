// How a run stands, as its log says it: each stage or node with its status and one short detail, in counts.
// Invariant: pure, and the same at every level; what the agent did in a stage is not in it.
import type { StageName } from '../level/level.ts';
import { plain } from '../outcome/plain.ts';
import type { RunState, StageStatus } from '../run/state.ts';
import { stagesOf } from '../run/workflow.ts';

export interface Standing {
  /** The workflow's file, without its folders. */
  readonly name: string;
  /** Whether the run follows a file of its own, and steps are nodes of it, in the order that it came to them. */
  readonly own: boolean;
  /** Else the stages of its level in order. One that was passed over is `skipped`. */
  readonly steps: readonly Step[];
  /** The human's decision. */
  readonly decide: Step;
  /** What stages have to say; those that have nothing are left out. */
  readonly details: readonly { readonly stage: StageName; readonly detail: string }[];
  /** The way back that a failed round took, with what was fed back: requirement ids and categories. */
  readonly loop: { readonly from: StageName; readonly to: StageName; readonly text: string } | null;
}

export interface Step {
  /** The stage, or the node of the run's own workflow. */
  readonly id: string;
  readonly label: string;
  readonly status: StageStatus;
  readonly detail: string;
  /** How often the run has come to it; 0 where nobody counts. */
  readonly visits: number;
}

export const stageLabels: Readonly<Record<StageName | 'decide', string>> = {
  plan: 'Plan',
  clarify: 'Clarify',
  implement: 'Implement',
  guardrails: 'Guardrails',
  'file-review': 'You read files',
  'change-set-review': 'You review it',
  validation: 'Validation',
  sealed: 'Sealed',
  outcome: 'Outcome card',
  tool: 'Tool',
  human: 'You answer',
  combine: 'Combine',
  decide: 'You decide',
};

const detailed = ['clarify', 'implement', 'guardrails', 'validation', 'sealed', 'file-review'] as const;

export function standingOf(state: RunState): Standing {
  const { workflow, level } = state.request;
  const details = detailed.map((stage) => ({ stage, detail: detailOf(state, stage) }));
  return {
    name: workflow === undefined ? `level-${level}.dot` : (workflow.path.split(/[\\/]/).at(-1) ?? ''),
    own: workflow !== undefined,
    steps: workflow === undefined ? levelSteps(state) : nodeSteps(state),
    decide: step('decide', decideStatus(state), state.decision?.decision ?? ''),
    details: details.filter(({ detail }) => detail !== ''),
    loop: loopOf(state),
  };
}

const isReached = (state: RunState) => decideStatus(state) !== 'waiting';

/** What was at work when the run failed has failed. */
const ended = (state: RunState, status: StageStatus) =>
  status === 'active' && state.status === 'failed' ? 'fail' : status;

function levelSteps(state: RunState): Step[] {
  const stages = stagesOf(state.request);
  const reached = isReached(state)
    ? stages.length
    : stages.findLastIndex((name) => state.stages[name] !== undefined);
  return stages.map((name, index) => {
    const unseen = index >= reached ? 'waiting' : name === 'outcome' ? 'success' : 'skipped';
    return step(name, ended(state, state.stages[name] ?? unseen), detailOf(state, name));
  });
}

function nodeSteps(state: RunState): Step[] {
  return Object.entries(state.nodes).map(([id, status]) => ({
    ...{ id, label: id, status: ended(state, status), detail: '' },
    visits: state.visits[id] ?? 0,
  }));
}

function step(id: StageName | 'decide', status: StageStatus, detail: string): Step {
  return { id, label: stageLabels[id], status, detail, visits: 0 };
}

function detailOf(state: RunState, stage: StageName): string {
  switch (stage) {
    case 'clarify':
      return state.assumptions.length === 0 ? '' : `${state.assumptions.length} assumed`;
    case 'implement':
      return state.turns === 0 ? '' : `turn ${state.turns}`;
    case 'guardrails':
      return guardrailDetail(state);
    case 'validation':
    case 'sealed':
      return evaluationDetail(state, stage);
    case 'file-review':
      return state.files.length === 0 ? '' : `${state.acceptedFiles.length} of ${state.files.length}`;
    default:
      return '';
  }
}

function guardrailDetail(state: RunState): string {
  const results = Object.values(state.guardrailsAtHead);
  if (results.length === 0) return '';
  const passed = results.filter((result) => result.outcome === 'pass').length;
  return `${passed} of ${results.length}, round ${Math.max(...results.map((result) => result.round))}`;
}

function evaluationDetail(state: RunState, split: 'validation' | 'sealed'): string {
  const last = state.evaluations.findLast((one) => one.split === split);
  if (last === undefined) return state.evaluationSkipped === null ? '' : 'not run';
  if (last.tally === null)
    return last.feedback === null ? `round ${last.round}: running` : last.feedback.gate;
  return `round ${last.round}: ${last.tally.satisfied} of ${last.tally.observed}`;
}

function decideStatus(state: RunState): StageStatus {
  if (state.status === 'awaiting-decision') return 'active';
  if (state.status === 'approved') return 'success';
  return state.status === 'returned' || state.status === 'rejected' ? 'fail' : 'waiting';
}

/** What sent the run back to the agent last; null in a first round. */
function loopOf(state: RunState): Standing['loop'] {
  const last = state.evaluations.findLast((one) => one.feedback !== null);
  if (last?.feedback && last.feedback.gate !== 'pass' && state.round > last.round)
    return { from: last.split, to: 'implement', text: feedbackText(last.feedback.failing) };
  const failed = Object.values(state.guardrailsAtHead).filter((result) => result.outcome !== 'pass');
  if (failed.length > 0 && failed.some((result) => state.round > result.round))
    return {
      from: 'guardrails',
      to: 'implement',
      text: failed.map((result) => plain(result.name, 40)).join(', '),
    };
  return null;
}

function feedbackText(
  failing: readonly { readonly requirement: string; readonly category: string }[],
): string {
  if (failing.length === 0) return 'failed';
  const shown = failing.slice(0, 2).map((one) => `${plain(one.requirement, 20)}: ${one.category}`);
  return failing.length > 2 ? `${shown.join(', ')} and ${failing.length - 2} more` : shown.join(', ');
}
