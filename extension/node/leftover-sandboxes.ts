// Ends sandboxes that outlived their runner: a kill in the moment of their start can cut them loose.
// Invariant: only bubblewrap processes that were given this very folder are ended; with them goes everything inside.
import { readdirSync, readFileSync } from 'node:fs';

/** Ends every sandbox that works on `folder`, an absolute path of one run. Returns how many there were. */
export function endLeftoverSandboxes(folder: string): number {
  if (process.platform !== 'linux') return 0;
  let ended = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!isSandboxOf(pid, folder)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
      ended += 1;
    } catch {
      // It ended by itself.
    }
  }
  return ended;
}

function isSandboxOf(pid: string, folder: string): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /(^|\/)bwrap$/.test(argv[0] ?? '') && argv.includes(folder);
  } catch {
    return false;
  }
}
