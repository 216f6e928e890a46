// Finds runs of this repository that were made where it lay before: the folder of its runs is named after its path.
// Invariant: reads only; another repository that is still where it was is never taken for this one.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeJson } from '../core/protocol/decode.ts';
import { runRequestSchema, type RunRequest } from '../core/protocol/run-request.ts';
import { git } from './git.ts';
import { runIds } from './run-store.ts';
import { repositoryState, stateHome } from './state-home.ts';

export interface MovedRuns {
  /** Where the repository was. */
  readonly from: string;
  /** The folder of its runs from then. */
  readonly runs: string;
  readonly count: number;
}

/** Runs whose repository is gone from where it was and whose base commit is here. */
export async function findMovedRuns(root: string, env: NodeJS.ProcessEnv): Promise<MovedRuns[]> {
  const { base } = await repositoryState(root, env);
  const found: MovedRuns[] = [];
  for (const name of await readdir(stateHome(env)).catch(() => [])) {
    const runs = join(stateHome(env), name, 'runs');
    if (name === basename(base) || !existsSync(runs)) continue;
    const ids = await runIds(runs);
    const request = await newestRequest(runs, ids);
    if (request === null || existsSync(request.repository)) continue;
    const here = await git(root, ['cat-file', '-e', `${request.base.commit}^{commit}`]);
    if (here.ok) found.push({ from: request.repository, runs, count: ids.length });
  }
  return found;
}

async function newestRequest(runs: string, ids: readonly string[]): Promise<RunRequest | null> {
  for (const id of ids) {
    const text = await readFile(join(runs, id, 'request.json'), 'utf8').catch(() => '');
    const request = decodeJson(runRequestSchema, text);
    if (request.ok) return request.value;
  }
  return null;
}

/** What happened and what to do, for people. */
export function movedText({ from, runs, count }: MovedRuns, root: string): { what: string; fix: string } {
  return {
    what: `${count} run(s) were made when this repository was at ${from}`,
    fix: `To go on with them or to decide them, move it back: \`mv ${root} ${from}\`. Committed work is on the branches dimmer/* here, too; their logs are in ${runs}.`,
  };
}
