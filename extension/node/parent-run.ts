// The run that another one goes on from: where it left off, and what its author said when it was returned.
import { join } from 'node:path';
import type { RunRequest } from '../core/protocol/run-request.ts';
import type { RunState } from '../core/run/state.ts';
import { readRun, runIdPattern, runsDir } from './run-store.ts';

export type ParentBase =
  { readonly ok: true; readonly base: RunRequest['base'] } | { readonly ok: false; readonly message: string };

/** A child starts at the head of its parent and goes to the same branch. Only a returned run has children. */
export async function parentBase(root: string, id: string, env?: NodeJS.ProcessEnv): Promise<ParentBase> {
  const state = await parentState(await runsDir(root, env), id);
  const no = (message: string): ParentBase => ({ ok: false, message: `${message} Nothing was started.` });
  if (state === undefined) return no(`There is no run "${id}" here.`);
  if (state.status !== 'returned' || state.head === null)
    return no(`Run ${id} is ${state.status}; a run goes on from one that was returned.`);
  const { branch } = state.request.base;
  return { ok: true, base: { commit: state.head.commit, ...(branch === undefined ? {} : { branch }) } };
}

/** The author's words to the returned run, for the agent of the next one; null where there are none. */
export async function returnedWith(runsFolder: string, id: string): Promise<RunState['decision']> {
  return (await parentState(runsFolder, id))?.decision ?? null;
}

async function parentState(folder: string, id: string): Promise<RunState | undefined> {
  if (!runIdPattern.test(id)) return undefined;
  return (await readRun(join(folder, id)).catch(() => undefined))?.state;
}
