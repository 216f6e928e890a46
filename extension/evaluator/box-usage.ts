// Bounds what a product may leave in its working directory: many small files pass the per-file limit.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const maxBytes = 256 * 1024 * 1024;
const maxEntries = 20_000;

/** Calls `onFull` once if the folder outgrows its bounds; returns the stop function. */
export function watchUsage(folder: string, onFull: () => void): () => void {
  let checking = false;
  const timer = setInterval(async () => {
    if (checking) return;
    checking = true;
    if (await isFull(folder)) {
      clearInterval(timer);
      onFull();
    }
    checking = false;
  }, 250);
  return () => clearInterval(timer);
}

async function isFull(folder: string): Promise<boolean> {
  let [bytes, entries] = [0, 0];
  const queue = [folder];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop())
    for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) queue.push(path);
      else bytes += (await lstat(path).catch(() => undefined))?.blocks ?? 0;
      if (++entries > maxEntries || bytes * 512 > maxBytes) return true;
    }
  return false;
}
