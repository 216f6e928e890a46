// What a decision and its delivery change in a run's state.
// Invariant: a merge or a pull request means something only to a run that was approved.
import type { RunEvent, RunEventBody } from './events.ts';
import type { Change, RunState } from './state.ts';

export function mergedChange(state: RunState, event: Extract<RunEventBody, { type: 'merged' }>): Change {
  const approved = approvedOf(state);
  if (approved === null) return {};
  const { type, commit, branch, how } = event;
  return { status: 'approved', ...approved, refusal: [], merged: { type, commit, branch, how } };
}

export function pullRequestChange(
  state: RunState,
  event: Extract<RunEventBody, { type: 'pull-request-opened' }>,
): Change {
  const approved = approvedOf(state);
  if (approved === null) return {};
  const { type, how, url, number, branch, into } = event;
  const pullRequest = { type, how, url, number, branch, into };
  return { status: 'approved', ...approved, refusal: [], pullRequest };
}

export function pushedChange({
  remote,
  branch,
  commit,
}: Extract<RunEventBody, { type: 'branch-pushed' }>): Change {
  return { pushed: { remote, branch, commit }, refusal: [], lastActivity: `pushed ${branch}` };
}

/** An approval of which nothing could be delivered is the human's again; one that is half way stays approved. */
export function refusedChange(
  state: RunState,
  event: Extract<RunEventBody, { type: 'decision-refused' }>,
): Change {
  const refusal = event.reasons;
  if (state.status !== 'approved' || state.merged || state.pullRequest || state.pushed || !state.head)
    return { refusal };
  return { refusal, status: 'awaiting-decision', commit: state.head.commit };
}

/** Older logs finish an approval after a refusal without a second decision. */
function approvedOf(state: RunState) {
  if (state.status === 'approved') {
    const { reason, by, merged, pullRequest } = state;
    return { reason, by, merged, pullRequest };
  }
  if (state.status !== 'awaiting-decision' || state.decision?.decision !== 'approve') return null;
  const { reason, by } = state.decision;
  return { reason, by, merged: null, pullRequest: null };
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
