// What an agent's command may see: everything is hidden, then a short list is opened again.
// Invariant: home, other repositories, vaults, run folders and the process's own environment are on no list here.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { homedir } from 'node:os';

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
 * The directories of `path` that may be used inside, with what must be readable for them: a `bin` and its neighbours
 * `lib` and `libexec`, never the folder that holds them. The running Node comes last, so there is always one.
 */
export function toolchain(path: string, node: string = process.execPath): Toolchain {
  const kept: string[] = [];
  const readable = new Set<string>();
  for (const entry of path
    .split(delimiter)
    .filter((folder) => folder.startsWith('/') && isDirectory(folder))) {
    const real = realpathSync(entry);
    if (kept.includes(entry)) continue;
    if (!linuxSystem.some((root) => isWithin(root, real))) {
      if (basename(real) !== 'bin') continue;
      for (const folder of [real, join(dirname(real), 'lib'), join(dirname(real), 'libexec')])
        if (isDirectory(folder) && !tooWide(folder)) readable.add(folder);
    }
    kept.push(entry);
  }
  if (/^node(\.exe)?$/.test(basename(node))) {
    const own = realpathSync(node);
    readable.add(own);
    if (!kept.includes(dirname(own))) kept.push(dirname(own));
  }
  for (const program of programs)
    for (const found of kept
      .map((folder) => join(folder, program))
      .filter((file) => existsSync(file))
      .slice(0, 1))
      for (const folder of homeOf(realpathSync(found))) readable.add(folder);
  return { path: kept.join(delimiter), readable: [...readable] };
}

/** Programs that are often links from a system folder to somewhere else. */
const programs = ['node', 'npm', 'npx', 'corepack', 'pnpm', 'yarn', 'python3'];

/** What a program needs that is linked out of the system folders: its package, or its `bin` and `lib`. */
function homeOf(file: string): string[] {
  if (linuxSystem.some((root) => isWithin(root, file))) return [];
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
