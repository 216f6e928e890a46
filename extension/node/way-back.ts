// Rehearses the way back: the one commit that approve makes, taken back by git's own merge, without a checkout.
// Invariant: no ref, index or working file of the user's repository changes; only loose objects are written.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorship, dimmerIdentity, git, gitText } from './git.ts';

export interface Rehearsal {
  readonly rehearsed: boolean;
  readonly detail: string;
}

/** `git revert` of the squashed result, as git itself computes it, must give the base's tree again. */
export async function rehearseRevert(root: string, base: string, head: string): Promise<Rehearsal> {
  const tree = (commit: string) => gitText(root, ['rev-parse', `${commit}^{tree}`]);
  const squashed = await gitText(root, ['commit-tree', await tree(head), '-p', base, '-m', 'rehearsal'], {
    env: authorship(dimmerIdentity),
  });
  const folder = await mkdtemp(join(tmpdir(), 'dimmer-way-back-'));
  try {
    // A revert is a merge of the result with its base, from the result: here in an index of its own.
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    const merge = ['read-tree', '-m', '-i', '--aggressive', squashed, squashed, base];
    const merged = await git(root, merge, { env });
    const written = merged.ok ? await git(root, ['write-tree'], { env }) : merged;
    if (!written.ok)
      return {
        rehearsed: false,
        detail: `git could not revert it: ${written.stderr.split('\n')[0] || 'conflicts'}`,
      };
    return written.stdout.trim() === (await tree(base))
      ? { rehearsed: true, detail: 'reverting the one commit gives the base again, file by file' }
      : { rehearsed: false, detail: 'reverting the one commit does not give the base again' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
