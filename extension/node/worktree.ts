// A run's own working tree and branch: made, committed to, checked after a crash, removed.
// Invariant: only the host writes git metadata, through the paths pinned when the worktree was made; folders linked into a
// worktree never become part of a commit.
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { authorship, commonDirectory, dimmerIdentity, git, gitText, GitProblem } from './git.ts';
import { checkPins, pinMetadata, type GitPins } from './git-pins.ts';
import { linkable } from './dependencies.ts';
import { removeStaleLocks } from './stale-locks.ts';

export interface WorktreePlan {
  readonly repository: string;
  readonly path: string;
  readonly branch: string;
  readonly commit: string;
}

/** Makes the worktree and its branch, for a run that has none yet: what a crash left half made is replaced. */
export async function createWorktree(plan: WorktreePlan): Promise<GitPins> {
  const { repository, path, branch, commit } = plan;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await removeWorktree(repository, path);
  await gitText(repository, ['worktree', 'add', '--quiet', '-B', branch, path, commit]);
  return pinWorktree(repository, path);
}

/** For a run that goes on: the worktree as it was left, or, if it is gone, a new one at its branch. */
export async function restoreWorktree(plan: WorktreePlan, pins: GitPins | null): Promise<GitPins> {
  const { repository, path, branch } = plan;
  if (pins && (await lstat(join(path, '.git')).catch(() => null))) {
    await removeStaleLocks(pins, branch);
    return pins;
  }
  await removeWorktree(repository, path);
  await gitText(repository, ['worktree', 'add', '--quiet', path, branch]);
  return pinWorktree(repository, path);
}

async function pinWorktree(repository: string, path: string): Promise<GitPins> {
  const gitDir = await realpath(await gitText(path, ['rev-parse', '--absolute-git-dir']));
  const commonDir = await realpath(await commonDirectory(repository));
  if (!gitDir.startsWith(join(commonDir, 'worktrees'))) {
    throw new GitProblem(
      'failed',
      `${path} does not belong to ${repository}; move it away and resume the run`,
    );
  }
  return pinMetadata({ path, gitDir, commonDir });
}

export interface Committed {
  readonly commit: string;
  readonly tree: string;
  /** Folders with a repository of their own: their content cannot be part of a commit. */
  readonly nested: readonly string[];
}

/**
 * Commits everything in the worktree to the run's branch; without changes, the branch's present commit is returned.
 * `trailers` end the message, so that a commit whose event a crash swallowed is recognised and not made again.
 */
export async function commitWork(
  pins: GitPins,
  branch: string,
  subject: string,
  trailers: Readonly<Record<string, string>>,
): Promise<Committed> {
  const changed = await checkPins(pins);
  if (changed.length > 0) {
    throw new GitProblem(
      'failed',
      `the worktree's git metadata changed while the agent worked (${changed.join(', ')}), so nothing was committed`,
    );
  }
  await removeStaleLocks(pins, branch);
  const options = { worktree: pins };
  const excluded = await withoutLinks(pins.path, `refs/heads/${branch}`, options);
  await gitText(pins.path, ['add', '--all', '--', ':(top)', ...excluded], options);
  const nested = await unstageNested(pins);
  const tree = await gitText(pins.path, ['write-tree'], options);
  const tip = await gitText(pins.path, ['rev-parse', `refs/heads/${branch}`], options);
  const tipTree = await gitText(pins.path, ['rev-parse', `${tip}^{tree}`], options);
  if (tree === tipTree) return { commit: tip, tree, nested };
  const message = `${subject}\n\n${trailerText(trailers)}\n`;
  const commit = await gitText(pins.path, ['commit-tree', tree, '-p', tip, '-F', '-'], {
    ...options,
    input: message,
    env: authorship(dimmerIdentity),
  });
  await gitText(
    pins.path,
    ['update-ref', '-m', 'dimmer: work', `refs/heads/${branch}`, commit, tip],
    options,
  );
  return { commit, tree, nested };
}

/** Pathspecs that keep linked folders out of a commit; a folder of the same name that the project tracks stays in. */
export async function withoutLinks(
  root: string,
  revision: string,
  options: Parameters<typeof git>[2] = {},
): Promise<string[]> {
  const tracked = await gitText(root, ['ls-tree', '-z', '--name-only', revision, ...linkable], options);
  const names = tracked.split('\0');
  return linkable.filter((name) => !names.includes(name)).map((name) => `:(exclude,top)${name}`);
}

export function trailerText(trailers: Readonly<Record<string, string>>): string {
  return Object.entries(trailers)
    .map(([name, value]) => `${name}: ${value.replaceAll(/\s+/g, ' ')}`)
    .join('\n');
}

/** Removes a worktree, and its branch when asked; what is not there is fine. */
export async function removeWorktree(repository: string, path: string, branch?: string): Promise<void> {
  await git(repository, ['worktree', 'remove', '--force', '--force', path]);
  await rm(path, { recursive: true, force: true });
  await git(repository, ['worktree', 'prune']);
  if (branch !== undefined) await git(repository, ['update-ref', '-d', `refs/heads/${branch}`]);
}

export interface RegisteredWorktree {
  readonly path: string;
  /** Short branch name; null when detached. */
  readonly branch: string | null;
}

/** All worktrees of a repository, the main one first. */
export async function listWorktrees(repository: string): Promise<RegisteredWorktree[]> {
  const text = await gitText(repository, ['worktree', 'list', '--porcelain', '-z']);
  return text
    .split('\0\0')
    .filter((block) => block !== '')
    .map((block) => {
      const lines = block.split('\0');
      const value = (key: string) => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
      const bare = lines.includes('bare');
      return {
        path: value('worktree') ?? '',
        branch: bare ? null : (value('branch')?.replace('refs/heads/', '') ?? null),
      };
    });
}

/** A `git init` inside the worktree would become a commit pointer and lose its files silently: it is left out and said. */
async function unstageNested(pins: GitPins): Promise<string[]> {
  const options = { worktree: pins };
  const flags = [
    '--cached',
    '--raw',
    '-z',
    '--diff-filter=AT',
    '--ignore-submodules=none',
    '--no-renames',
    'HEAD',
  ];
  const parts = (await gitText(pins.path, ['diff-index', ...flags], options)).split('\0');
  const nested = parts.flatMap((part, at) => (/^:\d+ 160000 /.test(part) ? [parts[at + 1] ?? ''] : []));
  for (const path of nested) {
    await gitText(
      pins.path,
      ['rm', '--cached', '--quiet', '--force', '--', `:(top,literal)${path}`],
      options,
    );
  }
  return nested;
}
