// The evaluator's sandbox: one fresh set of namespaces per command, everything hidden, then the product re-opened read-only.
// Invariant: when `runInBubblewrap` resolves, no process of the command is alive; without bwrap nothing runs at all.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { killSandbox, sandboxEnd } from './pid-namespace.ts';
import { createProcessGroup, type ProcessGroup } from './process-limit.ts';
import { userNode } from './user-node.ts';
import { findProgram } from './find-program.ts';

export const maxOutputBytes = 1024 * 1024;
const maxProcesses = 128;

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
}

export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Directory inside the sandbox; `/box` by default. */
  readonly cwd?: string;
  readonly timeoutMs: number;
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
    ...['--json-status-fd', '3'],
    ...['--unshare-user', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts'],
    ...['--unshare-cgroup-try', '--hostname', 'sandbox', '--disable-userns'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...['--setenv', 'PATH', '/opt/node:/usr/bin:/bin', '--setenv', 'HOME', '/box', ...environment],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin'],
    ...['--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--ro-bind', node, '/opt/node/node'],
    ...['--dev', '/dev', '--proc', '/proc', '--size', '67108864', '--tmpfs', '/tmp'],
    ...['--size', '1048576', '--tmpfs', '/dev/shm'],
    ...[view.appWritable === true ? '--bind' : '--ro-bind', view.app, '/app'],
    ...(view.dependencies === undefined ? [] : ['--ro-bind', view.dependencies, '/app/node_modules']),
    ...(view.coverage === undefined
      ? []
      : ['--bind', view.coverage, '/coverage', '--setenv', 'NODE_V8_COVERAGE', '/coverage']),
    ...(view.bridge === undefined ? [] : ['--ro-bind', view.bridge, '/bridge']),
    ...['--bind', view.box, '/box', '--chdir', command.cwd ?? '/box'],
    ...['--', '/usr/bin/prlimit', `--nproc=${maxProcesses}`, '--fsize=33554432', '--cpu=30', '--core=0'],
    ...['--nofile=256', '--', ...command.argv],
  ];
}

/** Runs one command in a sandbox of its own and resolves when every process of it is dead. */
export async function runInBubblewrap(view: SandboxView, command: SandboxCommand): Promise<SandboxResult> {
  const bwrap = findProgram('bwrap');
  const node = userNode(process.env['PATH'] ?? '');
  if (bwrap === undefined) return { ran: false, reason: 'bwrap is not installed' };
  if (node === undefined) return { ran: false, reason: 'no node program was found for the sandbox' };
  const group = process.getuid?.() === 0 ? takeGroup() : undefined;
  try {
    return await supervise([bwrap, ...bubblewrapArguments(view, command, node)], command, group);
  } finally {
    if (group !== undefined) idleGroups.push(group);
  }
}

async function supervise(
  argv: readonly string[],
  command: SandboxCommand,
  group: ProcessGroup | undefined,
): Promise<SandboxResult> {
  // Root only: join the bounded group first, then become bwrap. The script is constant; everything else is argv.
  const join = ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"'];
  const [file, ...args] = group === undefined ? argv : [...join, group.membership, ...argv];
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
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.stdin ?? '');
  const failure = await sandboxEnd(child, status.text);
  clearTimeout(timer);
  command.signal?.removeEventListener('abort', kill);
  if (command.signal?.aborted === true) return { ran: false, reason: 'stopped' };
  return conclude(failure, status.text(), {
    exit: child.exitCode ?? 137,
    timedOut,
    flooded: stdout.flooded() || stderr.flooded(),
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
    status.includes('"exit-code"') || (status.includes('"child-pid"') && (facts.timedOut || facts.flooded));
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

const idleGroups: ProcessGroup[] = [];
let groupNumber = 0;
let groupsRefused = false;

/** Groups are reused: making one costs more than the sandbox itself. */
function takeGroup(): ProcessGroup | undefined {
  const idle = idleGroups.pop();
  if (idle !== undefined || groupsRefused) return idle;
  const group = createProcessGroup(++groupNumber, maxProcesses);
  if (group === undefined) groupsRefused = true;
  else process.once('exit', () => group.dispose());
  return group;
}
