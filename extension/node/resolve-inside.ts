// The one way a file tool reaches a file: from the root down, one folder at a time, never through a symbolic link.
// Invariant: what is opened lies inside the root, because every step is taken from an open folder, not from a path.
import { constants, type Stats } from 'node:fs';
import { mkdir, open, readdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { isAbsolute, join, relative, sep } from 'node:path';

export type Refused = {
  readonly ok: false;
  readonly reason: 'outside' | 'link' | 'missing' | 'not-a-file' | 'not-a-folder' | 'too-large' | 'failed';
  readonly message: string;
};
export type Reached<T> = { readonly ok: true; readonly value: T } | Refused;

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The names from the root to `requested` (relative, or absolute inside the root), without touching the disk.
 * An empty list is the root itself.
 */
export function componentsInside(root: string, requested: string): Reached<readonly string[]> {
  if (requested.includes('\0')) return refuse('outside', 'the path holds a NUL byte');
  const inside = isAbsolute(requested) ? relative(root, requested) : requested;
  const names: string[] = [];
  for (const name of inside.split(sep)) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return refuse('outside', `"${requested}" is outside of the worktree`);
  }
  if (isAbsolute(inside)) return refuse('outside', `"${requested}" is outside of the worktree`);
  return { ok: true, value: names };
}

/** Reads a regular file whole; larger than `maxBytes` is refused. */
export async function readInside(
  root: string,
  requested: string,
  maxBytes: number,
): Promise<Reached<{ readonly bytes: Buffer; readonly mode: number }>> {
  return inFolderOf(root, requested, false, async (folder, name) => {
    const handle = await open(step(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return notAFile(requested, found);
      if (found.size > maxBytes)
        return refuse('too-large', `"${requested}" has ${found.size} bytes, more than ${maxBytes}`);
      return { ok: true, value: { bytes: await handle.readFile(), mode: found.mode & 0o777 } };
    } finally {
      await handle.close();
    }
  });
}

/** Writes a file whole or not at all, with the folders that lead to it. An existing file keeps its mode. */
export async function writeInside(
  root: string,
  requested: string,
  bytes: Buffer,
): Promise<Reached<'made' | 'changed'>> {
  return inFolderOf(root, requested, true, async (folder, name) => {
    const before = await modeOf(folder, name, requested);
    if (!before.ok) return before;
    const temporary = `.dimmer-${randomUUID()}`;
    const handle = await open(step(folder, temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
    try {
      await handle.writeFile(bytes);
      if (before.value !== undefined) await handle.chmod(before.value);
    } catch (error) {
      await unlink(step(folder, temporary)).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    try {
      await rename(step(folder, temporary), step(folder, name));
    } catch (error) {
      await unlink(step(folder, temporary)).catch(() => undefined);
      throw error;
    }
    return { ok: true, value: before.value === undefined ? 'made' : 'changed' };
  });
}

/** The entries of a folder, sorted by name. */
export async function listInside(root: string, requested: string): Promise<Reached<readonly FolderEntry[]>> {
  const names = componentsInside(root, requested);
  if (!names.ok) return names;
  return guarded(requested, async () => {
    const folder = await walk(root, names.value, false);
    try {
      const entries = await readdir(step(folder, '.'), { withFileTypes: true });
      return { ok: true, value: entries.map(entryOf).sort((a, b) => (a.name < b.name ? -1 : 1)) };
    } finally {
      await folder.handle.close();
    }
  });
}

interface Folder {
  readonly handle: FileHandle;
  readonly path: string;
}

/** A name in an open folder; on Linux through the descriptor, so that nothing above can be exchanged meanwhile. */
function step(folder: Folder, name: string): string {
  return process.platform === 'linux' ? `/proc/self/fd/${folder.handle.fd}/${name}` : join(folder.path, name);
}

async function inFolderOf<T>(
  root: string,
  requested: string,
  create: boolean,
  use: (folder: Folder, name: string) => Promise<Reached<T>>,
): Promise<Reached<T>> {
  const names = componentsInside(root, requested);
  if (!names.ok) return names;
  const name = names.value.at(-1);
  if (name === undefined || requested.endsWith(sep))
    return refuse('not-a-file', `"${requested}" is a folder`);
  return guarded(requested, async () => {
    const folder = await walk(root, names.value.slice(0, -1), create);
    try {
      return await use(folder, name);
    } finally {
      await folder.handle.close();
    }
  });
}

async function walk(root: string, names: readonly string[], create: boolean): Promise<Folder> {
  let folder: Folder = { handle: await open(root, O_RDONLY | O_DIRECTORY), path: root };
  for (const name of names) {
    try {
      const next = await openFolder(folder, name, create);
      await folder.handle.close();
      folder = next;
    } catch (error) {
      await folder.handle.close();
      throw error;
    }
  }
  return folder;
}

async function openFolder(folder: Folder, name: string, create: boolean): Promise<Folder> {
  const path = step(folder, name);
  const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
  const handle = await open(path, flags).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || !create) throw error;
    await mkdir(path);
    return open(path, flags);
  });
  return { handle, path: join(folder.path, name) };
}

/** Mode of an existing regular file, undefined when there is none. */
async function modeOf(folder: Folder, name: string, requested: string): Promise<Reached<number | undefined>> {
  try {
    const handle = await open(step(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const found = await handle.stat();
      return found.isFile() ? { ok: true, value: found.mode & 0o777 } : notAFile(requested, found);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { ok: true, value: undefined };
    throw error;
  }
}

async function guarded<T>(requested: string, use: () => Promise<Reached<T>>): Promise<Reached<T>> {
  try {
    return await use();
  } catch (error) {
    return refusalOf(error as NodeJS.ErrnoException, requested);
  }
}

function refusalOf(error: NodeJS.ErrnoException, requested: string): Refused {
  switch (error.code) {
    case 'ELOOP':
      return refuse('link', `"${requested}" leads through a symbolic link`);
    case 'ENOENT':
      return refuse('missing', `"${requested}" does not exist`);
    case 'ENOTDIR':
      return refuse('not-a-folder', `a part of "${requested}" is not a folder, or is a symbolic link`);
    case 'EISDIR':
      return refuse('not-a-file', `"${requested}" is a folder`);
    case 'ENXIO':
      return refuse('not-a-file', `"${requested}" is not a regular file`);
    default:
      return refuse('failed', `"${requested}": ${error.code ?? error.message}`);
  }
}

function notAFile(requested: string, found: Stats): Refused {
  return refuse('not-a-file', `"${requested}" is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`);
}

function entryOf(entry: {
  name: string;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): FolderEntry {
  if (entry.isFile()) return { name: entry.name, kind: 'file' };
  if (entry.isDirectory()) return { name: entry.name, kind: 'folder' };
  return { name: entry.name, kind: entry.isSymbolicLink() ? 'link' : 'other' };
}

function refuse(reason: Refused['reason'], message: string): Refused {
  return { ok: false, reason, message };
}
