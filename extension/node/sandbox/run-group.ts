// Runs one sandboxed command and ends it, with everything in its sandbox, on timeout, silence, abort or flood.
// Invariant: when it settles, nothing of the command is left running. Timeout and silence ask first, and kill two seconds later.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Capture } from './capture.ts';
import { askSandbox, killSandbox, sandboxEnd } from './pid-namespace.ts';
import { watchSilence } from './silence-watch.ts';

export interface GroupCommand {
  readonly file: string;
  /** Must become a bwrap that writes its status to descriptor 3. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ended as well when for so long it has written nothing and none of its processes has used the processor. */
  readonly silentMs?: number | undefined;
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
  /** It had done nothing for `silentMs`. */
  readonly silent?: boolean;
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
  let silent = false;
  const ask = (): void => {
    clearTimeout(timer);
    askSandbox(status.take().text);
    timer = setTimeout(end, politeMs);
  };
  let timer = setTimeout(() => {
    timedOut = true;
    ask();
  }, command.timeoutMs);
  const { silentMs } = command;
  const watched = { status: () => status.take().text, written: () => stdout.seen + stderr.seen };
  const onSilent = (): void => {
    if (timedOut) return;
    silent = true;
    ask();
  };
  const endWatching = silentMs === undefined ? undefined : watchSilence(watched, silentMs, onSilent);
  command.signal?.addEventListener('abort', end, { once: true });
  if (command.signal?.aborted) end();
  const failure = await sandboxEnd(child, () => status.take().text);
  clearTimeout(timer);
  endWatching?.();
  command.signal?.removeEventListener('abort', end);
  if (failure !== undefined) throw new Error(failure);
  const [out, err] = [stdout.take(), stderr.take()];
  return {
    exit: child.exitCode,
    signal: child.signalCode,
    stdout: out.text,
    stderr: err.text,
    timedOut,
    ...(silent ? { silent } : {}),
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
