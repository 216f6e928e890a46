// The state of a run beside its log, so that a list of a thousand runs at rest does not fold a thousand logs.
// Invariant: it can be thrown away at any time: it counts only for the very log, and the very fold, that it was made from.
import { renameSync, statSync, writeFileSync, type BigIntStats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunState } from '../core/run/state.ts';

/** Set by the build: a digest of the sources that fold events. */
declare const __FOLD_DIGEST__: string | undefined;
const fold = typeof __FOLD_DIGEST__ === 'undefined' ? 'from source' : __FOLD_DIGEST__;

const summaryFile = 'summary.json';

/** What tells one content of a file from another without reading it. */
export function markOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs}`;
}

/** Written by the holder of the run's lock when it closes the log; `logPath` is not written to afterwards. */
export function writeSummary(runDir: string, logPath: string, state: RunState): void {
  const target = join(runDir, summaryFile);
  const log = markOf(statSync(logPath, { bigint: true }));
  try {
    writeFileSync(`${target}.tmp`, JSON.stringify({ v: 1, fold, log, state }), { mode: 0o600 });
    renameSync(`${target}.tmp`, target);
  } catch (error) {
    // The log tells the same; a full disk is heard of where it matters.
    console.error(`${target} was not written: ${(error as Error).message}`);
  }
}

/** Undefined where there is none for this log, made by this fold. */
export async function readSummary(runDir: string, log: BigIntStats): Promise<RunState | undefined> {
  try {
    const found = JSON.parse(await readFile(join(runDir, summaryFile), 'utf8')) as {
      readonly v: number;
      readonly fold: string;
      readonly log: string;
      readonly state: RunState;
    };
    return found.v === 1 && found.fold === fold && found.log === markOf(log) ? found.state : undefined;
  } catch {
    return undefined;
  }
}
