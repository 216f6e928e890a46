// Folders for one evaluation: the product's snapshot, and one private working directory per trajectory.
// Invariant: working directories hold a scenario's inputs, so they live in memory where the system has room for that,
// are private (0700), go with the trajectory, and those of a killed evaluator go when the next one starts.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCrowded } from './box-usage.ts';
import { startTimeOf } from '../node/process-identity.ts';

const prefix = 'dimmer-evaluation-';
const room = 512 * 1024 * 1024;

/** A new private folder of this process; `memory` asks for one that never reaches a disk. */
export async function privateFolder(kind: 'memory' | 'disk'): Promise<string> {
  const base = kind === 'memory' && (await hasRoom('/dev/shm')) ? '/dev/shm' : tmpdir();
  await removeAbandoned(base);
  return mkdtemp(join(base, `${prefix}${process.pid}-`));
}

async function hasRoom(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize > room;
  } catch {
    return false;
  }
}

async function removeAbandoned(base: string): Promise<void> {
  for (const name of await readdir(base).catch(() => [])) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && startTimeOf(Number(owner)) === null) await removeFolder(join(base, name));
  }
}

/** Removes a folder whatever a product did to its permissions. */
export async function removeFolder(path: string): Promise<void> {
  // A product may have left hundreds of thousands of files; `rm` is ten times as fast with those.
  if (await isCrowded(path)) await removeDeep(path);
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openUp(path);
    await rm(path, { recursive: true, force: true }).catch(() => removeDeep(path));
  }
}

/** Folders within folders, deeper than any path can name: `rm` goes down step by step, and follows no link. */
function removeDeep(path: string): Promise<void> {
  const child = spawn('/usr/bin/rm', ['-rf', '--', path], { stdio: 'ignore', env: {} });
  return new Promise((resolve) => child.once('error', () => resolve()).once('close', () => resolve()));
}

async function openUp(path: string): Promise<void> {
  await chmod(path, 0o700).catch(() => undefined);
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => []))
    if (entry.isDirectory()) await openUp(join(path, entry.name));
}

export async function newBox(folder: string, name: string): Promise<string> {
  const box = join(folder, name);
  await mkdir(box, { mode: 0o700 });
  return box;
}
