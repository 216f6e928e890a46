// A process that stays in the sandbox for a whole task and is spoken to over its standard streams.
// Invariant: when `ended` resolves, nothing that it started is alive; `end` asks first and kills two seconds later.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { askSandbox, killSandbox, sandboxEnd } from './pid-namespace.ts';

export interface AgentProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** `failure` says why it was never started. */
  readonly ended: Promise<{ readonly exit: number | null; readonly failure?: string }>;
  /** SIGTERM, two seconds, SIGKILL; resolves when all of it is gone. */
  end(): Promise<void>;
}

export const politeMs = 2_000;

export interface ProcessStart {
  readonly file: string;
  /** Must become a bwrap that writes its status to descriptor 3. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs once, when everything is gone. */
  readonly afterwards: () => void;
}

export function startInSandbox(start: ProcessStart): AgentProcess {
  const child = spawn(start.file, start.args, {
    cwd: start.cwd,
    env: start.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let status = '';
  (child.stdio[3] as Readable).on('data', (chunk) => (status = `${status}${String(chunk)}`.slice(0, 4_096)));
  const ended = sandboxEnd(child, () => status).then((failure) => {
    start.afterwards();
    return { exit: child.exitCode, ...(failure === undefined ? {} : { failure }) };
  });
  return {
    ...streams(child),
    ended,
    end: () =>
      endPolitely(ended, (polite) => {
        if (polite) askSandbox(status);
        else killSandbox(child);
      }),
  };
}

/** Standard streams whose breaking is told by the end of the process and by nothing else. */
export function streams(child: ChildProcess): Pick<AgentProcess, 'stdin' | 'stdout' | 'stderr'> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('a process without streams');
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  return { stdin, stdout, stderr };
}

/** Asks everything to end, then makes it end. */
export async function endPolitely(
  ended: Promise<unknown>,
  kill: (polite: boolean) => void,
  graceMs = politeMs,
): Promise<void> {
  kill(true);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), graceMs)));
  if ((await Promise.race([ended, late])) === 'late') kill(false);
  clearTimeout(timer);
  await ended;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile.
  }
}
