// Ignored folders of the repository that `worktrees.link` in dimmer.yaml brings into worktrees and checkouts, as read-only links.
// Invariant: such a folder lies in the repository without a link on the way, is ignored and not tracked, and neither holds nor
// lies in what is git's, a run's or a vault's; the base commit says which, so an agent cannot name one for itself.
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { commonDirectory, git, gitText } from './git.ts';
import { readConfiguration } from './configuration.ts';
import { isWithin, tooWide } from './sandbox/agent-profile.ts';
import { stateHome, vaultHome } from './state-home.ts';

export interface LinkedFolder {
  /** Relative to the root, with `/`. */
  readonly name: string;
  /** Where it is, without links; null where there is none at present. */
  readonly real: string | null;
}

export interface LinkedFolders {
  readonly folders: readonly LinkedFolder[];
  /** Why the others are not linked, in words. */
  readonly problems: readonly string[];
}

/** What dimmer.yaml at `base` names, and what may not be linked. */
export async function linkedFolders(repository: string, base: string): Promise<LinkedFolders> {
  const { configuration } = await readConfiguration(repository, base);
  const folders: LinkedFolder[] = [];
  const problems: string[] = [];
  for (const wanted of new Set(configuration.worktrees?.link ?? [])) {
    const name = wanted.replace(/\/+$/, '');
    const found = await judge(repository, base, name);
    if ('why' in found)
      problems.push(`dimmer.yaml: worktrees.link: "${wanted}" is not linked: it ${found.why}`);
    else folders.push({ name, real: found.real });
  }
  return { folders, problems };
}

type Judged = { readonly real: string | null } | { readonly why: string };

async function judge(repository: string, base: string, name: string): Promise<Judged> {
  const parts = name.split('/');
  if (/^:|[\\\p{Cc}]/u.test(name) || parts.some((part) => part === '' || part === '.' || part === '..'))
    return { why: 'is not a path inside of the repository' };
  if (parts.some((part) => /^\.?git(~\d+)?$/i.test(part))) return { why: "is git's own" };
  for (const at of parts.keys()) {
    const way = parts.slice(0, at + 1).join('/');
    const entry = await gitText(repository, ['ls-tree', '-z', '--full-tree', base, '--', way]);
    const isFolderOnTheWay = entry.startsWith('040000 ') && at < parts.length - 1;
    if (entry !== '' && !isFolderOnTheWay)
      return { why: 'is tracked, or lies below a file, a link or a submodule' };
  }
  const path = join(realpathSync(repository), name);
  const way = wayTo(realpathSync(repository), parts);
  if (way === 'blocked') return { why: 'is a link or a file, or lies behind one' };
  const ignored = await git(repository, ['check-ignore', '--quiet', '--no-index', '--', `${name}/`]);
  if (!ignored.ok) return { why: 'is not ignored by git' };
  if (way === 'missing') return { real: null };
  const closed = [stateHome(), vaultHome(), await commonDirectory(repository)].filter(existsSync);
  const holder = closed
    .map((one) => realpathSync(one))
    .find((one) => isWithin(one, path) || isWithin(path, one));
  if (holder !== undefined) return { why: `holds or lies in ${holder}, which no agent may see` };
  return tooWide(path) ? { why: 'holds your home folder' } : { real: path };
}

/** Whether folder after folder leads from `root` to the last of `parts`. */
function wayTo(root: string, parts: readonly string[]): 'there' | 'missing' | 'blocked' {
  let path = root;
  for (const part of parts) {
    path = join(path, part);
    const info = lstatSync(path, { throwIfNoEntry: false });
    if (info === undefined) return 'missing';
    if (!info.isDirectory()) return 'blocked';
  }
  return 'there';
}

/** Links the folder into `target`; false where something else is in the way. Nothing is made behind a link that is there. */
export function placeLink(target: string, { name, real }: LinkedFolder): boolean {
  if (real === null) return false;
  const parts = name.split('/');
  const last = parts.pop() ?? '';
  if (wayTo(target, parts) === 'blocked') return false;
  mkdirSync(join(target, ...parts), { recursive: true });
  const link = join(target, ...parts, last);
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there === undefined) symlinkSync(real, link, 'junction');
  else if (!there.isSymbolicLink()) return false;
  return readlinkSync(link).replace(/[/\\]$/, '') === real;
}
