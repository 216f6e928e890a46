// Finds what runs of a repository left behind that no run will take up again, so that a person can be told. Reads only.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isOver } from '../core/run/reduce.ts';
import { findMovedRuns, movedText } from './moved-runs.ts';
import { isAlive } from './process-identity.ts';
import { readRun, runIdPattern } from './run-store.ts';
import { repositoryState } from './state-home.ts';
import { listWorktrees } from './worktree.ts';

export interface Leftover {
  readonly what: string;
  /** A command, or what to do in words. */
  readonly fix: string;
}

export async function findLeftovers(root: string, env: NodeJS.ProcessEnv): Promise<Leftover[]> {
  const { runs, worktrees } = await repositoryState(root, env);
  const registered = new Set((await listWorktrees(root)).map((worktree) => worktree.path));
  const found: Leftover[] = [];
  for (const name of await readdir(worktrees).catch(() => [])) {
    const [id = ''] = name.split('.');
    const path = join(worktrees, name);
    if (!runIdPattern.test(id) || (await isInUse(join(runs, id)))) continue;
    const fix = registered.has(path)
      ? `Look whether it holds work you want, then \`git worktree remove --force ${path}\`.`
      : `Look whether it holds work you want, then remove it: \`rm -r ${path}\`.`;
    found.push({ what: `${path} belongs to no open run`, fix });
  }
  for (const path of registered)
    if (path.startsWith(worktrees) && !existsSync(path))
      found.push({
        what: `git still lists the worktree ${path}, which is gone`,
        fix: 'Run `git worktree prune`.',
      });
  const moved = (await findMovedRuns(root, env)).map((one) => movedText(one, root));
  return [...found, ...moved, ...(await runsInTrouble(runs))];
}

/** Whether a run may still need its worktree; one whose log cannot be read may. */
async function isInUse(runDir: string): Promise<boolean> {
  if (!existsSync(runDir)) return false;
  const { state, problem } = await readRun(runDir);
  if (state === undefined || problem !== undefined) return true;
  return !isOver(state) || (state.runner !== null && isAlive(state.runner));
}

const working: ReadonlySet<string> = new Set(['requested', 'preparing', 'working', 'waiting', 'evaluating']);
const startsWithinMs = 30_000;

async function runsInTrouble(runs: string): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const id of (await readdir(runs).catch(() => [])).filter((name) => runIdPattern.test(name))) {
    const { state, problem } = await readRun(join(runs, id));
    if (problem !== undefined)
      found.push({
        what: `run ${id}: ${problem}`,
        fix: `It is kept in ${join(runs, id)}; copy it before you mend it.`,
      });
    else if (state !== undefined && working.has(state.status) && !state.runner && isYoung(state.startedAt))
      continue;
    else if (state !== undefined && working.has(state.status) && !(state.runner && isAlive(state.runner)))
      found.push({
        what: `run ${id} lost its runner`,
        fix: `\`dimmer resume ${id}\`, or \`dimmer stop ${id}\`.`,
      });
  }
  return found;
}

const isYoung = (startedAt: string): boolean => Date.now() - Date.parse(startedAt) < startsWithinMs;
