// For tests: runners that are killed at chosen boundaries of their log, and what a run must not leave behind.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../core/run/events.ts';
import { sendControl } from '../node/control.ts';
import type { LaunchOptions } from '../node/launch-options.ts';
import { findLeftovers } from '../node/leftovers.ts';
import { programEnvironment } from '../node/programs.ts';
import { takeLock } from '../node/run-lock.ts';
import { readRun } from '../node/run-store.ts';
import type { TemporaryRepository } from '../node/temporary-repository.ts';
import { boundaryOf, switchAddress } from './kill-switch.ts';
import { bundles, good, human, launch } from './testing.ts';

export interface Killing {
  readonly folder: string;
  /** The boundaries at which a runner was killed so far. */
  hits(): string[];
}

/** Bundles whose runner is killed at every boundary that `pattern` fits, when it first comes there. */
export function killingBundles(repository: TemporaryRepository, pattern: RegExp): Killing {
  const hits = join(repository.base, 'killing.hits');
  const folder = preloadedBundles(repository, switchAddress(hits, pattern));
  return { folder, hits: () => (existsSync(hits) ? readFileSync(hits, 'utf8').trim().split('\n') : []) };
}

/** Bundles whose runner imports the module at `address` before it is what it is. */
export function preloadedBundles({ base }: TemporaryRepository, address: string): string {
  const folder = join(base, 'preloaded');
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(bundles))
    if (file.endsWith('.mjs') || file === 'vendor')
      cpSync(join(bundles, file), join(folder, file), { recursive: true });
  renameSync(join(folder, 'runner.mjs'), join(folder, 'runner-as-it-ships.mjs'));
  const first = `import ${JSON.stringify(address)};`;
  writeFileSync(join(folder, 'runner.mjs'), `${first}\nawait import('./runner-as-it-ships.mjs');\n`);
  return folder;
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

/** What a decided run has left: worktrees, branches, processes, locks, half-written files, commands. Empty when all is well. */
export async function leftBehind(repository: TemporaryRepository, runDir: string): Promise<string[]> {
  const { root, base, env, run } = repository;
  await alone(base);
  const lock = takeLock(runDir);
  lock?.release();
  const below = (folder: string, kind: RegExp) =>
    readdirSync(folder, { recursive: true })
      .map((path) => join(folder, String(path)))
      .filter((path) => kind.test(path));
  return [
    ...run('worktree', 'list').split('\n').slice(1),
    ...run('branch', '--format=%(refname:short)')
      .split('\n')
      .filter((name) => name !== 'main'),
    ...run('status', '--porcelain')
      .split('\n')
      .filter((line) => line !== ''),
    ...readdirSync(join(runDir, '..', '..', 'worktrees')),
    ...(lock === null ? ['the lock of the run'] : []),
    ...below(join(runDir, '..'), /\.tmp$|-journal$|events\.tail|\/reserve$|control\/[^/]+\.json$/),
    ...below(join(root, '.git'), /\.lock$/),
    ...(await findLeftovers(root, env)).map(({ what }) => what),
  ];
}

/** Keeps everything of a repository as it is now, to be put back at the same paths as often as a test wants. */
export function restorable({ base, run }: TemporaryRepository, name: string) {
  const kept = `${base}.${name}`;
  execFileSync('cp', ['-a', base, kept]);
  return {
    restore() {
      rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      execFileSync('cp', ['-a', kept, base]);
      // Copied files are new to git's index.
      for (const line of run('worktree', 'list', '--porcelain').split('\n'))
        if (line.startsWith('worktree ')) run('-C', line.slice(9), 'status', '--short');
    },
    remove: () => rmSync(kept, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

export const approval = {
  type: 'decide' as const,
  decision: 'approve' as const,
  reason: 'tried it',
  confirmed: [],
  acceptedUntested: {},
  ...human,
};

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

export interface Swept {
  readonly runDir: string;
  readonly runId: string;
  readonly events: readonly RunEvent[];
}

/** A run from its launch to the end of its approval, resumed as often as its runner is killed. */
export async function carryThrough(
  repository: TemporaryRepository,
  killing: Killing,
  entries: readonly object[],
  options: Partial<LaunchOptions> = {},
): Promise<Swept> {
  const { runDir, runId } = await launch(repository, [...entries], { ...options, bundles: killing.folder });
  const bytes = () => readFileSync(join(runDir, 'events.ndjson'));
  let known = bytes();
  const until = async (purpose: 'work' | 'control') => {
    await alone(runDir);
    for (let wasKilled = true; wasKilled;) {
      wasKilled = await visit(repository, killing.folder, runDir, purpose);
      const now = bytes();
      if (!now.subarray(0, known.length).equals(known))
        throw new Error('what was recorded is not there any more');
      known = now;
    }
  };
  await until('work');
  const rested = (await readRun(runDir)).state;
  if (rested?.status !== 'awaiting-decision')
    throw new Error(`the run is ${rested?.status}: ${rested?.lastActivity}`);
  await sendControl(runDir, approval, { bundles: killing.folder, env: repository.env });
  await until('control');
  const { events, state, problem } = await readRun(runDir);
  if (problem !== undefined || state?.status !== 'approved')
    throw new Error(problem ?? `the run is ${state?.status}`);
  return { runDir, runId, events };
}

/** The launch writes the first event itself. */
export function boundariesOf(events: readonly RunEvent[]): string[] {
  const all = events
    .filter(({ type }) => type !== 'run-requested')
    .flatMap((event) => [boundaryOf('before', { ...event }), boundaryOf('after', { ...event })]);
  return [...new Set(all)].toSorted();
}
