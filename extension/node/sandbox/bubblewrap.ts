// The evaluator's sandbox: one fresh set of namespaces per command, everything hidden, then the product re-opened read-only.
// Invariant: when `runInBubblewrap` resolves, no process of the command is alive; without bwrap nothing runs at all.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { killSandbox, sandboxEnd } from './pid-namespace.ts';
import { maxMemoryBytes, watchMemory } from './memory-watch.ts';
import { createProcessGroup, type ProcessGroup } from './process-limit.ts';
import { userNode } from './user-node.ts';
import { findProgram } from './find-program.ts';

export const maxOutputBytes = 1024 * 1024;
const maxProcesses = 128;
/** Of one process, everywhere: what it has written to, not what it has reserved, which kills no Node, JVM or browser. */
const maxData = 8 * 1024 ** 3;

/** What one command sees: `/app` (the product), `/box` (its working directory) and the system's `/usr`. */
export interface SandboxView {
  /** Host directory shown as `/app`. */
  readonly app: string;
  /** Only a build may write to `/app`, and no scenario is near it then. */
  readonly appWritable?: boolean;
  /** Host directory of installed dependencies, shown as `/app/node_modules`. */
  readonly dependencies?: string;
  /** Host directory shown as `/box`, private to one trajectory. */
  readonly box: string;
  /** Host directory shown as `/coverage`: Node programs write there which of their lines ran. Never while a verdict is made. */
  readonly coverage?: string;
  /** Host directory shown read-only as `/bridge`: a socket in it, on which the evaluator listens. */
  readonly bridge?: string;
  /** Host directory shown read-only as `/doors`: sockets that lead on to twins. */
  readonly doors?: string;
}

export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Directory inside the sandbox; `/box` by default. */
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** What all its processes may hold together; else `maxMemoryBytes`. */
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal;
}

export type SandboxResult =
  | {
      readonly ran: true;
      /** Exit code; 128 + n after signal n. */
      readonly exit: number;
      readonly timedOut: boolean;
      /** Output passed the cap and the command was killed. */
      readonly flooded: boolean;
      /** It held more memory than allowed and was killed. */
      readonly overMemory: boolean;
      readonly stdout: Buffer;
      readonly stderr: Buffer;
      readonly milliseconds: number;
    }
  /** The sandbox itself failed: says nothing about the product. */
  | { readonly ran: false; readonly reason: string };

/** The whole argument list of bwrap, so that tests and reviewers can read the profile in one place. */
export function bubblewrapArguments(view: SandboxView, command: SandboxCommand, node: string): string[] {
  const environment = Object.entries(command.env ?? {}).flatMap(([name, value]) => ['--setenv', name, value]);
  return [
    ...namespaceArguments(node),
    ...['--setenv', 'HOME', '/box', ...environment],
    ...['--dev', '/dev', '--proc', '/proc', '--size', '67108864', '--tmpfs', '/tmp'],
    ...['--size', '1048576', '--tmpfs', '/dev/shm'],
    ...[view.appWritable === true ? '--bind' : '--ro-bind', view.app, '/app'],
    ...(view.dependencies === undefined ? [] : ['--ro-bind', view.dependencies, '/app/node_modules']),
    ...(view.coverage === undefined
      ? []
      : ['--bind', view.coverage, '/coverage', '--setenv', 'NODE_V8_COVERAGE', '/coverage']),
    ...(view.bridge === undefined ? [] : ['--ro-bind', view.bridge, '/bridge']),
    ...(view.doors === undefined ? [] : ['--ro-bind', view.doors, '/doors']),
    ...['--bind', view.box, '/box', '--chdir', command.cwd ?? '/box'],
    ...['--', '/usr/bin/prlimit', `--nproc=${maxProcesses}`, '--fsize=33554432', '--cpu=30', '--core=0'],
    ...['--nofile=256', `--data=${maxData}`, '--', ...command.argv],
  ];
}

