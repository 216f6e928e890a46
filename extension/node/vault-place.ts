// Where a vault may lie: never in the product's repository, where agents read and where its history would be shared.
// Invariant: paths are compared without links, against every worktree and the common git folder.
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { commonDirectory, git } from './git.ts';

/** Why a vault of the repository must not lie at `directory`; undefined where it may. */
export async function misplacedVault(root: string, directory: string): Promise<string | undefined> {
  const place = await realPlace(directory);
  const common = await realPlace(await commonDirectory(root));
  const folders = [common, ...(await worktreesOf(root, common))];
  const holder = folders.find((folder) => inside(folder, place) || inside(place, folder));
  if (holder === undefined && !(await sharesHistory(common, place))) return undefined;
  return `The vault ${directory} lies in this repository or holds it (${holder ?? common}): agents read what is there. Nothing was read or changed. Move the vault to a folder of its own, outside of every worktree, or set DIMMER_VAULT to one.`;
}

/** As git keeps them, read without starting it: every command of a vault asks. */
async function worktreesOf(root: string, common: string): Promise<string[]> {
  const main = basename(common) === '.git' ? [dirname(common)] : [];
  const names = await readdir(join(common, 'worktrees')).catch((): string[] => []);
  const links = await Promise.all(
    names.map((name) => readFile(join(common, 'worktrees', name, 'gitdir'), 'utf8').catch(() => '')),
  );
  const linked = links.filter((path) => path !== '').map((path) => dirname(path.trim()));
  return Promise.all([root, ...main, ...linked].map(realPlace));
}

/** A vault may be a git repository, but not one more worktree of the product's, wherever that was moved to. */
async function sharesHistory(common: string, place: string): Promise<boolean> {
  const pointer = await readFile(join(place, '.git'), 'utf8').catch(() => '');
  const folder = /^gitdir: (.+)/.exec(pointer)?.[1]?.trim();
  if (folder !== undefined) return inside(common, await realPlace(resolve(place, folder)));
  return dirname(place) === place ? false : sharesHistory(common, dirname(place));
}

function inside(folder: string, path: string): boolean {
  return `${path}${sep}`.startsWith(`${folder}${sep}`);
}

/** The path without links; of what does not exist yet, where it will be. */
async function realPlace(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await realPlace(dirname(path)), basename(path));
}

/** The nearest folder above, or at, the path that exists. */
async function nearest(path: string): Promise<string> {
  const folder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  return folder || dirname(path) === path ? path : nearest(dirname(path));
}

/** Top folder of the git repository that a path lies in, or will lie in; null outside of any. */
export async function holdingRepository(path: string): Promise<string | null> {
  const output = await git(await nearest(resolve(path)), ['rev-parse', '--show-toplevel']);
  return output.ok && output.stdout.trim() !== '' ? output.stdout.replace(/\n$/, '') : null;
}
