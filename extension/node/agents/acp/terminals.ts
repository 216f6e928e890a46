// Commands that an installed agent runs through us: each in the agent's sandbox, without network and without its sign-in.
// Invariant: none outlives its task; what is kept of its output is bounded.
import {
  RequestError,
  type CreateTerminalRequest,
  type TerminalExitStatus,
} from '@agentclientprotocol/sdk/unstable';
import { isAbsolute, join } from 'node:path';
import type { AgentSandbox } from '../../sandbox/agent.ts';
import type { AgentPlace } from './permission.ts';
import type { Denied } from './files.ts';

const mostMs = 600_000;
const mostBytes = 1024 * 1024;
const mostAtOnce = 16;

interface Terminal {
  readonly stop: AbortController;
  readonly ended: Promise<TerminalExitStatus>;
  output: string;
  truncated: boolean;
  exit: TerminalExitStatus | null;
}

export interface Terminals {
  create(asked: CreateTerminalRequest): { terminalId: string };
  output(id: string): { output: string; truncated: boolean; exitStatus: TerminalExitStatus | null };
  wait(id: string): Promise<TerminalExitStatus>;
  kill(id: string): Promise<void>;
  release(id: string): Promise<void>;
  /** True while a command runs. */
  busy(): boolean;
  closeAll(): Promise<void>;
}

export function createTerminals(
  sandbox: Pick<AgentSandbox, 'run'>,
  place: AgentPlace,
  denied: Denied,
): Terminals {
  const open = new Map<string, Terminal>();
  let made = 0;
  const get = (id: string): Terminal => {
    const terminal = open.get(id);
    if (terminal === undefined) throw RequestError.invalidParams(undefined, `there is no terminal "${id}"`);
    return terminal;
  };
  const kill = async (id: string): Promise<void> => {
    const terminal = get(id);
    terminal.stop.abort();
    await terminal.ended;
  };
  const running = () => [...open.values()].filter(({ exit }) => exit === null);
  return {
    create(asked) {
      if (place.readOnly) {
        denied('terminal/create', `${asked.command}: no command runs in this stage`);
        throw RequestError.invalidParams(undefined, 'no command runs in this stage');
      }
      if (running().length >= mostAtOnce)
        throw RequestError.invalidParams(undefined, `at most ${mostAtOnce} commands run at once`);
      made += 1;
      const id = `t${made}`;
      open.set(id, start(sandbox, place, asked, denied));
      return { terminalId: id };
    },
    output: (id) => {
      const { output, truncated, exit } = get(id);
      return { output, truncated, exitStatus: exit };
    },
    wait: (id) => get(id).ended,
    kill,
    release: async (id) => {
      await kill(id);
      open.delete(id);
    },
    busy: () => running().length > 0,
    closeAll: async () => {
      for (const { stop } of open.values()) stop.abort();
      await Promise.all([...open.values()].map(({ ended }) => ended));
    },
  };
}

function start(
  sandbox: Pick<AgentSandbox, 'run'>,
  place: AgentPlace,
  asked: CreateTerminalRequest,
  denied: Denied,
): Terminal {
  const stop = new AbortController();
  const room = Math.min(asked.outputByteLimit ?? mostBytes, mostBytes);
  const args = asked.args ?? [];
  const argv = args.length === 0 ? ['/bin/bash', '-c', asked.command] : [asked.command, ...args];
  const cwd = asked.cwd == null ? place.worktree : absolute(asked.cwd, place.worktree);
  const terminal: Terminal = {
    stop,
    output: '',
    truncated: false,
    exit: null,
    ended: Promise.resolve()
      .then(() =>
        sandbox.run(argv, {
          cwd,
          env: Object.fromEntries((asked.env ?? []).map(({ name, value }) => [name, value])),
          timeoutMs: mostMs,
          maxBytes: mostBytes,
          signal: stop.signal,
          onOutput: (text) => {
            const all = terminal.output + text;
            terminal.truncated ||= all.length > room;
            terminal.output = all.slice(-room);
          },
        }),
      )
      .then(
        (result) => {
          if (result.denied.length > 0) denied('terminal', result.denied.join('; '));
          return { exitCode: result.exit, signal: result.signal };
        },
        (error: unknown) => {
          terminal.output += `${(error as Error).message}\n`;
          return { exitCode: 126, signal: null };
        },
      )
      .then((exit) => (terminal.exit = exit)),
  };
  return terminal;
}

const absolute = (path: string, root: string): string => (isAbsolute(path) ? path : join(root, path));
