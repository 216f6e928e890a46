// For tests: runners that are killed at chosen boundaries of their log, and what a run must not leave behind.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { findLeftovers } from '../node/leftovers.ts';
import { programEnvironment } from '../node/programs.ts';
import { takeLock } from '../node/run-lock.ts';
import type { TemporaryRepository } from '../node/temporary-repository.ts';
import { switchAddress } from './kill-switch.ts';
import { bundles, good } from './testing.ts';

export interface Killing {
  readonly folder: string;
  /** The boundaries at which a runner was killed so far. */
  hits(): string[];
}

/** Bundles whose runner is killed at every boundary that `pattern` fits, when it first comes there. */
export function killingBundles({ base }: TemporaryRepository, pattern: RegExp): Killing {
  const folder = join(base, 'killing');
  const hits = join(base, 'killing.hits');
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(bundles))
    if (file.endsWith('.mjs') || file === 'vendor')
      cpSync(join(bundles, file), join(folder, file), { recursive: true });
  renameSync(join(folder, 'runner.mjs'), join(folder, 'runner-as-it-ships.mjs'));
  const first = JSON.stringify(switchAddress(hits, pattern));
  writeFileSync(join(folder, 'runner.mjs'), `import ${first};\nawait import('./runner-as-it-ships.mjs');\n`);
  return { folder, hits: () => (existsSync(hits) ? readFileSync(hits, 'utf8').trim().split('\n') : []) };
}

/** One runner from start to end. True when it was killed. */
export async function visit(
  { env }: TemporaryRepository,
  folder: string,
  runDir: string,
  purpose: 'work' | 'control' = 'work',
): Promise<boolean> {
  const child = spawn(process.execPath, ['--no-warnings', join(folder, 'runner.mjs'), runDir], {
    cwd: runDir,
    env: programEnvironment({ command: process.execPath, env: {} }, env),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  child.stdin.end(`${JSON.stringify({ v: 1, purpose })}\n`);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  );
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the runner ended with ${code}: ${said}`);
  return signal === 'SIGKILL';
}

/** Processes that were given a path below `folder`, or work in it. */
export function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return [];
      }
    });
}

/** Waits until no process works for anything below `folder`. */
export async function alone(folder: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (processesIn(folder).length > 0) {
    if (Date.now() > deadline) throw new Error(`still there: ${processesIn(folder).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Nothing of a decided run is left: no worktree, branch, process, lock or half-written file. */
export async function expectNothingLeft(repository: TemporaryRepository, runDir: string): Promise<void> {
  const { root, base, env, run } = repository;
  await alone(base);
  expect(run('worktree', 'list').split('\n')).toHaveLength(1);
  expect(run('branch', '--format=%(refname:short)').split('\n')).toEqual(['main']);
  expect(run('status', '--porcelain')).toBe('');
  expect(readdirSync(join(runDir, '..', '..', 'worktrees'))).toEqual([]);
  const lock = takeLock(runDir);
  expect(lock).not.toBeNull();
  lock?.release();
  const below = (folder: string) => readdirSync(folder, { recursive: true }).map(String);
  expect(below(runDir).filter((path) => /\.tmp|journal|events\.tail/.test(path))).toEqual([]);
  expect(below(join(runDir, '..')).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  expect(below(join(root, '.git')).filter((path) => path.endsWith('.lock'))).toEqual([]);
  expect(readdirSync(join(runDir, 'control')).filter((name) => name.endsWith('.json'))).toEqual([]);
  expect(await findLeftovers(root, env)).toEqual([]);
}

/** A line for every time the command ran; it is never the same one. */
const trace = 'date +%s%N >> trace.txt';

/** An agent that writes a file and runs a command, and does both again when it is told that a call was cut off. */
export const careful: readonly object[] = [
  {
    role: 'builder',
    when: { contains: 'interrupted: outcome unknown' },
    reply: [
      { tool: 'write_file', input: { path: 'greet.js', content: good } },
      { tool: 'shell', input: { command: trace } },
    ],
  },
  {
    role: 'builder',
    reply: [{ text: 'I write it.' }, { tool: 'write_file', input: { path: 'greet.js', content: good } }],
  },
  { role: 'builder', reply: [{ tool: 'shell', input: { command: trace } }] },
  { role: 'builder', reply: [{ text: 'Done: greet.js greets.' }], repeat: 40 },
];
