// The ways an attack is run: without a sandbox (where it must succeed), in the evaluator's sandbox, in the agent's sandbox.
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAgentSandbox } from '../../node/sandbox/agent.ts';
import { runInBubblewrap } from '../../node/sandbox/bubblewrap.ts';
import { userNode } from '../../node/sandbox/user-node.ts';
import { removeFolder } from '../private-folder.ts';
import { readInBox } from '../steps/file.ts';

export interface Attempt {
  readonly stdout: string;
}

export interface Profile {
  readonly name: 'control' | 'evaluator' | 'agent';
  /** Host folder in which commands start. */
  readonly box: string;
  /** Runs `sh -c script`; `$0` is `argument`. */
  run(script: string, options?: { timeoutMs?: number; argument?: string }): Promise<Attempt>;
  /** How this profile's harness reads a file that the command left. */
  read(path: string): Promise<string>;
  /** A fresh trajectory: nothing of the last one may be left. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

export async function controlProfile(folder: string): Promise<Profile> {
  const box = await freshBox(folder);
  return {
    name: 'control',
    box,
    run: (script, { timeoutMs = 5000, argument = 'sh' } = {}) => plainShell(box, script, timeoutMs, argument),
    read: (path) => readFile(join(box, path), 'utf8').catch(() => ''),
    renew: async () => undefined,
    close: async () => undefined,
  };
}

export async function evaluatorProfile(folder: string): Promise<Profile> {
  const app = join(folder, 'app');
  const box = await freshBox(folder);
  await mkdir(app, { recursive: true });
  return {
    name: 'evaluator',
    box,
    run: async (script, { timeoutMs = 5000, argument = 'sh' } = {}) => {
      const result = await runInBubblewrap(
        { app, box },
        { argv: ['/bin/sh', '-c', script, argument], timeoutMs },
      );
      if (!result.ran) throw new Error(result.reason);
      return { stdout: result.stdout.toString('utf8') };
    },
    read: async (path) => {
      const file = await readInBox(box, path);
      return file.kind === 'file' ? file.text : '';
    },
    renew: () => emptyBox(box),
    close: async () => undefined,
  };
}

/** Undefined where the agent's sandbox cannot be opened. */
export async function agentProfile(folder: string): Promise<Profile | undefined> {
  const box = await freshBox(folder);
  const opened = await openAgentSandbox({ worktree: box, scratch: join(folder, 'scratch') });
  if (!opened.ok) return undefined;
  return {
    name: 'agent',
    box,
    run: async (script, { timeoutMs = 5000, argument = 'sh' } = {}) => {
      const result = await opened.sandbox.run(['/bin/sh', '-c', script, argument], {
        timeoutMs,
        maxBytes: 1024 * 1024,
      });
      return { stdout: result.stdout };
    },
    read: async (path) => {
      const file = await readInBox(box, path);
      return file.kind === 'file' ? file.text : '';
    },
    renew: async () => undefined,
    close: () => opened.sandbox.close(),
  };
}

async function freshBox(folder: string): Promise<string> {
  const box = join(folder, 'box');
  await mkdir(box, { recursive: true, mode: 0o700 });
  return box;
}

async function emptyBox(box: string): Promise<void> {
  await removeFolder(box);
  await mkdir(box, { mode: 0o700 });
}

/** What a harness does that thinks of nothing: inherits everything, asks politely, reads all output. */
function plainShell(cwd: string, script: string, timeoutMs: number, argument: string): Promise<Attempt> {
  const node = userNode(process.env['PATH'] ?? '') ?? process.execPath;
  const env = { ...process.env, PATH: `${join(node, '..')}:${process.env['PATH'] ?? ''}` };
  const child = spawn('/bin/sh', ['-c', script, argument], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    // Output that is already there is read; a daemon that keeps the pipe is not waited for.
    const done = (): void =>
      void setTimeout(() => resolve({ stdout: Buffer.concat(chunks).toString('utf8') }), 20);
    child.once('exit', done);
    setTimeout(() => {
      child.kill('SIGTERM');
      setTimeout(done, 200);
    }, timeoutMs).unref();
    // Whatever was started is ended for good once the attack has been looked at.
    setTimeout(() => endGroup(child.pid), timeoutMs + 1500).unref();
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
