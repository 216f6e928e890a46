// Runs a short command of our own (git, our bundles) and collects what it said.
// It stands in for a library of 110 KB, which the extension host's bundle has no room for.
// Invariant: never a shell, never our environment unasked; always ends with a value, also when there is no such command.
import { spawn, type ChildProcess } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. */
  readonly input?: string | Uint8Array;
  readonly timeoutMs: number;
  /** Output over this many bytes ends the command; 64 MB unless told. */
  readonly maxBytes?: number;
  /** For a program that is not ours: it is ended with everything it started. */
  readonly group?: boolean;
}

export interface CommandResult {
  /** Null when it did not exit by itself: killed, timed out, too much output, or never started. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code, in words; empty otherwise. */
  readonly problem: string;
  /** There is no such program. */
  readonly missing: boolean;
}

const defaultMaxBytes = 64 * 1024 * 1024;

export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const { cwd, env, input, timeoutMs, maxBytes = defaultMaxBytes, group = false } = options;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    detached: group && process.platform !== 'win32',
  });
  let problem = '';
  let missing = false;
  const stop = (why: string) => {
    problem ||= why;
    if (group) endGroup(child);
    else child.kill('SIGKILL');
  };
  const out = collect(child.stdout, maxBytes, stop);
  const err = collect(child.stderr, maxBytes, stop);
  const timer = setTimeout(() => stop(`${command} took longer than ${timeoutMs / 1000} s`), timeoutMs);
  // A command that does not read its input closes the pipe early: its exit code tells, not the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  return new Promise((resolve) => {
    const end = (exit: number | null) => {
      clearTimeout(timer);
      resolve({ exit: problem === '' ? exit : null, stdout: out(), stderr: err(), problem, missing });
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      missing = error.code === 'ENOENT';
      problem ||= error.message;
      end(null);
    });
    child.once('close', (code, signal) => {
      if (signal) problem ||= `${command} was ended by ${signal}`;
      end(code);
    });
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

function collect(stream: NodeJS.ReadableStream, maxBytes: number, stop: (why: string) => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) stop(`more than ${maxBytes} bytes of output`);
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
