// Removes lock files that a killed git left in a run's own worktree: without that, the run could never commit again.
// Invariant: only called by the holder of the run's lock, and only for locks that nobody has touched for a while.
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorktreeGit } from './git.ts';

/** A git of a runner that was just killed may still be at its last command. */
const staleMs = 3_000;

export async function removeStaleLocks({ gitDir, commonDir }: WorktreeGit, branch: string): Promise<void> {
  const locks = [
    join(gitDir, 'index.lock'),
    join(gitDir, 'HEAD.lock'),
    join(commonDir, 'refs', 'heads', `${branch}.lock`),
  ];
  for (const lock of locks) {
    for (;;) {
      const info = await lstat(lock).catch(() => null);
      if (info === null) break;
      if (Date.now() - info.mtimeMs > staleMs) await rm(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
