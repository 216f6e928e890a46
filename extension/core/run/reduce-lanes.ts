// What happens in a parallel branch of a workflow changes of the run's state: its turns, spend and questions are the run's; its
// folder, commits and guardrails are its own until the branches are combined.
import type { RunEvent } from './events.ts';
import type { Change, Lane, RunState } from './state.ts';

/** `whole` is what the event would change if the run itself did it. */
export function laneChange(
  state: RunState,
  event: RunEvent,
  whole: (state: RunState, event: RunEvent) => Change | undefined,
): Change | undefined {
  const { lane = '' } = event;
  const known = state.lanes[lane];
  const own = (change: Partial<Lane>): Change =>
    known === undefined ? {} : { lanes: { ...state.lanes, [lane]: { ...known, ...change } } };
  switch (event.type) {
    case 'worktree-created': {
      const { path, branch } = event;
      const made: Lane = { path, branch, removed: false, commit: known?.commit ?? null };
      return {
        lanes: { ...state.lanes, [lane]: made },
        lastActivity: `${lane}: a folder of its own is ready`,
      };
    }
    case 'worktree-removed':
      return own({ removed: true, ...(event.withBranch === true ? { commit: null } : {}) });
    case 'work-committed':
    case 'checkpoint-committed':
      return {
        ...own({ commit: event.commit }),
        lastActivity: `${lane}: committed ${event.commit.slice(0, 7)}`,
      };
    // Others work on: the run does not wait.
    case 'model-waiting':
      return { lastActivity: `${lane}: waiting: ${event.reason}` };
    case 'guardrail-finished':
      return { lastActivity: `${lane}: guardrail ${event.name}: ${event.outcome}` };
    default: {
      const change = whole(state, event);
      return change?.lastActivity === undefined
        ? change
        : { ...change, lastActivity: `${lane}: ${change.lastActivity}` };
    }
  }
}
