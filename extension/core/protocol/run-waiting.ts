// What a run needs from the human, or could take: what it waits for with its actions, and the questions of its agent.
// Invariant: pure; a question is the agent's words about the spec and shown at every level, what it did is not.
import type { StageName } from '../level/level.ts';
import { plain } from '../outcome/plain.ts';
import { whyNoBranch } from '../run/branch.ts';
import { retryChoices } from '../run/next-stage.ts';
import { openQuestions, waitsForAnswer, type RunMood } from '../run/run-row.ts';
import type { RunState } from '../run/state.ts';
import { stageLabels } from './run-steps.ts';

type WaitingAction =
  'open-outcome' | 'resume' | 'unlock-vault' | 'set-key' | 'retry-stage' | 'branch' | 'delegate-another';

export interface Waiting {
  readonly text: string;
  readonly actions: readonly WaitingAction[];
  /** The stage that `retry-stage` tries again. */
  readonly again: { readonly stage: StageName; readonly label: string } | null;
}

export interface Asked {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly string[];
  readonly meanwhile: string;
  /** A gate of the workflow waits for one of the choices. */
  readonly gate: boolean;
  /** Given and on its way to the agent. */
  readonly answered: string | null;
}

export function questionsOf(state: RunState, answered: (question: string) => string | null): Asked[] {
  return openQuestions(state).map(({ id, text, choices, meanwhile, gate }) => ({
    id,
    text: plain(text, 1000),
    choices: choices.map((choice) => plain(choice, 400)),
    meanwhile: plain(meanwhile, 400),
    gate: gate !== null,
    answered: answered(id),
  }));
}

export function waitingOf(state: RunState, mood: RunMood): Waiting {
  const waits = (text: string, actions: readonly WaitingAction[] = []): Waiting => ({
    text,
    actions,
    again: null,
  });
  if (mood === 'decide' || mood === 'refused')
    return waits('Your decision. Everything needed is on the outcome card.', ['open-outcome']);
  if (mood === 'interrupted')
    return waits('Resume goes on from the last recorded event; nothing recorded is done twice.', ['resume']);
  if (waitsForAnswer(state)) return waits('Your answer: a gate of the workflow waits for it.');
  if (state.status === 'suspended') return waits(plain(state.next), suspendedActions(state));
  if (['approved', 'returned', 'rejected'].includes(mood))
    return waits('Nothing. The decision is on the outcome card.', ['open-outcome', 'delegate-another']);
  if (mood === 'stopped' || mood === 'failed') return endedOf(state);
  if (openQuestions(state).some(({ gate }) => gate !== null))
    return waits('Your answer: a gate of the workflow waits for it.');
  if (openQuestions(state).length > 0)
    return waits('Your answer, when you have one. It did not stop: it goes on as it says there.');
  if (state.queued) return waits('Nothing. It begins by itself when one that works comes to rest.');
  return waits('Nothing. It does not stop for a prompt; what it needs from you will appear here.');
}

/** Nobody has to do anything; whoever wants to can go on from what is kept. */
function endedOf(state: RunState): Waiting {
  const [stage] = retryChoices(state);
  const branches = whyNoBranch(state.request) === null && Object.keys(state.stages).length > 0;
  return {
    text: 'Nothing. The log and the branch are kept.',
    actions: [
      ...(stage === undefined ? [] : (['retry-stage'] as const)),
      ...(branches ? (['branch'] as const) : []),
      'delegate-another',
    ],
    again: stage === undefined ? null : { stage, label: stageLabels[stage] },
  };
}

function suspendedActions({ reason, request }: Extract<RunState, { status: 'suspended' }>): WaitingAction[] {
  // An installed agent signs in by itself; no key of ours helps it.
  if (request.backend === 'acp') return ['resume'];
  if (reason === 'question') return [];
  if (reason === 'vault-locked') return ['unlock-vault', 'resume'];
  return reason === 'key-missing' || reason === 'key-rejected' ? ['set-key', 'resume'] : ['resume'];
}
