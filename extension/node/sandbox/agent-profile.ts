// What an agent's command may see: everything is hidden, then a short list is opened again.
// Invariant: home, other repositories, vaults, run folders and the process's own environment are on no list here.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { homedir, tmpdir } from 'node:os';
import { stateHome, vaultHome } from '../state-home.ts';
import { userNode } from './user-node.ts';

const linuxSystem = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Of /etc only what programs need to start; never shadow, keys or service configuration. */
const linuxSettings = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'passwd',
  'group',
  'nsswitch.conf',
  'hosts',
  'host.conf',
  'protocols',
  'services',
  'localtime',
  'timezone',
  'locale.alias',
  'locale.conf',
  'mime.types',
  'os-release',
  'ssl/certs',
  'ssl/openssl.cnf',
  'pki/tls/certs',
  'ca-certificates.conf',
  'fonts',
  'java-17-openjdk',
  'java-21-openjdk',
].map((name) => `/etc/${name}`);

/** System directories and files that exist on this machine. */
export function systemPaths(): string[] {
  return [...linuxSystem, ...linuxSettings].filter((path) => existsSync(path));
}

export interface Toolchain {
  readonly path: string;
  readonly readable: readonly string[];
}

/**
 * The directories of `path` with what must be readable for them: each one itself, of a `bin` also its neighbours `lib` and
 * `libexec`, never the folder that holds them. `node` is the user's own, and there is always one; see `user-node.ts`.
 */
export function toolchain(path: string, own: string = process.execPath): Toolchain {
  const kept: string[] = [];
  const readable = new Set<string>();
  for (const entry of path.split(delimiter).filter((folder) => folder.startsWith('/'))) {
    if (!isDirectory(entry) || kept.includes(entry)) continue;
    const real = realpathSync(entry);
    if (!isSystem(real)) {
      if (tooWide(real) || isPrivate(real)) continue;
      readable.add(real);
      if (basename(real) === 'bin') for (const folder of besides(real)) readable.add(folder);
    }
    kept.push(entry);
  }
  const node = userNode(path, own);
  const first = kept.map((folder) => join(folder, 'node')).find((file) => existsSync(file));
  if (node !== undefined && (first === undefined || realpathSync(first) !== node)) {
    kept.unshift(dirname(node));
    for (const folder of homeOf(node)) readable.add(folder);
  }
  for (const program of programs)
    for (const found of kept
      .map((folder) => join(folder, program))
      .filter((file) => existsSync(file))
      .slice(0, 1))
      for (const folder of homeOf(realpathSync(found))) readable.add(folder);
  return { path: kept.join(delimiter), readable: [...readable] };
}

const isSystem = (path: string): boolean => linuxSystem.some((root) => isWithin(root, path));

function besides(bin: string): string[] {
  return ['lib', 'libexec']
    .map((name) => join(dirname(bin), name))
    .filter((folder) => isDirectory(folder) && !tooWide(folder) && !isPrivate(folder));
}

/** Whether opening `path` would open what all temporary folders share, runs or vaults, however PATH came to name it. */
function isPrivate(path: string): boolean {
  const closed = [tmpdir(), stateHome(), vaultHome()].filter((folder) => existsSync(folder));
  const [temporary, ...own] = closed.map((folder) => realpathSync(folder));
  if (temporary !== undefined && isWithin(path, temporary)) return true;
  return own.some((folder) => isWithin(path, folder) || isWithin(folder, path));
}

/** Programs that are often links from a system folder to somewhere else. */
const programs = ['node', 'npm', 'npx', 'corepack', 'pnpm', 'yarn', 'python3'];

/** What a program needs that is linked out of the system folders: its package, or its `bin` and `lib`. */
function homeOf(file: string): string[] {
  if (isSystem(file)) return [];
  const bundled = /^.*\/node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
  const folders =
    basename(dirname(file)) === 'bin' ? [dirname(file), join(dirname(file), '..', 'lib')] : [file];
  return (bundled === undefined ? folders : [bundled])
    .filter((path) => existsSync(path) && !tooWide(path))
    .map((path) => realpathSync(path));
}

/** Whether opening `path` would open more than a toolchain or a project: the root, home, or a folder that holds home. */
export function tooWide(path: string): boolean {
  const real = realpathSync(path);
  return real === sep || isWithin(real, realpathSync(homedir()));
}

/** Whether `path` is `root` or lies in it; both absolute and without symbolic links. */
export function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The environment of a command, built from nothing. */
export function agentEnvironment(
  scratch: string,
  path: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: path,
    HOME: join(scratch, 'home'),
    TMPDIR: join(scratch, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CI: 'true',
    NO_COLOR: '1',
    ...extra,
  };
}
