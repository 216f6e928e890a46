// Where Dimmer keeps what must not lie in a repository: runs, worktrees, bundles and vaults.
// Invariant: every folder made here is private to the user (0700); one that belongs to somebody else is refused.
import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { commonDirectory } from './git.ts';

/** The user's state directory for Dimmer: runs and worktrees by repository, and the bundles that runners execute. */
export function stateHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['DIMMER_STATE']) return env['DIMMER_STATE'];
  if (env['XDG_STATE_HOME']) return join(env['XDG_STATE_HOME'], 'dimmer');
  if (process.platform === 'win32') return join(localApplicationData(env), 'dimmer', 'state');
  if (process.platform === 'darwin')
    return join(home(env), 'Library', 'Application Support', 'dimmer', 'state');
  return join(home(env), '.local', 'state', 'dimmer');
}

/** The folder that holds one folder per vault. */
export function vaultHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['DIMMER_VAULT']) return env['DIMMER_VAULT'];
  if (env['XDG_DATA_HOME']) return join(env['XDG_DATA_HOME'], 'dimmer', 'vaults');
  if (process.platform === 'win32') return join(localApplicationData(env), 'dimmer', 'vaults');
  if (process.platform === 'darwin')
    return join(home(env), 'Library', 'Application Support', 'dimmer', 'vaults');
  return join(home(env), '.local', 'share', 'dimmer', 'vaults');
}

/** `<basename>-<12 hex>` of the repository: the same for all of its worktrees. Throws `GitProblem` where there is no git. */
export async function repoKey(root: string): Promise<string> {
  const common = await realpath(await commonDirectory(root));
  const name =
    basename(common) === '.git' ? basename(dirname(common)) : basename(common).replace(/\.git$/, '');
  const digest = createHash('sha256').update(common).digest('hex').slice(0, 12);
  return `${name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '_') || 'repository'}-${digest}`;
}

/** Where the runs and worktrees of a repository live; nothing is created. */
export async function repositoryState(root: string, env: NodeJS.ProcessEnv = process.env) {
  const base = join(stateHome(env), await repoKey(root));
  return { base, runs: join(base, 'runs'), worktrees: join(base, 'worktrees') };
}

/** Makes a folder that only this user can enter; refuses one that another user put there first. */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const info = await lstat(path);
  const mine = process.getuid === undefined || info.uid === process.getuid();
  if (!info.isDirectory() || !mine) {
    throw new Error(
      `${path} is not a folder of this user. Move it away, or set DIMMER_STATE to another folder.`,
    );
  }
  return path;
}

function home(env: NodeJS.ProcessEnv): string {
  return env['HOME'] ?? homedir();
}

function localApplicationData(env: NodeJS.ProcessEnv): string {
  return env['LOCALAPPDATA'] ?? join(home(env), 'AppData', 'Local');
}
