// The only way this project runs git.
// Invariant: nothing in a repository can make these calls execute a program: no hooks, fsmonitor, signing, external diff,
// textconv, filters, merge drivers, pager, editor or prompt. A linked worktree's metadata is addressed explicitly.
import { hardening, programOverrides } from './git-hardening.ts';
import { runCommand } from './run-command.ts';

export interface GitOptions {
  readonly input?: string | Buffer;
  /** Extra variables, such as GIT_AUTHOR_NAME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Operates on a worktree without trusting the `.git` file in it. */
  readonly worktree?: WorktreeGit;
  /** Output over this many bytes is an error; 64 MB unless told. */
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
}

/** Where the metadata of one worktree is, as recorded when the host made it. */
export interface WorktreeGit {
  readonly path: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

export interface GitOutput {
  readonly ok: boolean;
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** git said no, or is not there. `message` is fit for a user. */
export class GitProblem extends Error {
  readonly reason: 'git-missing' | 'not-a-repository' | 'no-commits' | 'unknown-revision' | 'failed';
  constructor(reason: GitProblem['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Commands that never look at attributes; for all others filters and drivers are taken out first, which costs 2 ms. */
const plumbing = new Set([
  'cat-file',
  'check-ignore',
  'commit-tree',
  'config',
  'diff-tree',
  'hash-object',
  'ls-tree',
  'merge-base',
  'rev-list',
  'rev-parse',
  'symbolic-ref',
  'update-ref',
  'write-tree',
]);

/** Runs git in `root` and hands back what it said; throws only when there is no git. */
export async function git(
  root: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutput> {
  const where = options.worktree;
  const location: Record<string, string> = where
    ? { GIT_DIR: where.gitDir, GIT_COMMON_DIR: where.commonDir, GIT_WORK_TREE: where.path }
    : {};
  const env = { ...gitEnvironment(process.env), ...location, ...options.env };
  const overrides = plumbing.has(args[0] ?? '') ? [] : await programOverrides(where?.path ?? root, env);
  const { exit, stdout, stderr, problem, ...result } = await runCommand(
    'git',
    [...hardening, ...overrides, ...args],
    {
      cwd: where?.path ?? root,
      env,
      timeoutMs: options.timeoutMs ?? 120_000,
      ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
      ...(options.input === undefined ? {} : { input: options.input }),
    },
  );
  if (result.missing) throw missing(where?.path ?? root);
  return { ok: exit === 0, exit, stdout, stderr: stderr.trim() || problem };
}

/** As `git`, for calls that must succeed: the output without its last newline, or a `GitProblem`. */
export async function gitText(
  root: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const output = await git(root, args, options);
  if (!output.ok) throw problemOf(args, output);
  return output.stdout.replace(/\n$/, '');
}

/** Only what git needs of our own environment: no GIT_* of a hook that we may have been started from. */
export function gitEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_EDITOR: 'false',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    LC_ALL: 'C.UTF-8',
  };
  const names = [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'XDG_CONFIG_HOME',
    'TMPDIR',
    'TEMP',
    'SYSTEMROOT',
    'USERPROFILE',
  ];
  for (const name of [...names, 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM']) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** The top folder of the repository that holds `dir`, or null where there is none. */
export async function repositoryRoot(dir: string): Promise<string | null> {
  const output = await git(dir, ['rev-parse', '--show-toplevel']);
  return output.ok && output.stdout.trim() !== '' ? output.stdout.replace(/\n$/, '') : null;
}

/** Absolute path of the folder that all worktrees of a repository share. */
export async function commonDirectory(root: string): Promise<string> {
  return gitText(root, ['rev-parse', '--path-format=absolute', '--git-common-dir']);
}

/** The full hash of a revision's commit. Throws `unknown-revision`, or `no-commits` where there are none. */
export async function resolveCommit(root: string, revision: string): Promise<string> {
  const output = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (output.ok) return output.stdout.trim();
  if (output.exit === 128) throw problemOf(['rev-parse'], output);
  if (revision === 'HEAD') {
    throw new GitProblem(
      'no-commits',
      'This repository has no commits yet. Commit something, then try again.',
    );
  }
  throw new GitProblem('unknown-revision', `git knows no commit "${revision}" here.`);
}

/** The branch that is checked out, or null on a detached HEAD. */
export async function currentBranch(root: string): Promise<string | null> {
  const output = await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return output.ok ? output.stdout.trim() : null;
}

export interface UserIdentity {
  readonly name: string;
  readonly email: string;
}

/** Who the user is to git; Dimmer itself where git does not know. */
export async function userIdentity(root: string): Promise<UserIdentity> {
  const name = await git(root, ['config', 'user.name']);
  const email = await git(root, ['config', 'user.email']);
  if (!name.ok || !email.ok) return dimmerIdentity;
  return { name: name.stdout.trim(), email: email.stdout.trim() };
}

export const dimmerIdentity: UserIdentity = { name: 'Dimmer', email: 'dimmer@localhost' };

/** The variables that make `git commit-tree` write as `user`. */
export function authorship(user: UserIdentity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: user.name,
    GIT_AUTHOR_EMAIL: user.email,
    GIT_COMMITTER_NAME: user.name,
    GIT_COMMITTER_EMAIL: user.email,
  };
}

function missing(cwd: string): GitProblem {
  return new GitProblem(
    'git-missing',
    `git could not be started in ${cwd}. Install git, check that the folder exists, then try again.`,
  );
}

function problemOf(args: readonly string[], output: GitOutput): GitProblem {
  if (/not a git repository/i.test(output.stderr)) {
    return new GitProblem(
      'not-a-repository',
      'This folder is not in a git repository. Run `git init` and commit first.',
    );
  }
  const said = output.stderr.split('\n').slice(0, 5).join(' ').trim();
  return new GitProblem(
    'failed',
    `git ${args[0] ?? ''} failed${said ? `: ${said}` : ` with exit code ${output.exit}`}`,
  );
}