/** What every sandbox of the evaluator has in common: nothing shared, nothing inherited, the system and Node read-only. */
export function namespaceArguments(node: string): string[] {
  return [
    ...['--json-status-fd', '3'],
    ...['--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts'],
    ...['--unshare-cgroup-try', '--hostname', 'sandbox', '--disable-userns'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...['--setenv', 'PATH', '/opt/node:/usr/bin:/bin'],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin'],
    ...['--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--ro-bind', node, '/opt/node/node'],
  ];
}

/** Runs one command in a sandbox of its own and resolves when every process of it is dead. */
export async function runInBubblewrap(view: SandboxView, command: SandboxCommand): Promise<SandboxResult> {
  return runProfile((node) => bubblewrapArguments(view, command, node), command, maxProcesses);
}

type Bounds = Pick<SandboxCommand, 'stdin' | 'timeoutMs' | 'memoryBytes' | 'signal'>;

/** The same with another argument list for bwrap; `processes` bounds how many there may be. */
export async function runProfile(
  profile: (node: string) => string[],
  command: Bounds,
  processes: number,
): Promise<SandboxResult> {
  const bwrap = findProgram('bwrap');
  const node = userNode(process.env['PATH'] ?? '');
  if (bwrap === undefined) return { ran: false, reason: 'bwrap is not installed' };
  if (node === undefined) return { ran: false, reason: 'no node program was found for the sandbox' };
  const group = process.getuid?.() === 0 ? takeGroup(processes) : undefined;
  try {
    return await supervise([bwrap, ...profile(node)], command, group);
  } finally {
    if (group !== undefined) idleGroups.set(processes, [...(idleGroups.get(processes) ?? []), group]);
  }
}

async function supervise(
  argv: readonly string[],
  command: Bounds,
  group: ProcessGroup | undefined,
): Promise<SandboxResult> {
  // Join the bounded groups first, then become bwrap. The script is constant; everything else is argv.
  const script = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 126; shift; done; shift; exec "$@"';
  const join = ['/bin/sh', '-c', script, 'join', ...(group?.memberships ?? []), '--'];
  const [file, ...args] = group === undefined ? argv : [...join, ...argv];
  const started = performance.now();
  const child = spawn(file as string, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: {},
    cwd: '/',
  });
  const kill = (): void => killSandbox(child);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, command.timeoutMs);
  command.signal?.addEventListener('abort', kill, { once: true });
  const stdout = collect(child.stdout as Readable, kill);
  const stderr = collect(child.stderr as Readable, kill);
  const status = collect(child.stdio[3] as Readable, kill);
  let overMemory = false;
  const unwatch = watchMemory(status.text, command.memoryBytes ?? maxMemoryBytes, () => {
    overMemory = true;
    kill();
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.stdin ?? '');
  const failure = await sandboxEnd(child, status.text);
  clearTimeout(timer);
  unwatch();
  command.signal?.removeEventListener('abort', kill);
  if (command.signal?.aborted === true) return { ran: false, reason: 'stopped' };
  return conclude(failure, status.text(), {
    exit: child.exitCode ?? 137,
    timedOut,
    flooded: stdout.flooded() || stderr.flooded(),
    overMemory,
    stdout: stdout.buffer(),
    stderr: stderr.buffer(),
    milliseconds: performance.now() - started,
  });
}

type Facts = Omit<Extract<SandboxResult, { ran: true }>, 'ran'>;

/** bwrap reports `exit-code` only once the sandbox stood; a command killed by us never gets that far. */
function conclude(failure: string | undefined, status: string, facts: Facts): SandboxResult {
  if (failure !== undefined) return { ran: false, reason: `bwrap did not start: ${failure}` };
  const stood =
    status.includes('"exit-code"') ||
    (status.includes('"child-pid"') && (facts.timedOut || facts.flooded || facts.overMemory));
  if (stood) return { ran: true, ...facts };
  return {
    ran: false,
    reason: facts.stderr.toString('utf8').slice(0, 300).trim() || `bwrap ended with ${facts.exit}`,
  };
}

interface Collected {
  buffer(): Buffer;
  text(): string;
  flooded(): boolean;
}

function collect(stream: Readable, onFlood: () => void): Collected {
  const chunks: Buffer[] = [];
  let size = 0;
  let flooded = false;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    const room = maxOutputBytes - size;
    if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += chunk.length;
    if (size > maxOutputBytes && !flooded) {
      flooded = true;
      onFlood();
    }
  });
  const buffer = (): Buffer => Buffer.concat(chunks);
  return { buffer, text: () => buffer().toString('utf8'), flooded: () => flooded };
}

/** By the number of processes they allow. */
const idleGroups = new Map<number, ProcessGroup[]>();
let groupNumber = 0;
let groupsRefused = false;

/** Groups are reused: making one costs more than the sandbox itself. */
function takeGroup(processes: number): ProcessGroup | undefined {
  const idle = idleGroups.get(processes)?.pop();
  if (idle !== undefined || groupsRefused) return idle;
  const group = createProcessGroup(++groupNumber, { processes, memory: maxMemoryBytes });
  if (group === undefined) groupsRefused = true;
  else process.once('exit', () => group.dispose());
  return group;
}
