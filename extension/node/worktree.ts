// A run's own working tree and branch: made, committed to, checked after a crash, removed.
// Invariant: only the host writes git metadata, through the paths pinned when the worktree was made; folders linked into a
// worktree never become part of a commit.
import { lstatSync } from 'node:fs';
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { authorship, commonDirectory, dimmerIdentity, git, gitText, GitProblem } from './git.ts';
import { checkPins, pinMetadata, type GitPins } from './git-pins.ts';
import { removeStaleLocks } from './stale-locks.ts';

/** Ignored folders of the repository that a worktree or a checkout gets as read-only links. */
export const linkable = ['node_modules', '.venv', 'venv'] as const;

export interface WorktreePlan {
  readonly repository: string;
  readonly path: string;
  readonly branch: string;
  readonly commit: string;
  /** Folders that are linked into it beside those that always are. */
  readonly links?: readonly string[];
}

/** Makes the worktree and its branch, for a run that has none yet: what a crash left half made is replaced. */
export async function createWorktree(plan: WorktreePlan): Promise<GitPins> {
  const { repository, path, branch, commit, links } = plan;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await removeWorktree(repository, path);
  await gitText(repository, ['worktree', 'add', '--quiet', '-B', branch, path, commit]);
  return pinWorktree(repository, path, links);
}

/** For a run that goes on: the worktree as it was left, or, if it is gone, a new one at its branch. */
export async function restoreWorktree(plan: WorktreePlan, pins: GitPins | null): Promise<GitPins> {
  const { repository, path, branch, links } = plan;
  if (pins && (await lstat(join(path, '.git')).catch(() => null))) {
    await removeStaleLocks(pins, branch);
    return pins;
  }
  await removeWorktree(repository, path);
  await gitText(repository, ['worktree', 'add', '--quiet', path, branch]);
  return pinWorktree(repository, path, links);
}

async function pinWorktree(
  repository: string,
  path: string,
  links: readonly string[] = [],
): Promise<GitPins> {
  const gitDir = await realpath(await gitText(path, ['rev-parse', '--absolute-git-dir']));
  const commonDir = await realpath(await commonDirectory(repository));
  if (!gitDir.startsWith(join(commonDir, 'worktrees'))) {
    throw new GitProblem(
      'failed',
      `${path} does not belong to ${repository}; move it away and resume the run`,
    );
  }
  const pins = await pinMetadata({ path, gitDir, commonDir });
  return links.length === 0 ? pins : { ...pins, links: [...links] };
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
  const excluded = await withoutLinks(pins, `refs/heads/${branch}`);
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
export async function withoutLinks(pins: GitPins, revision: string): Promise<string[]> {
  const links = [...new Set([...linkable, ...(pins.links ?? [])])];
  const args = ['ls-tree', '-z', '--name-only', '--full-tree', revision, '--', ...links];
  const tracked = (await gitText(pins.path, args, { worktree: pins })).split('\0');
  const reached = links.filter((name) => !tracked.includes(name) && !liesBehindLink(pins.path, name));
  // What is ignored is not committed anyway, and `git add` stumbles over an ignored folder that it is told to leave out.
  const options = { worktree: pins, input: reached.join('\0') };
  const ignored = (await git(pins.path, ['check-ignore', '-z', '--stdin'], options)).stdout.split('\0');
  return reached.filter((name) => !ignored.includes(name)).map((name) => `:(exclude,top,literal)${name}`);
}

/** Git refuses such a path, and nothing of it could become part of a commit. */
function liesBehindLink(root: string, name: string): boolean {
  const parts = name.split('/');
  const ways = parts.slice(1).map((_, at) => join(root, ...parts.slice(0, at + 1)));
  return ways.some((way) => lstatSync(way, { throwIfNoEntry: false })?.isSymbolicLink());
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
