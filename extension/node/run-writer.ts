// Appends to a run's event log. Only the holder of the run's lock may open one.
// Invariant: when `append` returns, the event is on disk; an unfinished tail of a crash is set aside, never deleted.
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunEvent, RunEventBody } from '../core/run/events.ts';
import { reduce, replay } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { encodeEvent, readLog } from './run-log.ts';
import { writeSummary } from './run-summary.ts';
import { storeText } from './stored-text.ts';

export const eventsFile = 'events.ndjson';

export interface RunLog {
  readonly events: readonly RunEvent[];
  /** The fold of all events; undefined before `run-requested`. */
  state(): RunState | undefined;
  /** Numbers, dates and stores one event, of a parallel branch where `lane` names one. Long outputs go to a blob first. */
  append(body: RunEventBody, lane?: string): RunEvent;
  close(): void;
}

export type OpenedLog =
  { readonly ok: true; readonly log: RunLog } | { readonly ok: false; readonly problem: string };

/** Opens a log for writing, mending what a crash left; a damaged log is not written to. */
export function openLog(runDir: string, now: () => Date = () => new Date()): OpenedLog {
  const path = join(runDir, eventsFile);
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  const file = openSync(path, 'a+', 0o600);
  const data = readFileSync(path);
  const reading = readLog(data);
  if (reading.problem !== undefined) {
    closeSync(file);
    return { ok: false, problem: reading.problem };
  }
  let size = reading.goodBytes;
  const reserve = join(runDir, 'reserve');
  if (reading.tailBytes > 0) {
    writeFileSync(tailName(runDir, reading.events.length + 1), data.subarray(size), {
      flag: 'wx',
      mode: 0o600,
    });
    ftruncateSync(file, size);
    fdatasyncSync(file);
  }
  const write = (text: string) => {
    const bytes = Buffer.from(text);
    try {
      writeWhole(file, bytes, size);
    } catch (error) {
      // Half a line must not stand before the next one; and what is set free here has room for why the run ends.
      ftruncateSync(file, size);
      rmSync(reserve, { force: true });
      throw error;
    }
    size += bytes.length;
  };
  if (reading.needsNewline) write('\n');
  setAside(reserve);

  const events: RunEvent[] = [...reading.events];
  let state = replay(events);
  const append = (body: RunEventBody, lane?: string): RunEvent => {
    const seq = events.length + 1;
    const at = now().toISOString();
    const stored = { ...withStoredOutput(runDir, body), ...(lane === undefined ? {} : { lane }) };
    write(encodeEvent(seq, at, stored));
    const event = { v: 1, seq, at, ...stored } as RunEvent;
    events.push(event);
    state = reduce(state, event);
    return event;
  };
  const close = () => {
    closeSync(file);
    rmSync(reserve, { force: true });
    if (state !== undefined) writeSummary(runDir, path, state);
  };
  return { ok: true, log: { events, state: () => state, append, close } };
}

/** Throws unless all of `bytes` is on disk behind the `size` bytes that were there. */
function writeWhole(file: number, bytes: Buffer, size: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  fdatasyncSync(file);
  // On a full disk every call above can "succeed".
  const actual = fstatSync(file).size;
  if (actual === size + bytes.length) return;
  const why = `the event log is ${actual} bytes where ${size + bytes.length} were written`;
  throw Object.assign(new Error(why), { code: 'ENOSPC' });
}

export const reserveBytes = 64 * 1024;

/** Keeps a little room for the last words of a run whose disk is full; without it the run is said to be interrupted. */
function setAside(reserve: string): void {
  try {
    writeFileSync(reserve, Buffer.alloc(reserveBytes, 1), { mode: 0o600 });
  } catch (error) {
    console.error(`no room is set aside: ${(error as Error).message}`);
  }
}

function withStoredOutput(runDir: string, body: RunEventBody): RunEventBody {
  if (
    (body.type !== 'tool-finished' &&
      body.type !== 'guardrail-finished' &&
      body.type !== 'command-finished') ||
    typeof body.output !== 'string'
  )
    return body;
  return { ...body, output: storeText(runDir, body.output) };
}

/** Tails can be cut at the same place more than once; none is overwritten. */
function tailName(runDir: string, seq: number): string {
  return join(runDir, `events.tail-${seq}-${process.pid}-${process.hrtime.bigint()}`);
}
