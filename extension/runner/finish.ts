// How a run rests or ends other than by a decision: work saved, reason recorded, nothing left running.
import { branchesOfWork } from '../core/run/run-row.ts';
import { finishControl } from '../node/control.ts';
import { removeWorktree } from '../node/worktree.ts';
import { removeLeftovers, type EndEvent, type RunContext } from './context.ts';
import { closeLanes, openLanes } from './lanes.ts';
import { recordWork } from './work.ts';

/** Records an end; what the agent has written so far is committed first and its branch kept. */
export async function endRun(context: RunContext, event: EndEvent): Promise<void> {
  const saved = await saveQuietly(context);
  context.log.append(
    event.type === 'run-failed' ? { ...event, kept: event.kept ?? keptWork(context) } : event,
  );
  if (event.type === 'run-failed' && saved) await dropWorktree(context);
}

function keptWork({ state }: RunContext): string {
  const branches = branchesOfWork(state());
  return branches.length === 0
    ? 'No file had been changed; the request and the event log are kept.'
    : `The work so far is on branch ${branches.join(', ')}, with the event log.`;
}

/** Carries out what the interruption asks for. */
export async function endInterrupted(context: RunContext): Promise<void> {
  const why = context.interruption.current();
  if (why === null) throw new Error('a stage was interrupted without a reason');
  if (why.kind === 'suspend') await endRun(context, why.event);
  else await stopRun(context, why.by, why.reason);
  if (why.controlFile !== undefined) await finishControl(context.runDir, why.controlFile);
}

/** Also finishes a stop that a crash interrupted. */
export async function stopRun(context: RunContext, by: string, reason: string): Promise<void> {
  const saved = await saveQuietly(context);
  if (context.state().status !== 'stopped') context.log.append({ type: 'run-stopped', by, reason });
  if (saved) await dropWorktree(context);
}

/** Failing to save must not keep the end out of the log; the worktree then stays where it is. */
async function saveQuietly(context: RunContext): Promise<boolean> {
  try {
    await recordWork(context);
    for (const lane of openLanes(context)) await recordWork(lane);
    return true;
  } catch (error) {
    console.error('the work was not committed:', error);
    return false;
  }
}

/** The branch stays when there is work on it: it is where that can be found. */
async function dropWorktree(context: RunContext): Promise<void> {
  const { log, state, paths, branch } = context;
  await closeLanes(context);
  const { request, worktree, head } = state();
  if (worktree === null) return removeLeftovers(paths);
  if (worktree.removed) return;
  await removeWorktree(request.repository, paths.worktree, head === null ? branch : undefined);
  await removeLeftovers(paths);
  log.append({ type: 'worktree-removed', path: paths.worktree });
}
