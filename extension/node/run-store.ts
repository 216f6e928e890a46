// Reads runs: every window, panel and command line folds the same logs with the same function.
// Invariant: reading never writes, never locks and never throws for a damaged run; one bad run does not hide the others.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunState } from '../core/run/state.ts';
import { GitProblem } from './git.ts';
import { readState } from './run-reading.ts';
import { eventsFile } from './run-writer.ts';
import { repositoryState } from './state-home.ts';

export { isAlive } from './process-identity.ts';
export { readRun, type RunReading } from './run-reading.ts';
export { openLog, type RunLog } from './run-writer.ts';
export { loadText, storeText } from './stored-text.ts';

/** The folder with one folder per run of this repository. */
export async function runsDir(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await repositoryState(root, env)).runs;
}

/** All runs of a repository, newest first. A folder without git has none. */
export async function listRuns(root: string, env: NodeJS.ProcessEnv = process.env): Promise<RunState[]> {
  const folder = await runsDir(root, env).catch(noRepository);
  if (folder === null) return [];
  const states = await inFlight(await runIds(folder), (id) => readState(join(folder, id)));
  return states.filter((state) => state !== undefined);
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
  const parts = await inFlight(await runIds(folder), async (id) => {
    const info = await stat(join(folder, id, eventsFile)).catch(() => null);
    return `${id}:${info?.size ?? 0}:${info?.mtimeMs ?? 0}`;
  });
  return parts.join('\n');
}

/** As `map`, a few dozen at a time: opening a thousand files at once is refused on some machines. */
async function inFlight<T, R>(all: readonly T[], make: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += mostInFlight)
    results.push(...(await Promise.all(all.slice(at, at + mostInFlight).map(make))));
  return results;
}

const mostInFlight = 64;

function noRepository(error: unknown): null {
  if (error instanceof GitProblem) return null;
  throw error;
}
