// Puts right what crashed runs left of their worktrees, before another one is made.
// Invariant: only what belongs to a run that is over, whose process is gone and whose branch holds everything, is removed.
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOver } from '../core/run/reduce.ts';
import { git } from './git.ts';
import { checkPins, loadPins } from './git-pins.ts';
import { isAlive } from './process-identity.ts';
import { readRun, runIdPattern } from './run-store.ts';
import { repositoryState } from './state-home.ts';
import { removeWorktree, withoutLinks } from './worktree.ts';

export interface Reconciled {
  /** Run ids whose folder was given back. */
  readonly removed: readonly string[];
  /** Run ids that have a worktree now. */
  readonly left: readonly string[];
}

export async function reconcileWorktrees(
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Reconciled> {
  const { runs, worktrees } = await repositoryState(root, env);
  const names = await readdir(worktrees).catch(() => []);
  const ids = [...new Set(names.map((name) => name.split('.')[0] ?? ''))].filter((id) =>
    runIdPattern.test(id),
  );
  const removed: string[] = [];
  for (const id of ids) {
    const runDir = join(runs, id);
    if (!(await isDone(runDir))) continue;
    const own = names.filter(
      (name) => name.startsWith(`${id}.lane.`) && !/\.(scratch|check|visible)$/.test(name),
    );
    const folders = [
      { path: join(worktrees, id), pins: runDir },
      ...own.map((name) => ({
        path: join(worktrees, name),
        pins: join(runDir, 'lanes', name.slice(`${id}.lane.`.length)),
      })),
    ];
    const safe = await Promise.all(folders.map(({ path, pins }) => isWhollyCommitted(pins, path)));
    if (safe.includes(false)) continue;
    for (const { path } of folders) {
      if (existsSync(path)) await removeWorktree(root, path);
      for (const suffix of ['.scratch', '.check', '.check.visible'])
        await rm(`${path}${suffix}`, { recursive: true, force: true, maxRetries: 3 });
    }
    removed.push(id);
  }
  return { removed, left: ids.filter((id) => !removed.includes(id)) };
}

async function isDone(runDir: string): Promise<boolean> {
  if (!existsSync(runDir)) return false;
  const { state, problem } = await readRun(runDir);
  if (state === undefined || problem !== undefined) return false;
  // An approval that is half way is finished in its worktree.
  if (state.status === 'approved' && state.merged === null && state.pullRequest === null) return false;
  return isOver(state) && !(state.runner !== null && isAlive(state.runner));
}

/** Whether nothing would be lost with the folder: no change that is not on its branch. An agent may have written in it. */
async function isWhollyCommitted(pinned: string, path: string): Promise<boolean> {
  if (!existsSync(path)) return true;
  const pins = await loadPins(pinned);
  if (pins === null || (await checkPins(pins)).length > 0) return false;
  const links = await withoutLinks(pins, 'HEAD').catch(() => null);
  if (links === null) return false;
  const status = await git(path, ['status', '--porcelain', '--', ':(top)', ...links], {
    worktree: pins,
  });
  return status.ok && status.stdout.trim() === '';
}
