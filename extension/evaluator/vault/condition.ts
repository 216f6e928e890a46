// What is worth a warning about a vault although every scenario in it can be read.
// Invariant: looks at names, modes and public keys only; nothing is changed.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { gitFiles, readRecipients } from './files.ts';

export interface VaultWarning {
  readonly reason:
    | 'synced-folder'
    | 'open-to-others'
    | 'leftovers'
    | 'other-recipients'
    | 'merge-unfinished'
    | 'not-for-git';
  /** A path, names of files or public keys; never a word of a scenario. */
  readonly detail: string;
}

const synced =
  /^(dropbox( \(.*\))?|google ?drive( .*)?|my drive|onedrive( - .*)?|icloud ?drive|mobile documents|com~apple~clouddocs|cloudstorage|nextcloud|owncloud|pcloud ?drive|megasync|box sync)$/i;

/** The folder of the path that a service copies elsewhere, by its usual name. */
export function syncedFolder(path: string): string | undefined {
  return path.split(/[\\/]/).find((name) => synced.test(name));
}

export async function conditionOf(directory: string, recipients: readonly string[]): Promise<VaultWarning[]> {
  const real = await realpath(directory).catch(() => directory);
  const names = await readdir(real).catch((): string[] => []);
  const cloud = syncedFolder(real.split(sep).join('/'));
  const listed = await readRecipients(real);
  const others = listed.filter((one) => !recipients.includes(one));
  const leftovers = names.filter((name) => name.endsWith('.tmp'));
  const git = names.includes('.git');
  const found: (VaultWarning | false)[] = [
    cloud !== undefined && { reason: 'synced-folder', detail: cloud },
    await openToOthers(real),
    leftovers.length > 0 && { reason: 'leftovers', detail: leftovers.join(' ') },
    others.length > 0 && { reason: 'other-recipients', detail: others.join(' ') },
    git && (await exists(join(real, '.git', 'MERGE_HEAD'))) && { reason: 'merge-unfinished', detail: real },
    git &&
      !Object.keys(gitFiles).every((name) => names.includes(name)) && { reason: 'not-for-git', detail: real },
  ];
  return found.filter((one) => one !== false);
}

async function openToOthers(directory: string): Promise<VaultWarning | false> {
  const info = await stat(directory).catch(() => undefined);
  if (process.platform === 'win32' || info === undefined || (info.mode & 0o077) === 0) return false;
  return { reason: 'open-to-others', detail: directory };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
