// Runs a command as a harness does that has thought of nothing: everything is inherited, TERM is all it gets, all output is read.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { userNode } from '../../node/sandbox/user-node.ts';

export interface Attempt {
  readonly stdout: string;
}

export interface PlainOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** A descriptor that the command inherits. */
  readonly inherited: number;
}

/** How long a daemon that keeps the pipe is waited for once the command itself is gone. */
const graceMs = 500;

export interface PlainRun {
  readonly attempt: Promise<Attempt>;
  /** Ends whatever is left of it, for good. */
  end(): void;
}

export function plainShell(argv: readonly string[], options: PlainOptions): PlainRun {
  const { cwd, timeoutMs, inherited } = options;
  const node = userNode(process.env['PATH'] ?? '') ?? process.execPath;
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` };
  const [file, ...args] = argv as [string, ...string[]];
  const child = spawn(file, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore', inherited],
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const attempt = new Promise<Attempt>((resolve, reject) => {
    const done = (): void => resolve({ stdout: Buffer.concat(chunks).toString('utf8') });
    child.once('error', reject);
    child.once('close', done);
    child.once('exit', () => setTimeout(done, graceMs));
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      setTimeout(done, 100);
    }, timeoutMs);
    child.once('exit', () => clearTimeout(timer));
  });
  return { attempt, end: () => endGroup(child.pid) };
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
