// Makes the folder of a new run.
// Invariant: it appears whole, with its request and first event, or not at all.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunRequest } from '../core/protocol/run-request.ts';
import type { RunEvent, RunEventBody } from '../core/run/events.ts';
import { openLog, reserveBytes } from './run-writer.ts';
import { privateFolder, repositoryState } from './state-home.ts';

/** `YYYYMMDDTHHMMSSZ-<4 hex>`: sorts by time. */
export function newRunId(now: Date): string {
  return `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;
}

/** What a branch brings along: events of the run it comes from, which keep their time. */
export interface History {
  readonly past: readonly RunEvent[];
  readonly from: { readonly run: string; readonly after: number; readonly commit: string };
  /** Puts the files that the events name into the new folder. */
  fill(folder: string): Promise<void>;
}

/** Made aside and moved into place, so that nobody sees half a run. */
export async function createRunFolder(
  request: RunRequest,
  env: NodeJS.ProcessEnv = process.env,
  history?: History,
): Promise<string> {
  const { base, runs } = await repositoryState(request.repository, env);
  await privateFolder(base);
  await privateFolder(runs);
  const target = join(runs, request.runId);
  const temporary = join(runs, `.${basename(target)}.tmp`);
  try {
    await mkdir(temporary, { mode: 0o700 });
    for (const name of ['control', 'evaluations', 'artifacts'])
      await mkdir(join(temporary, name), { mode: 0o700 });
    await writeFile(join(temporary, 'request.json'), `${JSON.stringify(request, null, 2)}\n`, {
      mode: 0o600,
    });
    await history?.fill(temporary);
    await proveRoom(join(temporary, 'room'));
    writeBeginning(temporary, request, history);
    await rename(temporary, target);
    return target;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** A run that could not even say that its disk is full is not begun: there must be room for its first and for its last words. */
async function proveRoom(file: string): Promise<void> {
  await writeFile(file, Buffer.alloc(2 * reserveBytes, 1), { mode: 0o600, flush: true });
  await rm(file);
}

function writeBeginning(folder: string, request: RunRequest, history: History | undefined): void {
  let now = new Date();
  const opened = openLog(folder, () => now);
  if (!opened.ok) throw new Error(opened.problem);
  const { log } = opened;
  try {
    log.append({ type: 'run-requested', request });
    if (history === undefined) return;
    for (const { v: _, seq: __, at, lane, ...body } of history.past) {
      now = new Date(at);
      log.append(body as RunEventBody, lane);
    }
    now = new Date();
    log.append({ type: 'branched', ...history.from });
  } finally {
    log.close();
  }
}
