// Bounds what all processes of a sandbox may have together, in number and in memory: no limit of a single process can, and
// RLIMIT_NPROC never holds root. Invariant: a group is a cgroup of our own below the one we run in; making one moves nobody else.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ProcessGroup {
  /** Files to each of which a process writes its pid to join. */
  readonly memberships: readonly string[];
  dispose(): void;
}

export interface GroupLimits {
  readonly processes: number;
  /** In bytes, of all members together; what they write to memory file systems counts. */
  readonly memory?: number;
}

/** A cgroup (v2, or one per controller of v1) that bounds its members and their descendants; undefined where none can be made. */
export function createProcessGroup(number: number, limits: GroupLimits): ProcessGroup | undefined {
  const name = `dimmer-${process.pid}-${number}-${randomBytes(3).toString('hex')}`;
  const processes = parents('pids')
    .map((parent) => makeGroup(join(parent, name), { 'pids.max': limits.processes }))
    .find((directory) => directory !== undefined);
  if (processes === undefined) return undefined;
  const memory = limits.memory === undefined ? undefined : memoryGroup(name, processes, limits.memory);
  const all = [...new Set([processes, ...(memory === undefined ? [] : [memory])])];
  return {
    memberships: all.map((directory) => join(directory, 'cgroup.procs')),
    dispose: () => all.forEach(remove),
  };
}

/** Of version 2 it is the same group; swap would only put the end off, so none where that can be said. */
function memoryGroup(name: string, processes: string, bytes: number): string | undefined {
  if (write(join(processes, 'memory.max'), bytes)) {
    write(join(processes, 'memory.swap.max'), 0);
    return processes;
  }
  for (const parent of parents('memory')) {
    const directory = makeGroup(join(parent, name), { 'memory.limit_in_bytes': bytes });
    if (directory === undefined) continue;
    write(join(directory, 'memory.memsw.limit_in_bytes'), bytes);
    return directory;
  }
  return undefined;
}

/** A new group with all of these limits, or none at all. */
function makeGroup(directory: string, limits: Readonly<Record<string, number>>): string | undefined {
  removeAbandoned(dirname(directory));
  try {
    mkdirSync(directory);
  } catch {
    return undefined;
  }
  if (Object.entries(limits).every(([file, value]) => write(join(directory, file), value))) return directory;
  remove(directory);
  return undefined;
}

/** Only into what the kernel put there: a file made in passing would limit nobody. */
function write(file: string, value: number): boolean {
  try {
    if (!existsSync(file)) return false;
    writeFileSync(file, String(value));
    return true;
  } catch {
    return false;
  }
}

function parents(controller: 'pids' | 'memory'): string[] {
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
  const version1 = lines.find(([, controllers]) => controllers?.split(',').includes(controller));
  const version2 = lines.find(([id, controllers]) => id === '0' && controllers === '');
  return [
    ...(version1?.[2] ? [join('/sys/fs/cgroup', controller, version1[2])] : []),
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
