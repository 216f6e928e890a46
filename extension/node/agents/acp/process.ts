// Starts an installed agent: in the sandbox with its own sign-in and its own hosts, or as the user where that was chosen.
// Invariant: a confined agent gets copies of its sign-in files and nothing else of home; they are gone when it ends.
import { existsSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstalledAgent } from '../../../core/protocol/run-request.ts';
import { componentsInside, writeInside } from '../../resolve-inside.ts';
import type { AgentProcess } from '../../sandbox/agent-process.ts';
import { isWithin } from '../../sandbox/agent-profile.ts';
import { openAgentSandbox } from '../../sandbox/agent.ts';
import { openAllowListProxy } from '../../sandbox/allow-list-proxy.ts';
import { startAsUser } from './as-user.ts';
import type { AgentPlace } from './permission.ts';

export interface AgentStart {
  readonly agent: InstalledAgent;
  readonly worktree: string;
  /** A private folder of the run for this agent: its home, its sessions, its temporary files. */
  readonly scratch: string;
  readonly readable: readonly string[];
  readonly readOnly: boolean;
  /** Values of the variables that sign it in. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly onRefusedHost: (target: string) => void;
}

export type StartedAgent =
  | {
      readonly ok: true;
      readonly process: AgentProcess;
      readonly place: AgentPlace;
      /** Ends it and everything it started, then forgets its sign-in. */
      close(): Promise<void>;
    }
  | { readonly ok: false; readonly reason: string };

export async function startAgent(start: AgentStart): Promise<StartedAgent> {
  const [file = ''] = start.agent.command;
  if (!existsSync(file)) return { ok: false, reason: `there is no program at ${file}` };
  if (start.agent.confinement === 'sandbox') return startConfined(start);
  const running = startAsUser(start.agent, start.worktree, start.secrets);
  const place = {
    worktree: realpathSync(start.worktree),
    own: [],
    confined: false,
    readOnly: start.readOnly,
  };
  return { ok: true, process: running, place, close: () => running.end() };
}

async function startConfined(start: AgentStart): Promise<StartedAgent> {
  const { agent, scratch, worktree, secrets } = start;
  const access = agent.access ?? { hosts: [], files: [], variables: [], environment: {} };
  const opened = await openAgentSandbox({
    worktree,
    scratch,
    readable: [...start.readable, ...programFolders(agent.command)],
    readOnlyWorktree: start.readOnly,
  });
  if (!opened.ok) return { ok: false, reason: opened.reason };
  const proxy =
    access.hosts.length === 0 ? undefined : await openAllowListProxy(access.hosts, start.onRefusedHost);
  const forget = await lendFiles(access.files, realpathSync(join(scratch, 'home')));
  const environment = { ...access.environment, ...secrets };
  const running = await opened.sandbox.start(agent.command, environment, proxy?.socket);
  const own = ['home', 'tmp'].map((name) => realpathSync(join(scratch, name)));
  return {
    ok: true,
    process: running,
    place: { worktree: realpathSync(worktree), own, confined: true, readOnly: start.readOnly },
    close: async () => {
      await running.end();
      forget();
      await proxy?.close();
      await opened.sandbox.close();
    },
  };
}

/** What must be readable for the program: its package with its neighbours, or the one file. */
export function programFolders(command: readonly string[]): string[] {
  const files = command.filter((part) => part.startsWith('/') && existsSync(part) && statSync(part).isFile());
  return files.map((part) => {
    const real = realpathSync(part);
    const packages = /^.*?\/node_modules(?=\/)/.exec(real)?.[0];
    return packages ?? real;
  });
}

/**
 * Copies of the user's sign-in files, in the home that the agent sees. Returns what removes them. The agent owns that home
 * and may have put links into it, so nothing here follows one.
 */
async function lendFiles(files: readonly string[], home: string): Promise<() => void> {
  const lent: string[] = [];
  for (const name of files) {
    const source = join(homedir(), name);
    if (!componentsInside(homedir(), source).ok || !existsSync(source)) continue;
    const copied = await writeInside(home, name, readFileSync(source));
    if (copied.ok) lent.push(name);
  }
  return () => {
    const root = realpathSync(home);
    for (const path of lent.map((name) => join(root, name)))
      if (existsSync(dirname(path)) && isWithin(root, realpathSync(dirname(path))))
        rmSync(path, { force: true });
  };
}
