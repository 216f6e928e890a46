// Whether what a run was judged by is still in its repository: branches are deleted, and what nothing names is collected.
// Invariant: reads only; a repository that cannot be asked counts as one that has lost it.
import { git } from './git.ts';

/** The first of `commits` that git has no more; null when all are there. */
export async function missingCommit(root: string, commits: readonly string[]): Promise<string | null> {
  for (const commit of commits) {
    const there = await git(root, ['cat-file', '-e', `${commit}^{commit}`]);
    if (!there.ok) return commit;
  }
  return null;
}
