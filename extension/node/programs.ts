// Finds the bundles of the other processes and starts them so that they outlive whoever did.
// Invariant: what a detached process executes lies in a version folder of the state directory, where no editor update
// removes it; it inherits an allow-listed environment and no secret but the line on its stdin.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, openSync, closeSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { privateFolder, stateHome } from './state-home.ts';

export type Program = 'runner' | 'evaluator';

/** The folder with the bundles (or, in development, the sources) that the running program itself came from. */
export async function bundleDir(): Promise<string> {
  const main = await realpath(process.argv[1] ?? '');
  return basename(main) === 'main.ts' ? dirname(dirname(main)) : dirname(main);
}

/** A program's file in a folder of bundles or of sources. */
export function programFile(folder: string, program: Program): string {
  const bundle = join(folder, `${program}.mjs`);
  return existsSync(bundle) ? bundle : join(folder, program, 'main.ts');
}

/** Copies the bundles into the state directory, once per content, and returns the copy. Sources are used where they are. */
export async function versionFolder(bundles: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (!existsSync(join(bundles, 'runner.mjs'))) return bundles;
  const home = await privateFolder(join(stateHome(env), 'bundles'));
  if (dirname(bundles) === home) return bundles;
  const names = (await readdir(bundles))
    .filter((name) => name.endsWith('.mjs') || name === 'vendor' || isData(name))
    .sort();
  const hash = createHash('sha256');
  for (const name of names) {
    if (name !== 'vendor')
      hash
        .update(name)
        .update('\0')
        .update(await readFile(join(bundles, name)));
  }
  const target = join(home, hash.digest('hex').slice(0, 16));
  if (existsSync(target)) return target;
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(temporary, { mode: 0o700 });
  try {
    for (const name of names) await cp(join(bundles, name), join(temporary, name), { recursive: true });
    await chmod(temporary, 0o700);
    // Somebody else may have been faster: theirs has the same content.
    await rename(temporary, target).catch(() => undefined);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return target;
}

function isData(name: string): boolean {
  return name.endsWith('.json') && name !== 'meta.json';
}

const passedOn =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_\w+|DIMMER_(STATE|VAULT|CASSETTE)|GIT_CONFIG_GLOBAL|SYSTEMROOT|USERPROFILE|LOCALAPPDATA|APPDATA|COMSPEC|PATHEXT|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|(HTTPS?|NO|ALL)_PROXY)$/i;

/** What a detached process may know of our environment: no key, no editor variables, no NODE_OPTIONS. */
export function childEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passedOn.test(name)) kept[name] = value;
  }
  return kept;
}

/** What one of our programs is started with. */
export function programEnvironment(node: NodeCommand, env: NodeJS.ProcessEnv): Record<string, string> {
  // A good part of a start is compiling two megabytes; what was compiled lies beside the bundles, as private as they are.
  const compiled = join(stateHome(env), 'bundles', 'compiled');
  return { ...childEnvironment(env), NODE_COMPILE_CACHE: compiled, ...node.env };
}

export interface NodeCommand {
  readonly command: string;
  /** Set only where the executable is Electron. */
  readonly env: Readonly<Record<string, string>>;
}

export type FoundNode =
  { readonly ok: true; readonly node: NodeCommand } | { readonly ok: false; readonly message: string };

/** 22.12 lacks `node:sqlite`, 22.13 `--disable-sigusr1`. */
export const oldestNode = [22, 14] as const;

export function isNodeRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** An executable that runs our bundles: this one, also when it is an editor's Electron, else `node` on the PATH. */
export async function findNode(env: NodeJS.ProcessEnv = process.env): Promise<FoundNode> {
  const electron = process.versions['electron'] !== undefined;
  if (!electron && isNodeRecent(process.versions.node))
    return { ok: true, node: { command: process.execPath, env: {} } };
  const candidates: NodeCommand[] = [
    { command: process.execPath, env: electron ? { ELECTRON_RUN_AS_NODE: '1' } : {} },
    ...onPath('node', env).map((command) => ({ command, env: {} })),
  ];
  for (const node of candidates) if (await probe(node, env)) return { ok: true, node };
  const message = `No Node ${oldestNode.join('.')} or later was found (this is ${process.versions.node}). Install one from nodejs.org, put it on the PATH, then try again.`;
  return { ok: false, message };
}

function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name + suffix)).filter((file) => existsSync(file));
}

async function probe(node: NodeCommand, env: NodeJS.ProcessEnv): Promise<boolean> {
  const script = "require('node:sqlite'); process.stdout.write(process.versions.node)";
  const child = spawn(node.command, ['--no-warnings', '--disable-sigusr1', '-e', script], {
    env: { ...childEnvironment(env), ...node.env },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
    windowsHide: true,
  });
  let version = '';
  child.stdout.on('data', (data) => (version += String(data)));
  const exit = await new Promise((resolve) =>
    child.once('error', () => resolve(null)).once('close', resolve),
  );
  return exit === 0 && isNodeRecent(version.trim());
}

export interface DetachedOptions {
  readonly node: NodeCommand;
  /** Of the engine, before the file. */
  readonly flags?: readonly string[];
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** Written as one JSON line, then stdin is closed. */
  readonly input: unknown;
}

/** Starts a process that outlives this one. Resolves with its pid once the input line has been handed over. */
export async function startDetached(options: DetachedOptions): Promise<number> {
  const { node, flags = [], file, args, cwd, env, input } = options;
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(node.command, ['--no-warnings', '--disable-sigusr1', ...flags, file, ...args], {
      cwd,
      env: programEnvironment(node, env),
      stdio: ['pipe', log, log],
      detached: true,
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.stdin?.once('error', () => resolve());
      child.stdin?.end(`${JSON.stringify(input)}\n`, () => resolve());
    });
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(log);
  }
}
