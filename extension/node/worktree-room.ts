// How much room the worktrees of a repository's runs take, and whether another one may be made.
// Invariant: nothing is changed and no link is followed: what a link stands for is not ours to count.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runIdPattern } from './run-store.ts';
import { repositoryState } from './state-home.ts';

export interface WorktreeSize {
  readonly run: string;
  /** On disk, as `du` counts: blocks, a file of several names once. */
  readonly bytes: number;
}

/** Each run that is not decided keeps one. */
const usualMost = 50;

/** Of each run, with what lies beside its worktree, the biggest first. */
export async function worktreeSizes(root: string, env: NodeJS.ProcessEnv): Promise<WorktreeSize[]> {
  const { worktrees } = await repositoryState(root, env);
  const sizes = new Map<string, number>();
  const seen = new Set<string>();
  for (const name of await readdir(worktrees).catch(() => [])) {
    const run = name.split('.')[0] ?? '';
    if (!runIdPattern.test(run)) continue;
    sizes.set(run, (sizes.get(run) ?? 0) + (await sizeOf(join(worktrees, name), seen)));
  }
  const all = [...sizes].map(([run, bytes]) => ({ run, bytes }));
  return all.sort((one, other) => other.bytes - one.bytes);
}

async function sizeOf(path: string, seen: Set<string>): Promise<number> {
  const info = await lstat(path).catch(() => undefined);
  // A run at work removes files meanwhile.
  if (info === undefined) return 0;
  const file = `${info.dev} ${info.ino}`;
  if (info.nlink > 1 && !info.isDirectory() && seen.has(file)) return 0;
  if (info.nlink > 1) seen.add(file);
  // Windows has no blocks.
  let bytes = info.blocks === undefined ? info.size : info.blocks * 512;
  if (!info.isDirectory()) return bytes;
  const names = await readdir(path).catch(() => []);
  const most = 64;
  for (let at = 0; at < names.length; at += most) {
    const parts = names.slice(at, at + most).map((name) => sizeOf(join(path, name), seen));
    for (const part of await Promise.all(parts)) bytes += part;
  }
  return bytes;
}

export interface WorktreeCaps {
  readonly mostWorktrees?: number | undefined;
  readonly mostGigabytes?: number | undefined;
}

/** Why no further run is launched, with the next step; undefined where there is room. `count` have a worktree now. */
export async function worktreeRefusal(
  root: string,
  count: number,
  { mostWorktrees = usualMost, mostGigabytes }: WorktreeCaps,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const next = 'Nothing was started. Decide or stop some (`dimmer runs`), or raise';
  if (count >= mostWorktrees)
    return `As many runs have a folder of their own as may: ${count}. ${next} \`worktrees: { maximum }\` in dimmer.yaml.`;
  if (mostGigabytes === undefined) return undefined;
  const sizes = await worktreeSizes(root, env);
  const total = totalOf(sizes);
  if (total < mostGigabytes * 1e9) return undefined;
  return `The folders of runs take ${inWords(total)}, and may take ${mostGigabytes} GB. The biggest: ${biggest(sizes)}. ${next} \`worktrees: { gigabytes }\` in dimmer.yaml.`;
}

/** `12 folders, 3.4 GB; the biggest: ...`, for a person. */
export function sizesInWords(sizes: readonly WorktreeSize[]): string {
  if (sizes.length === 0) return 'none';
  const many = sizes.length === 1 ? '1 folder' : `${sizes.length} folders`;
  return `${many}, ${inWords(totalOf(sizes))}; the biggest: ${biggest(sizes)}`;
}

function biggest(sizes: readonly WorktreeSize[]): string {
  return sizes
    .slice(0, 3)
    .map(({ run, bytes }) => `${run} ${inWords(bytes)}`)
    .join(', ');
}

function totalOf(sizes: readonly WorktreeSize[]): number {
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
