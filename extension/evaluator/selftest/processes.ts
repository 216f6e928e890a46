// Finds and ends processes of attacks on the host, by a word that only they have in their command line.
import { readFileSync, readdirSync } from 'node:fs';

/** Processes of this machine that have `word` in their command line. */
export function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** One that has ended by itself meanwhile is no problem. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
