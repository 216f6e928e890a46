// An installed agent that its user lets run as themselves: with home and network, and a card that says so.
// Invariant: whatever it starts carries a mark in its environment, by which it is found and ended, also after a crash of ours.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { InstalledAgent } from '../../../core/protocol/run-request.ts';
import { childEnvironment } from '../../programs.ts';
import { endPolitely, signal, streams, type AgentProcess } from '../../sandbox/agent-process.ts';

const markName = 'DIMMER_AGENT_MARK';
const markOf = (worktree: string): string => createHash('sha256').update(worktree).digest('hex').slice(0, 32);

/** Ends what a runner that was killed left running for this worktree. */
export function endLeftoverAgents(worktree: string): void {
  for (const pid of marked(markOf(worktree))) signal(pid, 'SIGKILL');
}

export function startAsUser(
  agent: InstalledAgent,
  worktree: string,
  secrets: Readonly<Record<string, string>>,
): AgentProcess {
  const mark = markOf(worktree);
  const [file = '', ...args] = agent.command;
  const child = spawn(file, args, {
    cwd: worktree,
    env: {
      ...childEnvironment(process.env),
      ...agent.access?.environment,
      ...secrets,
      [markName]: mark,
    },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = new Promise<{ exit: number | null; failure?: string }>((resolve) => {
    child.once('error', (error) => resolve({ exit: null, failure: error.message }));
    child.once('exit', (exit) => resolve({ exit }));
  }).then((end) => {
    for (const pid of marked(mark)) signal(pid, 'SIGKILL');
    return end;
  });
  return {
    ...streams(child),
    ended,
    end: () =>
      endPolitely(ended, (polite) => {
        const name = polite ? 'SIGTERM' : 'SIGKILL';
        if (child.pid !== undefined) signal(-child.pid, name);
        for (const pid of marked(mark)) signal(pid, name);
      }),
  };
}

/** Processes that inherited the mark, whatever group or session they moved to. Linux tells; elsewhere the group is all. */
function marked(mark: string): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`${markName}=${mark}\0`))
      .map(Number);
  } catch {
    return [];
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
