// For tests: imported before the runner's own bundle, it kills the process at a boundary of the event log it has not been
// killed at before: `before` an event is written, or `after` it is on disk. The bundle itself is as it ships.
// Its address says how: `?hits=FILE` remembers the boundaries, one a line; `&pattern=REGEXP` says which boundaries count.
import fs from 'node:fs';
import { enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';

export type Moment = 'before' | 'after';

/** Names an event in a way that is the same for the call that repeats an interrupted one, so that a sweep comes to an end. */
export function boundaryOf(moment: Moment, event: Readonly<Record<string, unknown>>): string {
  const { lane, type, name, stage, phase, split, decision, turn, evidence } = event;
  const { block, of } = (evidence ?? {}) as Readonly<Record<string, unknown>>;
  const isTool = type === 'tool-started' || type === 'tool-finished';
  const words = [lane, type, stage, phase, name, split, decision, block, of, isTool ? undefined : turn];
  return [moment, ...words.filter((word) => word !== undefined)].join(' ');
}

/** What the killing runner imports first. */
export function switchAddress(hits: string, pattern: RegExp): string {
  const address = pathToFileURL(import.meta.filename);
  address.searchParams.set('hits', hits);
  address.searchParams.set('pattern', pattern.source);
  return address.href;
}

const { searchParams } = new URL(import.meta.url);
const hitsFile = searchParams.get('hits');
if (hitsFile !== null) install(hitsFile, new RegExp(searchParams.get('pattern') ?? ''));

function install(hits: string, pattern: RegExp): void {
  // A sweep starts the same bundle many times.
  enableCompileCache(`${hits}.compiled`);
  const { openSync, writeSync, fdatasyncSync } = fs;
  let log: number | undefined;
  let written: string | undefined;
  const killAt = (boundary: string): void => {
    const seen = fs.existsSync(hits) ? fs.readFileSync(hits, 'utf8').split('\n') : [];
    if (seen.includes(boundary) || !pattern.test(boundary)) return;
    fs.appendFileSync(hits, `${boundary}\n`);
    flushCompileCache();
    process.kill(process.pid, 'SIGKILL');
  };
  const typed = (bytes: unknown): Record<string, unknown> | undefined => {
    const line = String(bytes);
    return line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : undefined;
  };
  Object.assign(fs, {
    openSync: (...args: Parameters<typeof openSync>) => {
      const file = openSync(...args);
      if (String(args[0]).endsWith('events.ndjson') && args[1] === 'a+') log = file;
      else if (file === log) log = undefined; // Its number was given to another file.
      return file;
    },
    writeSync: (...args: Parameters<typeof writeSync>) => {
      const event = args[0] === log ? typed(args[1]) : undefined;
      if (event !== undefined) {
        killAt(boundaryOf('before', event));
        written = boundaryOf('after', event);
      }
      return writeSync(...args);
    },
    fdatasyncSync: (file: number) => {
      fdatasyncSync(file);
      if (file === log && written !== undefined) killAt(written);
      written = undefined;
    },
  });
  syncBuiltinESMExports();
}
