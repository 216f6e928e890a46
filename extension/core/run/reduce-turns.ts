// What the work itself changes in a run's state: guardrails and model turns.
import type { RunEventBody } from './events.ts';
import type { Change, GuardrailResult, RunState } from './state.ts';

export function guardrailChange(
  state: RunState,
  event: Extract<RunEventBody, { type: 'guardrail-finished' }>,
): Change {
  const { name, outcome, exit, milliseconds, round, output } = event;
  const result: GuardrailResult = { name, outcome, exit, milliseconds, round, output };
  const lastActivity = `guardrail ${name}: ${outcome}`;
  return event.phase === 'base'
    ? { guardrailsAtBase: { ...state.guardrailsAtBase, [name]: result }, lastActivity }
    : { guardrailsAtHead: { ...state.guardrailsAtHead, [name]: result }, lastActivity };
}

export function modelChange(
  state: RunState,
  event: Extract<RunEventBody, { type: 'model-replied' }>,
): Change {
  const { usage } = event;
  return {
    ...resumeFromWaiting(state),
    turns: state.turns + 1,
    turnsUncounted: state.turnsUncounted + (event.usageReported === false ? 1 : 0),
    usage: {
      input: state.usage.input + usage.input,
      output: state.usage.output + usage.output,
      cacheRead: state.usage.cacheRead + usage.cacheRead,
      cacheWrite: state.usage.cacheWrite + usage.cacheWrite,
    },
    dollars: state.dollars === null || event.dollars === null ? null : state.dollars + event.dollars,
    lastActivity: `turn ${event.turn} answered`,
  };
}

export function resumeFromWaiting(state: RunState): Change {
  return state.status === 'waiting' ? { status: 'working', stage: state.stage, round: state.round } : {};
}
