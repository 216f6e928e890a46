// Makes a run that begins with the history of another one, up to an event of it, with the files of that moment.
// Invariant: the other run is only read, whatever it is doing; the new one is complete without it.
import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { branchPoint, inherited, whyNoBranch } from '../core/run/branch.ts';
import type { RunEvent, StoredText } from '../core/run/events.ts';
import type { RunLimits, RunRequest } from '../core/protocol/run-request.ts';
import { gitText } from './git.ts';
import { createRunFolder, newRunId } from './run-folder.ts';
import { readRun } from './run-store.ts';

export interface BranchOptions {
  /** The number of the event to branch after. */
  readonly at: number;
  /** New caps in full; what is not named is as in the other run. */
  readonly limits?: Partial<RunLimits>;
  readonly via: RunRequest['via'];
  readonly env?: NodeJS.ProcessEnv;
}

export type BranchResult =
  | {
      readonly ok: true;
      readonly request: RunRequest;
      readonly runDir: string;
      /** The event that it really begins after: the last one up to which the files are known. */
      readonly seq: number;
    }
  | { readonly ok: false; readonly message: string };

/** Makes the folder of the branch; nothing is started. */
export async function branchRun(runDir: string, options: BranchOptions): Promise<BranchResult> {
  const no = (message: string): BranchResult => ({ ok: false, message: `${message} Nothing was made.` });
  const { state, events, problem } = await readRun(runDir);
  if (state === undefined) return no(`The run cannot be read: ${problem ?? 'its log is empty'}.`);
  const { request } = state;
  const never = whyNoBranch(request);
  if (never !== null) return no(never);
  if (!Number.isInteger(options.at) || options.at < 1 || options.at > events.length)
    return no(`The run has the events 1 to ${events.length}; ${options.at} is none of them.`);
  const point = branchPoint(events, options.at);
  const commit = point.commit ?? request.base.commit;
  const exists = await gitText(request.repository, ['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (!exists)
    return no(`The commit ${commit.slice(0, 10)} that it would begin at is gone from the repository.`);
  const branch: RunRequest = {
    ...request,
    runId: newRunId(new Date()),
    branchedFrom: { run: request.runId, seq: point.seq },
    limits: { ...state.request.limits, ...options.limits },
    requestedAt: new Date().toISOString(),
    via: options.via,
  };
  const past = inherited(events, point);
  const made = await createRunFolder(branch, options.env, {
    past,
    from: { run: request.runId, after: point.seq, commit },
    fill: (folder) => takeBlobs(runDir, folder, past),
  });
  return { ok: true, request: branch, runDir: made, seq: point.seq };
}

/** Long outputs that the events name; the same file where the disk can share it. */
async function takeBlobs(from: string, to: string, events: readonly RunEvent[]): Promise<void> {
  const blobs = new Set(
    events.flatMap((event) => ('output' in event ? blobOf(event.output as StoredText) : [])),
  );
  await mkdir(join(to, 'artifacts'), { recursive: true, mode: 0o700 });
  for (const blob of blobs) {
    const [source, target] = [join(from, 'artifacts', `${blob}.gz`), join(to, 'artifacts', `${blob}.gz`)];
    // One that is missing is missing in the branch, too: its event holds how it began.
    await link(source, target).catch(() => copyFile(source, target).catch(() => undefined));
  }
}

function blobOf(stored: StoredText): string[] {
  return typeof stored === 'string' ? [] : [stored.blob];
}
