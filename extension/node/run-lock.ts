// One writer per run: an exclusive SQLite transaction on a file in the run folder.
// Invariant: the operating system drops the lock with its process, however that ends; there is nothing stale to clean up.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface RunLock {
  release(): void;
}

/** Takes the lock, or returns null at once when another process has it. */
export function takeLock(runDir: string, name = 'lock.sqlite'): RunLock | null {
  const database = new DatabaseSync(join(runDir, name));
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (/locked|busy/i.test((error as Error).message)) return null;
    throw error;
  }
  return { release: () => database.close() };
}
