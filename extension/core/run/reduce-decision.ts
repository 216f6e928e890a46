// What a decision and its delivery change in a run's state.
// Invariant: a merge or a pull request means something only to a run that was approved.
import type { RunEvent, RunEventBody } from './events.ts';
import type { Change, RunState } from './state.ts';

export function mergedChange(state: RunState, event: Extract<RunEventBody, { type: 'merged' }>): Change {
  if (state.status !== 'approved') return {};
  const { type, commit, branch, how } = event;
  const { reason, by, pullRequest } = state;
  return { status: 'approved', reason, by, pullRequest, merged: { type, commit, branch, how } };
}

export function pullRequestChange(
  state: RunState,
  event: Extract<RunEventBody, { type: 'pull-request-opened' }>,
): Change {
  if (state.status !== 'approved') return {};
  const { type, how, url, number, branch, into } = event;
  const { reason, by, merged } = state;
  return { status: 'approved', reason, by, merged, pullRequest: { type, how, url, number, branch, into } };
}

export function decisionChange(event: Extract<RunEvent, { type: 'decided' }>): Change {
  const { decision, reason, by, attested, at, confirmed, acceptedUntested } = event;
  const facts = {
    decision: {
      ...{ decision, reason, by, attested, at, confirmed, acceptedUntested },
      answers: event.answers ?? {},
      comments: event.comments ?? [],
      deliver: event.deliver ?? 'auto',
    },
    refusal: [],
    lastActivity: `decided: ${decision}`,
  };
  if (decision === 'approve')
    return { ...facts, status: 'approved', reason, by, merged: null, pullRequest: null };
  return { ...facts, status: decision === 'return' ? 'returned' : 'rejected', reason, by };
}
