// What a run's log says now. A log that did not change is not read again, of one that grew only the new lines are.
// Invariant: reading never writes, never locks and never throws for a damaged run.
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../core/run/events.ts';
import { reduce } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { damagedState } from './damaged-log.ts';
import { readLog } from './run-log.ts';
import { markOf, readSummary } from './run-summary.ts';
import { eventsFile } from './run-writer.ts';

export interface RunReading {
  /** Undefined while the log holds no `run-requested`. */
  readonly state: RunState | undefined;
  readonly events: readonly RunEvent[];
  readonly problem?: string;
}

interface Kept {
  readonly mark: string;
  readonly inode: bigint;
  /** Bytes that were read as whole lines; reading goes on behind them. */
  readonly goodBytes: number;
  readonly reading: RunReading;
}

const mostKeptBytes = 32 * 1024 * 1024;
/** Logs as they were last read, by path; the one used longest ago first. */
const kept = new Map<string, Kept>();

/** What the log says now. Whoever waits for a run asks many times a second. */
export async function readRun(runDir: string): Promise<RunReading> {
  const path = join(runDir, eventsFile);
  try {
    const file = await stat(path, { bigint: true });
    const mark = markOf(file);
    const known = kept.get(path);
    kept.delete(path);
    if (known?.mark === mark) {
      kept.set(path, known);
      return known.reading;
    }
    const before = known?.inode === file.ino && file.size > known.goodBytes ? known : undefined;
    const grown = before && (await readOn(path, before, Number(file.size)));
    // Written anew in its old place, it does not go on where it ended before.
    const read = grown?.reading.problem === undefined ? grown : undefined;
    const { reading, goodBytes, isWhole } = read ?? (await readOn(path, nothing, Number(file.size)));
    if (reading.problem !== undefined) return { ...reading, state: await damagedState(runDir, reading) };
    if (isWhole) keep(path, { mark, inode: file.ino, goodBytes, reading });
    return reading;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT' ? 'the run has no event log yet' : `the event log cannot be read: ${message}`;
    return { state: undefined, events: [], problem };
  }
}

/** The state of a run as a list shows it: of one at rest its summary is read and not its log. */
export async function readState(runDir: string): Promise<RunState | undefined> {
  const path = join(runDir, eventsFile);
  const file = await stat(path, { bigint: true }).catch(() => null);
  if (file === null) return undefined;
  const known = kept.get(path);
  if (known?.mark === markOf(file)) return known.reading.state;
  return (await readSummary(runDir, file)) ?? (await readRun(runDir)).state;
}

const nothing: Pick<Kept, 'goodBytes' | 'reading'> = {
  goodBytes: 0,
  reading: { state: undefined, events: [] },
};

/** Reads what stands behind `before` up to `size` bytes. Not whole: it shrank meanwhile, or its last line has no newline yet. */
async function readOn(path: string, before: Pick<Kept, 'goodBytes' | 'reading'>, size: number) {
  const data = await bytesOf(path, before.goodBytes, size);
  const read = readLog(data, before.reading.events.length + 1);
  let { state } = before.reading;
  for (const event of read.events) state = reduce(state, event);
  const events = [...before.reading.events, ...read.events];
  const reading: RunReading = {
    state,
    events,
    ...(read.problem === undefined ? {} : { problem: read.problem }),
  };
  return {
    reading,
    goodBytes: before.goodBytes + read.goodBytes,
    isWhole: before.goodBytes + data.length === size && !read.needsNewline,
  };
}

async function bytesOf(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const data = Buffer.alloc(to - from);
    const { bytesRead } = await file.read(data, 0, data.length, from);
    return data.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function keep(path: string, one: Kept): void {
  kept.set(path, one);
  let bytes = [...kept.values()].reduce((sum, { goodBytes }) => sum + goodBytes, 0);
  for (const [oldest, { goodBytes }] of kept) {
    if (bytes <= mostKeptBytes) return;
    kept.delete(oldest);
    bytes -= goodBytes;
  }
}
