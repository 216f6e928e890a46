// Remembers what a worktree's git metadata looked like when the host made it, and says whether that still holds.
// Invariant: the host commits in a worktree only after `checkPins` was content: a rewritten `.git`, `commondir` or
// `gitdir`, or a configuration that names a program it did not name before, stops the commit.
import { createHash } from 'node:crypto';
import { lstat, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { git, type WorktreeGit } from './git.ts';

const pinsSchema = z.object({
  v: z.literal(1),
  path: z.string(),
  gitDir: z.string(),
  commonDir: z.string(),
  hashes: z.record(z.string(), z.string()),
  /** Folders that are linked into the worktree because dimmer.yaml names them; they never become part of a commit. */
  links: z.optional(z.array(z.string())),
});
export type GitPins = z.infer<typeof pinsSchema>;

/**
 * Settings that can neither run a program nor move git elsewhere, and that editors and people write in passing:
 * VS Code keeps `branch.<name>.vscode-merge-base` here, so hashing the whole file would stop honest runs.
 */
const harmless = /^(branch\..*|remote\..*\.(url|fetch|pushurl)|user\.(name|email)|gui\..*|color\..*)$/;

export async function pinMetadata(where: WorktreeGit): Promise<GitPins> {
  return { v: 1, ...where, hashes: await hashes(where) };
}

/** What changed since the pins were taken; empty when nothing did. */
export async function checkPins(pins: GitPins): Promise<string[]> {
  const now = await hashes(pins);
  const names = new Set([...Object.keys(pins.hashes), ...Object.keys(now)]);
  return [...names].filter((name) => pins.hashes[name] !== now[name]);
}

async function hashes({ path, gitDir, commonDir }: WorktreeGit): Promise<Record<string, string>> {
  const found: Record<string, string> = {
    '.git': await hashFile(join(path, '.git')),
    commondir: await hashFile(join(gitDir, 'commondir')),
    gitdir: await hashFile(join(gitDir, 'gitdir')),
  };
  found['config'] = await hashSettings(commonDir, join(commonDir, 'config'));
  found['config.worktree'] = await hashSettings(commonDir, join(gitDir, 'config.worktree'));
  return found;
}

/** A link counts as changed whatever it points to. */
async function hashFile(path: string): Promise<string> {
  const info = await lstat(path).catch(() => null);
  if (!info) return 'absent';
  return info.isFile() ? digest(await readFile(path)) : 'not a regular file';
}

async function hashSettings(commonDir: string, file: string): Promise<string> {
  const info = await lstat(file).catch(() => null);
  if (!info) return 'absent';
  const listed = await git(commonDir, ['config', '--file', file, '--no-includes', '--list', '-z'], {
    env: { GIT_DIR: commonDir },
  });
  if (!listed.ok) return 'unreadable';
  const entries = listed.stdout.split('\0').filter((entry) => !harmless.test(entry.split('\n')[0] ?? ''));
  return digest(entries.sort().join('\0'));
}

function digest(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** In the folder of a run. */
const pinsFile = 'pins.json';

export async function savePins(runDir: string, pins: GitPins): Promise<void> {
  const target = join(runDir, pinsFile);
  await writeFile(`${target}.tmp`, JSON.stringify(pins), { mode: 0o600 });
  await rename(`${target}.tmp`, target);
}

export async function loadPins(runDir: string): Promise<GitPins | null> {
  const decoded = decodeJson(pinsSchema, await readFile(join(runDir, pinsFile), 'utf8').catch(() => ''));
  return decoded.ok ? decoded.value : null;
}
