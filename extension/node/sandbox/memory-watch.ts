// Bounds the memory of everything in a sandbox, also where no control group can be had, and says so; an address-space limit kills honest programs
// (Node's `fetch` fails below 16 GiB of it: measured). Invariant: looks only, a few times a second; who is over is for the caller to end.
import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { firstProcess, processTree } from './process-tree.ts';

const everyMs = 250;
/** Every so many looks at the machine the processes are looked at in any case; that costs some milliseconds. */
const inAnyCase = 8;
const pageBytes = 4096;
const most = 4 * 1024 ** 3;

/** What a product and all it starts may hold, by control group or by being looked at: 4 GiB, or half of a small machine. */
export const maxMemoryBytes = Math.min(most, totalmem() / 2);

/** Calls `onFull` once when the resident memory of the sandbox's processes passes `limit`; returns the stop function. */
export function watchMemory(status: () => string, limit: number, onFull: () => void): () => void {
  let [looks, free] = [0, 0];
  const timer = setInterval(() => {
    free ||= freemem();
    looks += 1;
    // Who fills memory leaves less of it to the machine, and to ask for that is cheap.
    if (free - freemem() < limit / 2 && looks % inAnyCase !== 0) return;
    const first = firstProcess(status());
    if (first === undefined || residentBytes(first) <= limit) return;
    clearInterval(timer);
    onFull();
  }, everyMs);
  return () => clearInterval(timer);
}

/** Of a process and all its descendants. */
function residentBytes(first: string): number {
  let bytes = 0;
  for (const pid of processTree(first)) {
    try {
      bytes += Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageBytes;
    } catch {
      // Ended meanwhile.
    }
  }
  return bytes;
}
