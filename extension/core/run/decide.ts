// What a human's decision does to a run: events, or a refusal with its reasons. Pure; git is asked by the runner.
// Invariant: the same rules as the outcome card shows; a decision is taken once.
import { approvalRefusals } from '../outcome/card.ts';
import type { ControlCommand } from '../protocol/control.ts';
import type { RunEventBody } from './events.ts';
import type { RunState } from './state.ts';

export type DecideCommand = Extract<ControlCommand, { type: 'decide' }>;

export type Verdict =
  | { readonly ok: true; readonly event: Extract<RunEventBody, { type: 'decided' }> }
  | { readonly ok: false; readonly event: Extract<RunEventBody, { type: 'decision-refused' }> };

/** Judges a decision. `obstacles` are what git has against an approval; they count only when nothing else does. */
export function decide(state: RunState, command: DecideCommand, obstacles: readonly string[] = []): Verdict {
  const { decision, reason, by, confirmed, acceptedUntested, id: controlId } = command;
  const { answers, comments, deliver } = command;
  const details = { ...(answers && { answers }), ...(comments && { comments }), ...(deliver && { deliver }) };
  const reasons = refusals(state, command);
  const all = reasons.length > 0 ? reasons : [...obstacles];
  if (all.length > 0)
    return { ok: false, event: { type: 'decision-refused', decision, controlId, reasons: all } };
  const attested = command.via === 'vscode';
  return {
    ok: true,
    event: {
      type: 'decided',
      decision,
      controlId,
      reason,
      by,
      attested,
      confirmed,
      acceptedUntested,
      ...details,
    },
  };
}

function refusals(state: RunState, command: DecideCommand): string[] {
  if (state.status !== 'awaiting-decision') {
    const over = state.decision
      ? `this run was decided already: ${state.decision.decision}`
      : `this run is ${state.status}`;
    return [`${over}; only a run that awaits a decision can be decided`];
  }
  if (command.decision === 'approve') return approvalRefusals(state, command);
  return command.reason.trim() === '' ? [`a reason is needed to ${command.decision} a run`] : [];
}
