// Git calls that reach a remote: the only ones that may use the network and the user's own credentials.
// Invariant: one protocol, the remote's own; programs come from the user's global settings, never from the repository's;
// nothing asks for anything; when it settles, the whole process group is gone.
import { spawn } from 'node:child_process';
import { git, gitEnvironment } from '../git.ts';
import { hardening } from '../git-hardening.ts';
import type { Scheme } from './address.ts';

export interface NetworkGit {
  readonly repository: string;
  readonly remote: string;
  readonly scheme: Scheme;
  /** `sessionNames` of the user's session. */
  readonly session: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface NetworkOutput {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Where an ssh agent, a keyring and `gh` are found. No name here holds a secret itself. */
export const sessionNames = ['SSH_AUTH_SOCK', 'DBUS_SESSION_BUS_ADDRESS', 'GH_CONFIG_DIR'] as const;

/** What of a window's or terminal's environment a push may need. */
export function sessionOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    sessionNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

const proxies = /^(?:(?:HTTPS?|NO|ALL)_PROXY|SSL_CERT_(?:FILE|DIR)|XDG_\w+)$/i;

/** The runner's own environment, as far as a program of the user's needs it to reach a network and a keyring. */
export function networkEnvironment(session: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => proxies.test(name) && value);
  const allowed = sessionNames.flatMap((name) => (session[name] ? [[name, session[name]]] : []));
  return { ...gitEnvironment(process.env), ...Object.fromEntries([...kept, ...allowed]) };
}

export async function networkGit(args: readonly string[], options: NetworkGit): Promise<NetworkOutput> {
  const { repository, remote, scheme, session, timeoutMs } = options;
  const env = {
    ...networkEnvironment(session),
    GIT_ALLOW_PROTOCOL: scheme,
    GIT_SSH_COMMAND: await sshCommand(repository),
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '30',
    GCM_INTERACTIVE: 'never',
    ...asVariables([
      ...(await ownCredentialHelpers(repository)),
      [`remote.${remote}.mirror`, 'false'],
      ['push.gpgSign', 'false'],
      ['push.pushOption', ''],
      ['http.followRedirects', 'initial'],
    ]),
  };
  return runInGroup([...hardening, ...args], { cwd: repository, env, timeoutMs });
}

type Setting = readonly [key: string, value: string];

/** Through variables, not `-c`: what a helper's line holds is nobody else's business. */
function asVariables(settings: readonly Setting[]): Record<string, string> {
  const pairs = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}

/** The user's credential helpers, after an empty one that drops all others. */
async function ownCredentialHelpers(repository: string): Promise<Setting[]> {
  const own = await userSettings(repository, String.raw`^credential\..*helper$`);
  return [['credential.helper', ''], ...own];
}

async function sshCommand(repository: string): Promise<string> {
  const own = (await userSettings(repository, String.raw`^core\.sshcommand$`)).at(-1)?.[1] ?? 'ssh';
  const isOpenSsh = /^(?:\S*\/)?ssh(?:\s|$)/.test(own);
  return isOpenSsh ? `${own} -oBatchMode=yes -oConnectTimeout=15 -oServerAliveInterval=10` : own;
}

/** Settings of the machine and of the user that match; those of the repository are left out. */
async function userSettings(repository: string, pattern: string): Promise<Setting[]> {
  const listed = await git(repository, ['config', '--show-scope', '-z', '--get-regexp', pattern]);
  if (!listed.ok) return [];
  const parts = listed.stdout.split('\0');
  const found: Setting[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const line = parts[at + 1] ?? '';
    const end = line.indexOf('\n');
    const setting: Setting = end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1)];
    if (parts[at] === 'global' || parts[at] === 'system') found.push(setting);
  }
  return found;
}

interface GroupOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const maxBytes = 1024 * 1024;

/** git leaves helpers behind when it alone is killed, and they would hold our pipes open. */
function runInGroup(args: readonly string[], { cwd, env, timeoutMs }: GroupOptions): Promise<NetworkOutput> {
  const child = spawn('git', args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let timedOut = false;
  const text = { stdout: '', stderr: '' };
  const endGroup = () => {
    try {
      if (child.pid !== undefined)
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup();
  }, timeoutMs);
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      if (text[name].length < maxBytes) text[name] += chunk.toString('utf8');
    });
  return new Promise((resolve) => {
    child.once('exit', endGroup);
    child.once('error', (error) => resolve({ exit: null, stdout: '', stderr: error.message, timedOut }));
    child.once('close', (exit) => {
      clearTimeout(timer);
      resolve({ exit, ...text, timedOut });
    });
  });
}
