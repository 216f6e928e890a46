// Parallel branches of a workflow: each has a folder, a git branch and a view of the log of its own, in the same process.
// Invariant: a branch sees the run up to its fork and itself, never another branch; what was committed there is kept.
import { basename, dirname, join } from 'node:path';
import type { RunEvent } from '../core/run/events.ts';
import { reduce } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { isWithin } from '../core/run/workflow-next.ts';
import { removeWorktree } from '../node/worktree.ts';
import type { RunLog } from '../node/run-writer.ts';
import { finishHeard } from './controls.ts';
import { branchOf, removeLeftovers, type RunContext } from './context.ts';

/** Where a branch works, beside its run's own folder. */
function placeOf(runDir: string, lane: string) {
  const name = `${basename(runDir)}.lane.${lane.replaceAll('/', '.')}`;
  const worktree = join(dirname(dirname(runDir)), 'worktrees', name);
  return {
    paths: { worktree, scratch: `${worktree}.scratch`, checkout: `${worktree}.check` },
    branch: branchOf(name),
    pins: join(runDir, 'lanes', lane.replaceAll('/', '.')),
  };
}

/** The same run, seen from one of its branches. `cancelled` ends that branch alone. */
export function laneContext(
  root: RunContext,
  lane: string,
  cancelled: AbortSignal = new AbortController().signal,
): RunContext {
  const { interruption } = root;
  const log = laneLog(root.wholeLog, lane);
  return {
    ...root,
    ...placeOf(root.runDir, lane),
    lane,
    log,
    interruption: { ...interruption, signal: AbortSignal.any([interruption.signal, cancelled]) },
    state: () => stateOf(log),
  };
}

export function stateOf(log: RunLog): RunState {
  const now = log.state();
  if (now === undefined) throw new Error('the event log does not begin with a request');
  return now;
}

/** Folders of other branches than the run's own are none of a branch's business. */
const foldersOfRun: ReadonlySet<RunEvent['type']> = new Set(['worktree-created', 'worktree-removed']);

/** The log as the run itself sees it: without what happens in its branches, whose spend its state counts. */
export function ownLog(log: RunLog): RunLog {
  const seen = followed(log, (event) => (event.lane === undefined ? event : null));
  return {
    get events() {
      return seen();
    },
    state: log.state,
    append: log.append,
    close: log.close,
  };
}

function laneLog(log: RunLog, lane: string): RunLog {
  let state: RunState | undefined;
  const seen = followed(log, (event) => {
    const { lane: other = '', ...own } = event;
    if (!isWithin(lane, other) || (other !== lane && foldersOfRun.has(event.type))) return null;
    state = reduce(state, own as RunEvent);
    return own as RunEvent;
  });
  return {
    get events() {
      return seen();
    },
    state: () => {
      seen();
      return state;
    },
    append: (body) => log.append(body, lane),
    close: log.close,
  };
}

/** Those events of a growing log that `take` hands on; each is asked about once. */
function followed(log: RunLog, take: (event: RunEvent) => RunEvent | null): () => readonly RunEvent[] {
  const kept: RunEvent[] = [];
  let read = 0;
  return () => {
    for (; read < log.events.length; read += 1) {
      const event = log.events[read];
      const taken = event === undefined ? null : take(event);
      if (taken !== null) kept.push(taken);
    }
    return kept;
  };
}

/** The branches that have a folder now. */
export function openLanes(root: RunContext): RunContext[] {
  return Object.entries(root.state().lanes)
    .filter(([, { removed }]) => !removed)
    .map(([lane]) => laneContext(root, lane));
}

/** Gives the folders of branches back. Their git branches go too where `merged`, or where nothing was committed on them. */
export async function closeLanes(root: RunContext, merged: readonly string[] = []): Promise<void> {
  await finishHeard(root);
  for (const lane of openLanes(root)) {
    const name = lane.lane ?? '';
    const empty = root.state().lanes[name]?.commit === null;
    const { repository } = root.state().request;
    const goes = empty || merged.includes(name);
    await removeWorktree(repository, lane.paths.worktree, goes ? lane.branch : undefined);
    await removeLeftovers(lane.paths);
    lane.log.append({ type: 'worktree-removed', path: lane.paths.worktree, withBranch: goes });
  }
}
