// Puts what is in the worktree on the run's branch and records it: at the end of a round, before a check, when a run rests.
import type { RunEvent } from '../core/run/events.ts';
import { changedFiles } from '../node/snapshot.ts';
import { commitWork, type Committed } from '../node/worktree.ts';
import { entrySeq } from '../core/run/next-stage.ts';
import { loadPins, type RunContext } from './context.ts';

/** Commits without an event; null when there is no worktree yet. The caller has tidied the sandbox. */
export async function saveWork(context: RunContext): Promise<Committed | null> {
  const { log, branch, state } = context;
  const pins = await loadPins(context.pins);
  const { request, round, worktree } = state();
  if (pins === null || worktree === null || worktree.removed) return null;
  const trailers = {
    'Dimmer-Run': request.runId,
    'Dimmer-Seq': String(entrySeq(log.events, 'implement', round) || log.events.length),
    'Dimmer-Round': String(round),
  };
  return commitWork(pins, branch, `${request.spec.title.slice(0, 60)} (round ${round})`, trailers);
}

/** Keeps what is there between two turns, so that a branch can begin here. Nothing is recorded where nothing changed. */
export async function recordCheckpoint(context: RunContext): Promise<Committed | null> {
  const { log, state } = context;
  const saved = await saveWork(context);
  if (saved === null || saved.commit === lastCommit(log.events)) return saved;
  if (saved.commit !== state().request.base.commit)
    log.append({ type: 'checkpoint-committed', commit: saved.commit, tree: saved.tree });
  return saved;
}

/** The commit that the log knows the files of; undefined where nothing was committed yet. */
export function lastCommit(events: readonly RunEvent[]): string | undefined {
  const last = events.findLast(
    (event) =>
      event.type === 'work-committed' || event.type === 'checkpoint-committed' || event.type === 'branched',
  );
  return last !== undefined && 'commit' in last ? last.commit : undefined;
}

/** Commits and records. The event is left out when this very commit is the last one recorded. */
export async function recordWork(context: RunContext): Promise<Committed | null> {
  const saved = await saveWork(context);
  const { request, head, round } = context.state();
  if (saved === null || saved.commit === head?.commit || saved.commit === request.base.commit) return saved;
  const { commit, tree } = saved;
  const files = await changedFiles(request.repository, request.base.commit, commit);
  context.log.append({ type: 'work-committed', commit, tree, round, files });
  return saved;
}
