// Which commit is meant when somebody asks for one that exists to be judged, and what it is compared with.
// Invariant: reads only; what git does not tell about a commit's origin is not claimed.
import { createHash } from 'node:crypto';
import type { Adopted, RunRequest } from '../core/protocol/run-request.ts';
import { currentBranch, git, GitProblem, gitText, resolveCommit } from '../node/git.ts';

export interface AdoptedCommit {
  readonly adopted: Adopted;
  readonly base: RunRequest['base'];
}

/**
 * `revision` is what is judged. It is compared with where it left `onto` (the branch that is checked out when absent); a
 * commit that `onto` has already is compared with its first parent, and there is nothing to merge.
 */
export async function adoptedCommit(
  root: string,
  revision: string,
  onto: string | undefined,
): Promise<AdoptedCommit> {
  const commit = await resolveCommit(root, revision);
  const branch = await branchNamed(root, revision);
  const author = await gitText(root, ['log', '-1', '--no-show-signature', '--format=%an', commit]);
  const target = await resolveCommit(root, onto ?? 'HEAD');
  const contained = (await git(root, ['merge-base', '--is-ancestor', commit, target])).ok;
  const adopted: Adopted = { commit, author, contained, ...(branch === undefined ? {} : { branch }) };
  if (contained) return { adopted, base: { commit: await parentOf(root, commit, revision) } };
  const fork = await git(root, ['merge-base', target, commit]);
  if (!fork.ok) {
    const message = `"${revision}" shares no history with ${onto ?? 'what is checked out'}, so there is nothing to compare it with. Name the branch it belongs to with --base.`;
    throw new GitProblem('unknown-revision', message);
  }
  const into = onto === undefined ? await currentBranch(root) : await branchNamed(root, onto);
  return { adopted, base: { commit: fork.stdout.trim(), ...(into ? { branch: into } : {}) } };
}

/** Where there is no spec, the commit's own message says what should exist; it has no requirements. */
export async function specOfCommit(root: string, commit: string): Promise<RunRequest['spec']> {
  const text = (await gitText(root, ['log', '-1', '--format=%B', commit])).trim();
  const title = text.split('\n')[0]?.trim() ?? '';
  return {
    path: '',
    id: `commit-${commit.slice(0, 12)}`,
    title: title === '' ? `Commit ${commit.slice(0, 12)}` : title,
    digest: createHash('sha256').update(text).digest('hex'),
    text,
    requirements: [],
    bin: {},
  };
}

async function parentOf(root: string, commit: string, revision: string): Promise<string> {
  const parent = await git(root, ['rev-parse', '--verify', '--quiet', `${commit}^1`]);
  if (parent.ok) return parent.stdout.trim();
  const message = `"${revision}" is the first commit of this repository: there is nothing before it to compare it with.`;
  throw new GitProblem('unknown-revision', message);
}

async function branchNamed(root: string, revision: string): Promise<string | undefined> {
  for (const kind of ['heads', 'remotes']) {
    const found = await git(root, ['rev-parse', '--verify', '--quiet', `refs/${kind}/${revision}`]);
    if (found.ok) return revision;
  }
  return undefined;
}
