// Runs one sandboxed command and ends it, with everything in its sandbox, on timeout, abort or flood.
// Invariant: when it settles, nothing of the command is left running. Only a timeout asks first, and kills two seconds later.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Capture } from './capture.ts';
import { askSandbox, killSandbox, sandboxEnd } from './pid-namespace.ts';

export interface GroupCommand {
  readonly file: string;
  /** Must become a bwrap that writes its status to descriptor 3. */
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

/** A command that writes this many times more than is kept is ended. */
const floodFactor = 64;
const statusBytes = 64 * 1024;
const politeMs = 2_000;

/** Rejects only when the command cannot be started at all. */
export async function runGroup(command: GroupCommand): Promise<GroupResult> {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = (): void => killSandbox(child);
  let timedOut = false;
  const stdout = take(child.stdout as Readable, command, end);
  const stderr = take(child.stderr as Readable, command, end);
  const status = take(child.stdio[3] as Readable, { maxBytes: statusBytes }, end);
  let timer = setTimeout(() => {
    timedOut = true;
    askSandbox(status.take().text);
    timer = setTimeout(end, politeMs);
  }, command.timeoutMs);
  command.signal?.addEventListener('abort', end, { once: true });
  if (command.signal?.aborted) end();
  const failure = await sandboxEnd(child, () => status.take().text);
  clearTimeout(timer);
  command.signal?.removeEventListener('abort', end);
  if (failure !== undefined) throw new Error(failure);
  const [out, err] = [stdout.take(), stderr.take()];
  return {
    exit: child.exitCode,
    signal: child.signalCode,
    stdout: out.text,
    stderr: err.text,
    timedOut,
    truncated: out.truncated || err.truncated,
  };
}

function take(
  stream: Readable,
  { maxBytes, onOutput }: Pick<GroupCommand, 'maxBytes' | 'onOutput'>,
  onFlood: () => void,
): Capture {
  const capture = new Capture(maxBytes);
  const decoder = new StringDecoder('utf8');
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    capture.add(chunk);
    onOutput?.(decoder.write(chunk));
    if (capture.seen > maxBytes * floodFactor) onFlood();
  });
  return capture;
}
