// Waits for a bubblewrap sandbox to end and makes sure that it did. A kill in the moment of its start can end the outer bwrap
// before the inner one has bound its life to it; the inner one, in a session of its own, would go on and hold the pipes open.
// Invariant: when `sandboxEnd` resolves, no process of the sandbox is alive. It needs `--json-status-fd 3`: bwrap writes the
// status before it lets the inner process go, so whoever is not named there is still in the outer one's process group.
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How long pipes may stay open, or a status stay away, after bwrap has exited. */
const graceMs = 1_000;

/** Resolves with why bwrap was never started, else with nothing. `status` is what was read from descriptor 3 so far. */
export async function sandboxEnd(child: ChildProcess, status: () => string): Promise<string | undefined> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(undefined));
  });
  if (failure !== undefined) return failure;
  killSandbox(child);
  await announced(child, status);
  await endNamespace(status());
  await Promise.race([closed, pause(graceMs)]);
  for (const stream of child.stdio) stream?.destroy();
  return undefined;
}

/** Ends bwrap and whatever of it still shares its process group. */
export function killSandbox(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** Asks everything in the sandbox to end; `status` is what bwrap wrote to descriptor 3. */
export function askSandbox(status: string): void {
  for (const pid of inNamespace(status)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // Gone meanwhile.
    }
  }
}

/** Every process of the sandbox but its first, which ends with the others. */
function inNamespace(status: string): number[] {
  const first = /"child-pid": (\d+)/.exec(status)?.[1];
  const namespace = /"pid-namespace": (\d+)/.exec(status)?.[1];
  if (namespace === undefined) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== first)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/ns/pid`) === `pid:[${namespace}]`;
      } catch {
        return false;
      }
    })
    .map(Number);
}

const named = /"child-pid": (\d+)[^}]*\}/;

/** Until the status names the inner process, or nobody is left who could write it. */
async function announced(child: ChildProcess, status: () => string): Promise<void> {
  const deadline = Date.now() + graceMs;
  while (!named.test(status()) && child.stdio[3]?.destroyed === false && Date.now() < deadline)
    await pause(1);
}

/** Kills the namespace's first process; it is a zombie or gone only after the kernel has ended every other one in it. */
async function endNamespace(status: string): Promise<void> {
  const pid = named.exec(status)?.[1];
  const namespace = /"pid-namespace": (\d+)/.exec(status)?.[1];
  if (pid === undefined) return;
  while (isAliveIn(pid, namespace)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      return;
    }
    await pause(1);
  }
}

/** The pid may already belong to somebody else: only a process in this very namespace counts. */
function isAliveIn(pid: string, namespace: string | undefined): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.[0];
    if (state === 'Z' || state === 'X') return false;
    return namespace !== undefined && readlinkSync(`/proc/${pid}/ns/pid`) === `pid:[${namespace}]`;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
