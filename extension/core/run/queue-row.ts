// How runs that wait for their turn stand to the others of their repository, from the states of all of them. Pure.
// Invariant: counted anew from what is there now; what a run once wrote about its place is out of date a moment later.
import type { RunMood } from './run-row.ts';
import type { RunState } from './state.ts';

/** How many others wait that were launched earlier; null for a run that does not wait. */
export function aheadOf(run: RunState, all: readonly RunState[]): number | null {
  if (run.queued === null) return null;
  const { runId, repository } = run.request;
  return all.filter(
    (other) =>
      other.queued !== null && other.request.repository === repository && other.request.runId < runId,
  ).length;
}

export interface AtWork {
  readonly working: number;
  readonly limit: number;
}

/** How many work of how many may, in the repositories in which some wait; null where none waits. */
export function atWork(rows: readonly { readonly run: RunState; readonly mood: RunMood }[]): AtWork | null {
  const waiting = rows.filter(({ run, mood }) => mood === 'queued' && run.queued !== null);
  const limits = new Map(waiting.map(({ run }) => [run.request.repository, run.queued?.limit ?? 0]));
  if (limits.size === 0) return null;
  const works = ({ run, mood }: (typeof rows)[number]) =>
    (mood === 'working' || mood === 'waiting') && limits.has(run.request.repository);
  return {
    working: rows.filter(works).length,
    limit: [...limits.values()].reduce((sum, limit) => sum + limit, 0),
  };
}
