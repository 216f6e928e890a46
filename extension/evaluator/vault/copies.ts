// Copies of a vault as it lies there, encrypted: made for a backup, put back where there is no vault.
// Invariant: a copy appears whole or not at all, holds no plaintext, and never lands on top of anything.
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manifestFile, recipientsFile, whileLocked, writeGitFiles } from './files.ts';
import { openTexts } from './vault.ts';

export type Copied =
  | { readonly ok: true; readonly files: number }
  | { readonly ok: false; readonly reason: 'no-vault' | 'taken' };

/** What belongs to a vault; locks, half-written files and git's own are left. */
async function namesOf(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const last = names.filter((name) => name === manifestFile);
  const others = names.filter((name) => /\.age$|^budgets\.json$/.test(name) || name === recipientsFile);
  return [...others.filter((name) => name !== manifestFile), ...last];
}

export async function copyVault(directory: string, folder: string): Promise<Copied> {
  if ((await namesOf(directory)).length === 0) return { ok: false, reason: 'no-vault' };
  if ((await stat(folder).catch(() => undefined)) !== undefined) return { ok: false, reason: 'taken' };
  return whileLocked(directory, async () => {
    const partial = join(dirname(folder), `.dimmer-copy-${randomBytes(6).toString('hex')}`);
    await mkdir(partial, { recursive: true, mode: 0o700 });
    try {
      const files = await copyAll(directory, partial);
      await rename(partial, folder);
      return { ok: true, files };
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Puts a copy back into an empty place; the manifest comes last, so that half a copy is no vault. */
export async function restoreCopy(
  directory: string,
  identity: string,
  copy: string,
): Promise<{ ok: true; files: number } | { ok: false; reason: 'exists' | 'unreadable' }> {
  if (!(await openTexts(copy, identity)).ok) return { ok: false, reason: 'unreadable' };
  return whileLocked(directory, async () => {
    if ((await namesOf(directory)).length > 0) return { ok: false, reason: 'exists' };
    const files = await copyAll(copy, directory);
    await writeGitFiles(directory);
    return { ok: true, files };
  });
}

async function copyAll(from: string, to: string): Promise<number> {
  const names = await namesOf(from);
  for (const name of names) {
    const temporary = join(to, `${name}.${randomBytes(6).toString('hex')}.tmp`);
    await copyFile(join(from, name), temporary);
    await chmod(temporary, 0o600);
    await rename(temporary, join(to, name));
  }
  return names.length;
}
