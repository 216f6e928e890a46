// What the events of a run's life change in its state: its turn, its questions, another try, a branch, an end.
import type { RunEvent, RunEventBody } from './events.ts';
import { mayRetry } from './next-stage.ts';
import type { Change, RunState } from './state.ts';

type Of<T extends RunEventBody['type']> = Extract<RunEvent, { type: T }>;

export function queuedChange({ ahead, limit, at }: Of<'run-queued'>): Change {
  return { status: 'requested', queued: { ahead, limit, since: at }, lastActivity: 'waits for its turn' };
}

/** Its history is another run's, what it spends is its own. */
export function branchedChange(state: RunState, { run, after }: Of<'branched'>): Change {
  return {
    status: 'requested',
    turns: 0,
    turnsUncounted: 0,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    dollars: state.request.backend === 'rehearsal' ? null : 0,
    lastActivity: `branched from ${run} at ${after}`,
  };
}

/** Only what rests can be tried again; a run that was decided stays so. */
export function retriedChange(state: RunState, { stage, at }: Of<'stage-retried'>): Change {
  if (!mayRetry(state)) return {};
  return {
    status: 'preparing',
    restedAt: null,
    refusal: [],
    lastActivity: `${stage} once more, since ${at}`,
  };
}

export function askedChange(state: RunState, event: Of<'question-asked'>): Change {
  const { id, text, choices, meanwhile, gate = null, at } = event;
  const question = { id, text, choices, meanwhile, gate, askedAt: at, answer: null };
  return { questions: [...state.questions, question], lastActivity: `asks: ${text.slice(0, 120)}` };
}

export function answeredChange(state: RunState, { id, text, by }: Of<'question-answered'>): Change {
  return {
    questions: state.questions.map((one) => (one.id === id ? { ...one, answer: { text, by } } : one)),
    lastActivity: `${id} was answered`,
  };
}

export function stoppedChange({ reason, by, at }: Of<'run-stopped'>): Change {
  return { status: 'stopped', reason, by, restedAt: at, queued: null, lastActivity: 'stopped' };
}

export function suspendedChange({ reason, message, next, at }: Of<'run-suspended'>): Change {
  return {
    status: 'suspended',
    reason,
    message,
    next,
    restedAt: at,
    queued: null,
    lastActivity: 'suspended',
  };
}

export function failedChange({ reason, message, kept, next, at }: Of<'run-failed'>): Change {
  return {
    status: 'failed',
    reason,
    message,
    kept,
    next,
    restedAt: at,
    queued: null,
    lastActivity: 'failed',
  };
}
