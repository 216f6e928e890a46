// Runs one command as the leader of its own process group and ends the whole group on timeout, abort or flood.
// Invariant: when it settles, nothing of the group is left running; SIGTERM first, SIGKILL two seconds later.
import { spawn, type ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { Capture } from './capture.ts';

export interface GroupCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Kept of stdout, and again of stderr. */
  readonly maxBytes: number;
  readonly onOutput?: (text: string) => void;
}

export interface GroupResult {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly truncated: boolean;
}

const graceMs = 2_000;
/** A command that writes this many times more than is kept is ended. */
const floodFactor = 64;

/** Rejects only when the command cannot be started at all. */
export function runGroup(command: GroupCommand): Promise<GroupResult> {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdout = new Capture(command.maxBytes);
  const stderr = new Capture(command.maxBytes);
  let timedOut = false;
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (killer) return;
    killGroup(child, 'SIGTERM');
    killer = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, command.timeoutMs);
  const take = (capture: Capture) => {
    const decoder = new StringDecoder('utf8');
    return (chunk: Buffer) => {
      capture.add(chunk);
      command.onOutput?.(decoder.write(chunk));
      if (capture.seen > command.maxBytes * floodFactor) end();
    };
  };
  child.stdout.on('data', take(stdout));
  child.stderr.on('data', take(stderr));
  command.signal?.addEventListener('abort', end, { once: true });
  if (command.signal?.aborted) end();
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      command.signal?.removeEventListener('abort', end);
      killGroup(child, 'SIGKILL');
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (exit, signal) => {
      settle();
      const [out, err] = [stdout.take(), stderr.take()];
      resolve({
        exit,
        signal,
        stdout: out.text,
        stderr: err.text,
        timedOut,
        truncated: out.truncated || err.truncated,
      });
    });
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
