// Bounds the number of processes a sandbox may hold where RLIMIT_NPROC cannot: the kernel never applies it to root.
// Invariant: a group is a cgroup of our own below the one we run in; making one never moves anybody else.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ProcessGroup {
  /** File to which a process writes its pid to join. */
  readonly membership: string;
  dispose(): void;
}

/** A cgroup (v2 or v1) whose members and their descendants are at most `limit` processes; undefined where none can be made. */
export function createProcessGroup(number: number, limit: number): ProcessGroup | undefined {
  for (const parent of parents()) {
    removeAbandoned(parent);
    const directory = join(parent, `dimmer-${process.pid}-${number}-${randomBytes(3).toString('hex')}`);
    try {
      mkdirSync(directory);
    } catch {
      continue;
    }
    try {
      writeFileSync(join(directory, 'pids.max'), String(limit));
      return { membership: join(directory, 'cgroup.procs'), dispose: () => remove(directory) };
    } catch {
      remove(directory);
    }
  }
  return undefined;
}

function parents(): string[] {
  let text: string;
  try {
    text = readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return [];
  }
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(':'));
  const version1 = lines.find(([, controllers]) => controllers?.split(',').includes('pids'));
  const version2 = lines.find(([id, controllers]) => id === '0' && controllers === '');
  return [
    ...(version1?.[2] ? [join('/sys/fs/cgroup/pids', version1[2])] : []),
    ...(version2?.[2] ? [join('/sys/fs/cgroup', version2[2])] : []),
  ];
}

/** Groups of processes that were killed before they could clean up. */
function removeAbandoned(parent: string): void {
  try {
    for (const name of readdirSync(parent)) {
      const owner = /^dimmer-(\d+)-/.exec(name)?.[1];
      if (owner !== undefined && !existsSync(`/proc/${owner}`)) remove(join(parent, name));
    }
  } catch {
    // A group that cannot be listed cannot be cleaned either.
  }
}

function remove(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Still holds a dying process, or is gone: an empty group left behind limits nobody.
  }
}
