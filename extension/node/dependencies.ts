// What a project needs beside its commit: dependency folders, package caches and the interpreter that the user runs it with.
// Invariant: found, never fetched or written; read-only inside a sandbox; nothing of the project is executed to find it.
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { git, gitText } from './git.ts';
import { placeLink, type LinkedFolder } from './linked-folders.ts';
import { runCommand } from './run-command.ts';
import { isWithin, systemPaths, tooWide } from './sandbox/agent-profile.ts';
import { linkable } from './worktree.ts';

export interface Dependencies {
  /** Real paths that a sandbox opens for reading. */
  readonly readable: readonly string[];
  /** For every command in it. */
  readonly env: Readonly<Record<string, string>>;
  /** What its programs are looked for in, in the form of `PATH`. */
  readonly path: string;
}

/** Links what the repository has, ignores and does not track into `target`, `named` too, and finds what lies outside of it. */
export async function linkDependencies(
  repository: string,
  commit: string,
  target: string,
  named: readonly LinkedFolder[] = [],
): Promise<Dependencies> {
  const atRoot = await gitText(repository, ['ls-tree', '-z', '--name-only', '--full-tree', commit]);
  const tracked = new Set(atRoot.split('\0'));
  const parts = [
    ...(await linkFolders(repository, tracked, target)),
    { readable: named.flatMap((one) => (placeLink(target, one) ? [one.real ?? ''] : [])) },
    ...(isPython(tracked) ? [await pythonOf(repository)] : []),
    ...(tracked.has('go.mod') ? [await goOf()] : []),
    ...(tracked.has('Cargo.toml') ? [rustOf()] : []),
  ];
  const folders = parts.flatMap((one) => one.path ?? []);
  return {
    readable: [...new Set(parts.flatMap((one) => one.readable))],
    env: Object.assign({}, ...parts.map((one) => one.env ?? {})) as Record<string, string>,
    path: [...folders, process.env['PATH'] ?? ''].join(delimiter),
  };
}

interface Part {
  readonly readable: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly path?: readonly string[];
}

async function linkFolders(
  repository: string,
  tracked: ReadonlySet<string>,
  target: string,
): Promise<Part[]> {
  const linked: Part[] = [];
  for (const name of linkable) {
    const source = join(repository, name);
    if (!existsSync(source) || tracked.has(name)) continue;
    const ignored = await git(repository, ['check-ignore', '--quiet', '--no-index', `${name}/`]);
    // A virtual environment often ignores itself, with a file inside.
    if (!ignored.ok && !existsSync(join(source, '.gitignore'))) continue;
    const real = realpathSync(source);
    const link = join(target, name);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) await symlink(real, link, 'junction');
    linked.push({ readable: [real], ...(name === 'node_modules' ? {} : { path: [join(real, 'bin')] }) });
  }
  return linked;
}

function isPython(tracked: ReadonlySet<string>): boolean {
  return ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'tox.ini', 'pytest.ini'].some(
    (name) => tracked.has(name),
  );
}

/** The interpreter that the user's `python3` stands for, past the scripts of a version manager, which need a home. */
async function pythonOf(repository: string): Promise<Part> {
  for (const name of ['.venv', 'venv']) {
    const text = await readFile(join(repository, name, 'pyvenv.cfg'), 'utf8').catch(() => '');
    const home = /^home\s*=\s*(\/.+)$/m.exec(text)?.[1]?.trim();
    if (home !== undefined) return { readable: outsideOfSystem(dirname(home)) };
  }
  // Isolated, and not in the repository: no code of the project can take part.
  const script = 'import sys; print(sys.executable); print(sys.base_prefix)';
  const [interpreter, prefix] = await answerOf('python3', ['-I', '-c', script], { cwd: homedir() });
  const readable = outsideOfSystem(prefix);
  return interpreter === undefined || readable.length === 0
    ? { readable: [] }
    : { readable, path: [dirname(interpreter)] };
}

async function goOf(): Promise<Part> {
  const closed = { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
  const [modules = '', root] = await answerOf('go', ['env', 'GOMODCACHE', 'GOROOT'], { env: closed });
  const cached = modules !== '' && existsSync(modules);
  return {
    readable: [...(cached ? [realpathSync(modules)] : []), ...outsideOfSystem(root)],
    env: cached ? { ...closed, GOMODCACHE: modules } : closed,
  };
}

/** Cargo's registry, read-only; where rustup chooses the toolchain, that too. */
function rustOf(): Part {
  const home = process.env['CARGO_HOME'] ?? join(homedir(), '.cargo');
  const toolchains = process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup');
  const registry = ['registry', 'git'].map((name) => join(home, name)).filter(existsSync);
  const rustup = existsSync(join(toolchains, 'toolchains'));
  return {
    readable: [...registry, ...(rustup ? [toolchains] : [])],
    env: {
      CARGO_NET_OFFLINE: 'true',
      ...(registry.length > 0 ? { CARGO_HOME: home } : {}),
      ...(rustup ? { RUSTUP_HOME: toolchains } : {}),
    },
  };
}

/** The lines that a program of the user prints; none when it is missing, fails or takes long. */
async function answerOf(
  command: string,
  args: readonly string[],
  { cwd = homedir(), env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<string[]> {
  const { PATH = '', HOME = homedir() } = process.env;
  const result = await runCommand(command, args, { cwd, env: { PATH, HOME, ...env }, timeoutMs: 10_000 });
  return result.exit === 0 ? result.stdout.trim().split('\n') : [];
}

/** `folder` as something to open, unless the sandbox opens it anyway or it is too much. */
function outsideOfSystem(folder: string | undefined): string[] {
  if (folder === undefined || folder === '' || !existsSync(folder)) return [];
  const real = realpathSync(folder);
  const open = systemPaths().some((one) => isWithin(realpathSync(one), real));
  return open || tooWide(real) ? [] : [real];
}
