// Bounds what a product may leave in its working directory: many small files pass the per-file limit.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const maxBytes = 256 * 1024 * 1024;
const maxEntries = 20_000;
const crowd = 2_000;
/** Well below what the system can name, so that nothing can be hidden beyond it. */
const longestPath = 2_000;

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
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    const found = await readdir(directory, { withFileTypes: true }).catch(() => []);
    // Before any file is looked at: a product makes files faster than they can be.
    entries += found.length;
    if (entries > maxEntries || directory.length > longestPath) return true;
    for (const entry of found) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) queue.push(path);
      else bytes += (await lstat(path).catch(() => undefined))?.blocks ?? 0;
      if (bytes * 512 > maxBytes) return true;
    }
  }
  return false;
}

/** Whether a folder holds more than a few, counted no further than that. */
export async function isCrowded(folder: string): Promise<boolean> {
  let entries = 0;
  const queue = [folder];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    const found = await readdir(directory, { withFileTypes: true }).catch(() => []);
    entries += found.length;
    if (entries > crowd) return true;
    queue.push(...found.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name)));
  }
  return false;
}
