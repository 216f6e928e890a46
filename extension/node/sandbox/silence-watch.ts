// Notices a command that does nothing: it writes nothing and none of its processes uses the processor. A build that is quiet
// and works is left alone. Invariant: looks only, once a second; time in which the machine sleeps is not counted.
import { readFileSync } from 'node:fs';
import { firstProcess, processTree } from './process-tree.ts';

const everyMs = 1_000;

export interface Watched {
  /** What bwrap has written to descriptor 3. */
  readonly status: () => string;
  /** Bytes of output so far. */
  readonly written: () => number;
}

/** Calls `onSilent` once when the command has done nothing for so long; returns the stop function. */
export function watchSilence(
  { status, written }: Watched,
  milliseconds: number,
  onSilent: () => void,
): () => void {
  let [seen, silent] = ['', 0];
  const timer = setInterval(() => {
    const first = firstProcess(status());
    const now = `${written()} ${first === undefined ? '' : ticksOf(first)}`;
    silent = now === seen ? silent + everyMs : 0;
    seen = now;
    if (silent < milliseconds) return;
    clearInterval(timer);
    onSilent();
  }, everyMs);
  return () => clearInterval(timer);
}

/** Processor time of a process and its descendants, those that have ended included, in clock ticks (proc(5), `stat` 14 to 17). */
function ticksOf(first: string): number {
  let ticks = 0;
  for (const pid of processTree(first)) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
      for (const field of fields.slice(11, 15)) ticks += Number(field);
    } catch {
      // Ended meanwhile.
    }
  }
  return ticks;
}
