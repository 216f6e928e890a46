// Reads runs: every window, panel and command line folds the same logs with the same function.
// Invariant: reading never writes, never locks and never throws for a damaged run; one bad run does not hide the others.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../core/run/events.ts';
import { replay } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { GitProblem } from './git.ts';
import { readLog } from './run-log.ts';
import { eventsFile } from './run-writer.ts';
import { repositoryState } from './state-home.ts';

export { isAlive } from './process-identity.ts';
export { openLog, type RunLog } from './run-writer.ts';
export { loadText, storeText } from './stored-text.ts';

export interface RunReading {
  /** Undefined while the log holds no `run-requested`. */
  readonly state: RunState | undefined;
  readonly events: readonly RunEvent[];
  readonly problem?: string;
}

/** The folder with one folder per run of this repository. */
export async function runsDir(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await repositoryState(root, env)).runs;
}

const mostKeptBytes = 32 * 1024 * 1024;
/** Logs as they were last read, by path; the one used longest ago first. */
const kept = new Map<
  string,
  { readonly mark: string; readonly size: number; readonly reading: RunReading }
>();

/** What the log says now. Whoever waits for a run asks many times a second: a log that did not change is not read again. */
export async function readRun(runDir: string): Promise<RunReading> {
  const path = join(runDir, eventsFile);
  const file = await stat(path, { bigint: true }).catch(() => null);
  const mark = file === null ? '' : `${file.ino} ${file.size} ${file.mtimeNs}`;
  const known = kept.get(path);
  kept.delete(path);
  if (known?.mark === mark) {
    kept.set(path, known);
    return known.reading;
  }
  const data = await readFile(path).catch((error: NodeJS.ErrnoException) => error);
  const reading = readingOf(data);
  // One that grew in between is read again the next time.
  if (Buffer.isBuffer(data) && BigInt(data.length) === file?.size)
    keep(path, { mark, size: data.length, reading });
  return reading;
}

function keep(
  path: string,
  one: { readonly mark: string; readonly size: number; readonly reading: RunReading },
) {
  kept.set(path, one);
  let bytes = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, { size }] of kept) {
    if (bytes <= mostKeptBytes) return;
    kept.delete(oldest);
    bytes -= size;
  }
}

function readingOf(data: Buffer | NodeJS.ErrnoException): RunReading {
  if (!Buffer.isBuffer(data)) {
    const problem =
      data.code === 'ENOENT'
        ? 'the run has no event log yet'
        : `the event log cannot be read: ${data.message}`;
    return { state: undefined, events: [], problem };
  }
  const { events, problem } = readLog(data);
  return { state: replay(events), events, ...(problem === undefined ? {} : { problem }) };
}

/** All runs of a repository, newest first. A folder without git has none. */
export async function listRuns(root: string, env: NodeJS.ProcessEnv = process.env): Promise<RunState[]> {
  const folder = await runsDir(root, env).catch(noRepository);
  if (folder === null) return [];
  const states: RunState[] = [];
  for (const id of await runIds(folder)) {
    const { state } = await readRun(join(folder, id));
    if (state) states.push(state);
  }
  return states;
}

/** Run ids in a runs folder, newest first. */
export async function runIds(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => runIdPattern.test(name))
    .sort()
    .reverse();
}

export const runIdPattern = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;

export type FoundRun =
  | { readonly ok: true; readonly id: string; readonly dir: string }
  | { readonly ok: false; readonly message: string };

/** The run whose id is, or uniquely begins with, `prefix`; `last` is the newest. */
export async function findRun(
  root: string,
  prefix: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundRun> {
  const folder = await runsDir(root, env);
  const ids = await runIds(folder);
  const found = prefix === 'last' ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(prefix));
  const [id] = found;
  if (id !== undefined && found.length === 1) return { ok: true, id, dir: join(folder, id) };
  if (found.length > 1)
    return { ok: false, message: `"${prefix}" fits ${found.length} runs: ${found.slice(0, 5).join(', ')}` };
  return { ok: false, message: `There is no run "${prefix}" here. \`dimmer runs\` lists them.` };
}

/** Calls `onChange` soon after any run of the repository changed. Looks twice a second: watchers are not reliable remotely. */
export function watchRuns(
  root: string,
  onChange: () => void,
  options: { readonly everyMs?: number; readonly env?: NodeJS.ProcessEnv } = {},
): { dispose(): void } {
  let disposed = false;
  let folder: string | null = null;
  let last: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    folder ??= await runsDir(root, options.env).catch(noRepository);
    const now = folder === null ? '' : await signature(folder);
    if (last !== null && now !== last && !disposed) onChange();
    last = now;
  };
  const again = () => {
    if (disposed) return;
    timer = setTimeout(
      () =>
        void look()
          .catch(() => undefined)
          .finally(again),
      options.everyMs ?? 500,
    );
    timer.unref();
  };
  void look()
    .catch(() => undefined)
    .finally(again);
  return {
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}

async function signature(folder: string): Promise<string> {
  const parts: string[] = [];
  for (const id of await runIds(folder)) {
    const info = await stat(join(folder, id, eventsFile)).catch(() => null);
    parts.push(`${id}:${info?.size ?? 0}:${info?.mtimeMs ?? 0}`);
  }
  return parts.join('\n');
}

function noRepository(error: unknown): null {
  if (error instanceof GitProblem) return null;
  throw error;
}
