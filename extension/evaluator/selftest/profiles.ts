// The ways an attack is run: without a sandbox (where it must succeed), as others shield a vault, and in our two sandboxes.
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAgentSandbox } from '../../node/sandbox/agent.ts';
import { runInBubblewrap } from '../../node/sandbox/bubblewrap.ts';
import { newBox } from '../private-folder.ts';
import { readInBox } from '../steps/file.ts';
import { naiveCommand } from './naive.ts';
import { plainShell, type Attempt, type PlainRun } from './plain-shell.ts';
import type { profileNames } from './plant.ts';
import type { Stage } from './stage.ts';

export interface RunOptions {
  readonly timeoutMs?: number;
  readonly argument?: string;
}

export interface Profile {
  readonly name: (typeof profileNames)[number];
  /** Host folder in which commands start. */
  readonly box: string;
  /** Runs `sh -c script`; `$0` is `argument`. */
  run(script: string, options?: RunOptions): Promise<Attempt>;
  /** How this profile's harness reads a file that the command left. */
  read(path: string): Promise<string>;
  /** What the next trajectory is given. */
  next(): Promise<Profile>;
  close(): Promise<void>;
}

/** What a harness does that thinks of nothing: inherits everything, asks politely, follows links. */
export async function controlProfile(folder: string, stage: Stage): Promise<Profile> {
  return careless('control', await newBox(folder, 'box'), stage, (words) => Promise.resolve(words));
}

/** The sandbox runtime with `denyRead: [vault]` and no more; undefined where it cannot be had. */
export async function naiveProfile(folder: string, stage: Stage): Promise<Profile | undefined> {
  const box = await newBox(folder, 'box');
  const wrapped = naiveCommand(box, stage.vault);
  return wrapped === undefined ? undefined : careless('naive', box, stage, wrapped);
}

type Wrap = (argv: readonly string[]) => Promise<readonly string[]>;

async function careless(name: 'control' | 'naive', box: string, stage: Stage, wrap: Wrap): Promise<Profile> {
  const inherited = join(stage.home, `inherited-${name}`);
  const file = await open(inherited, 'w+', 0o600);
  await file.write(stage.canary('28'), 0);
  const runs: PlainRun[] = [];
  const profile: Profile = {
    name,
    box,
    run: async (script, { timeoutMs = 20_000, argument = 'sh' } = {}) => {
      const argv = await wrap(['/bin/sh', '-c', script, argument]);
      const run = plainShell(argv, { cwd: box, timeoutMs, inherited: file.fd });
      runs.push(run);
      return run.attempt;
    },
    read: (path) => readFile(join(box, path), 'utf8').catch(() => ''),
    next: () => Promise.resolve(profile),
    close: async () => {
      for (const run of runs) run.end();
      await file.close();
    },
  };
  return profile;
}

export async function evaluatorProfile(folder: string, stage: Stage): Promise<Profile> {
  const app = join(folder, 'app');
  await mkdir(join(app, 'node_modules'), { recursive: true });
  let boxes = 0;
  const make = async (): Promise<Profile> => {
    const box = await newBox(folder, `box-${++boxes}`);
    return {
      name: 'evaluator',
      box,
      run: async (script, { timeoutMs = 20_000, argument = 'sh' } = {}) => {
        const result = await runInBubblewrap(
          { app, dependencies: stage.cache, box },
          { argv: ['/bin/sh', '-c', script, argument], timeoutMs },
        );
        if (!result.ran) throw new Error(result.reason);
        return { stdout: result.stdout.toString('utf8') };
      },
      read: (path) => readSafely(box, path),
      next: make,
      close: async () => undefined,
    };
  };
  return make();
}

/** Undefined where the agent's sandbox cannot be opened. */
export async function agentProfile(folder: string, stage: Stage): Promise<Profile | undefined> {
  const box = await newBox(folder, 'box');
  const opened = await openAgentSandbox({
    worktree: box,
    scratch: join(folder, 'scratch'),
    readable: [stage.cache],
  });
  if (!opened.ok) return undefined;
  const profile: Profile = {
    name: 'agent',
    box,
    run: async (script, { timeoutMs = 20_000, argument = 'sh' } = {}) => {
      const result = await opened.sandbox.run(['/bin/sh', '-c', script, argument], {
        timeoutMs,
        maxBytes: 1024 * 1024,
      });
      return { stdout: result.stdout };
    },
    read: (path) => readSafely(box, path),
    next: () => Promise.resolve(profile),
    close: () => opened.sandbox.close(),
  };
  return profile;
}

async function readSafely(box: string, path: string): Promise<string> {
  const file = await readInBox(box, path);
  return file.kind === 'file' ? file.text : '';
}
