// A run's stages as steps of a picture: label, status and one short detail each, in counts.
import type { StageName } from '../level/level.ts';
import { plain } from '../outcome/plain.ts';
import type { RunState, StageStatus } from '../run/state.ts';
import { stagesOf } from '../run/workflow.ts';

export interface Step {
  readonly name: StageName | 'decide';
  readonly label: string;
  readonly kind: 'work' | 'gate';
  readonly status: StageStatus;
  readonly detail: string;
}

/** The way back that a failed round took, with what was fed back: requirement ids and categories. */
export interface Loop {
  readonly from: StageName;
  readonly to: StageName;
  readonly text: string;
}

export const stageLabels: Readonly<Record<Step['name'], string>> = {
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

const gates: readonly Step['name'][] = ['guardrails', 'file-review', 'change-set-review', 'decide'];

/** The stages of the run's level in order, the human's decision last. One that was passed over is `skipped`. */
export function stepsOf(state: RunState): Step[] {
  const stages = stagesOf(state.request);
  const decided = decideStatus(state) !== 'waiting';
  const reached = decided ? stages.length : stages.findLastIndex((name) => state.stages[name] !== undefined);
  const steps = stages.map((name, index) => {
    const unseen = index >= reached ? 'waiting' : name === 'outcome' ? 'success' : 'skipped';
    const status = state.stages[name] ?? unseen;
    const failedHere = status === 'active' && state.status === 'failed';
    return step(name, failedHere ? 'fail' : status, detailOf(state, name));
  });
  const reviewed = stages.includes('file-review') || stages.includes('change-set-review');
  return reviewed ? steps : [...steps, step('decide', decideStatus(state), decideDetail(state))];
}

function step(name: Step['name'], status: StageStatus, detail: string): Step {
  return { name, label: stageLabels[name], kind: gates.includes(name) ? 'gate' : 'work', status, detail };
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

function decideDetail(state: RunState): string {
  return state.decision === null ? '' : state.decision.decision;
}

/** What sent the run back to the agent last; null in a first round. */
export function loopOf(state: RunState): Loop | null {
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
