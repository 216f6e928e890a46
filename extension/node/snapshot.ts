// Reads what git has recorded: trees, files and differences of commits.
// Invariant: a snapshot holds a commit's bytes exactly; attributes (`export-ignore`, filters, line ends) have no say,
// and no entry can be written outside the folder that was asked for.
import { spawn } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChangedFile } from '../core/run/state.ts';
import { gitEnvironment, gitText, resolveCommit } from './git.ts';
import { hardening } from './git-hardening.ts';
import { readBatch } from './cat-file.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly hash: string;
  readonly path: string;
}

export interface Snapshot {
  readonly commit: string;
  readonly tree: string;
  readonly files: number;
  readonly bytes: number;
  /** Paths of submodules: their content is not part of a commit, so it is not in the snapshot. */
  readonly submodules: readonly string[];
}

/** All entries of a commit, at any depth; only those at or below `path` when one is given. */
export async function listTree(root: string, commit: string, path?: string): Promise<TreeEntry[]> {
  const key = `${root}\0${commit}`;
  const whole =
    kept.get(key) ?? (isHash.test(commit) && !large.has(key) ? await keep(root, commit, key) : null);
  if (whole === null) return readTree(root, commit, path);
  if (path === undefined) return [...whole];
  return whole.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
}

const isHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const mostEntries = 20_000;
const mostTrees = 4;
const kept = new Map<string, readonly TreeEntry[]>();
const large = new Set<string>();

/** What a commit's hash names never changes, and one run asks for the same trees some twenty times. */
async function keep(root: string, commit: string, key: string): Promise<readonly TreeEntry[]> {
  const entries = await readTree(root, commit);
  if (entries.length > mostEntries) large.add(key);
  else kept.set(key, entries);
  if (kept.size > mostTrees) kept.delete(kept.keys().next().value ?? '');
  return entries;
}

async function readTree(root: string, commit: string, path?: string): Promise<TreeEntry[]> {
  const only = path === undefined ? [] : ['--', path];
  const listed = await gitText(root, ['ls-tree', '-r', '-z', '--full-tree', commit, ...only]);
  return listed
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [mode = '', type = '', hash = ''] = line.slice(0, line.indexOf('\t')).split(' ');
      return { mode, type: type as TreeEntry['type'], hash, path: line.slice(line.indexOf('\t') + 1) };
    });
}

/** Writes the files of a commit into `destination`, which is made if needed. Links are written last, never followed. */
export async function snapshot(root: string, revision: string, destination: string): Promise<Snapshot> {
  const commit = await resolveCommit(root, revision);
  const tree = await gitText(root, ['rev-parse', `${commit}^{tree}`]);
  const entries = await listTree(root, commit);
  for (const entry of entries) refuseUnsafe(entry.path);
  const files = entries.filter((entry) => entry.type === 'blob' && entry.mode !== '120000');
  const links = entries.filter((entry) => entry.mode === '120000');
  await mkdir(destination, { recursive: true });
  const made = new Set<string>();
  const place = async (path: string) => {
    const target = join(destination, path);
    if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    made.add(dirname(target));
    return target;
  };
  let bytes = 0;
  await eachBlob(root, files, async (entry, content) => {
    const target = await place(entry.path);
    await writeFile(target, content, { flag: 'wx' });
    if (entry.mode === '100755') await chmod(target, 0o755);
    bytes += content.length;
  });
  await eachBlob(root, links, async (entry, content) => {
    await symlink(content.toString('utf8'), await place(entry.path));
  });
  const submodules = entries.filter((entry) => entry.type === 'commit').map((entry) => entry.path);
  return { commit, tree, files: files.length + links.length, bytes, submodules };
}

/** A file's bytes at a commit; null when there is none of that name. */
export async function showFile(root: string, commit: string, path: string): Promise<Buffer | null> {
  const [entry] = (await listTree(root, commit, path)).filter(
    (one) => one.path === path && one.type === 'blob',
  );
  if (!entry) return null;
  let found: Buffer | null = null;
  await eachBlob(root, [entry], async (_, content) => {
    found = content;
  });
  return found;
}

/** Path -> text of these entries; what is larger than 2 MB is left out. */
export async function textsAt(root: string, entries: readonly TreeEntry[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  await eachBlob(root, entries, async ({ path }, content) => {
    if (content.length <= 2 * 1024 * 1024) texts.set(path, content.toString('utf8'));
  });
  return texts;
}

/** What an unfinished merge has of each file in conflict: `2:path` is ours, `3:path` theirs, `1:path` what both came from. */
export async function unmergedFiles(root: string): Promise<ReadonlyMap<string, Buffer>> {
  const listed = await gitText(root, ['ls-files', '--unmerged', '-z']);
  const entries = listed.split('\0').flatMap((line): TreeEntry[] => {
    const [mode = '', hash = '', stage = ''] = line.slice(0, line.indexOf('\t')).split(' ');
    return line === ''
      ? []
      : [{ mode, type: 'blob', hash, path: `${stage}:${line.slice(line.indexOf('\t') + 1)}` }];
  });
  const found = new Map<string, Buffer>();
  await eachBlob(root, entries, async ({ path }, content) => void found.set(path, content));
  return found;
}

/** What changed from `base` to `head`, renames as a removal and an addition; binary files count no lines. */
export async function changedFiles(root: string, base: string, head: string): Promise<ChangedFile[]> {
  const flags = ['--raw', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '-r'];
  const text = await gitText(root, ['diff-tree', ...flags, base, head]);
  const parts = text.split('\0');
  const status = new Map<string, string>();
  const files: ChangedFile[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    if (part.startsWith(':')) {
      status.set(parts[at + 1] ?? '', part.slice(part.lastIndexOf(' ') + 1));
      at += 1;
    } else if (part !== '') {
      const [added = '', removed = '', ...path] = part.split('\t');
      const name = path.join('\t');
      const lines = (count: string) => (count === '-' ? 0 : Number(count));
      files.push({
        path: name,
        status: status.get(name) ?? 'M',
        added: lines(added),
        removed: lines(removed),
      });
    }
  }
  return files;
}

/** The patch between two commits, or a `GitProblem`: nothing may be judged by a patch that is not there. */
export async function patchText(root: string, base: string, head: string, context: number): Promise<string> {
  // Between two commits nothing of a submodule is entered: what it points at is a line of its own, and has to be seen.
  const modules = ['--ignore-submodules=none', '--submodule=short'];
  const plain = ['--no-ext-diff', '--no-textconv', '--no-renames', '--no-color'];
  const flags = [...plain, ...modules, `--unified=${context}`];
  return gitText(root, ['diff', ...flags, base, head], { maxBytes: 256 * 1024 * 1024 });
}

/** Hands over the content of each entry, one at a time and in order. */
export async function eachBlob(
  root: string,
  entries: readonly TreeEntry[],
  take: (entry: TreeEntry, content: Buffer) => Promise<void>,
): Promise<void> {
  if (entries.length === 0) return;
  const child = spawn('git', [...hardening, 'cat-file', '--batch', '--buffer'], {
    cwd: root,
    env: gitEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => child.stdout.destroy());
  child.stdin.on('error', () => child.stdout.destroy());
  child.stdin.end(entries.map((entry) => `${entry.hash}\n`).join(''));
  try {
    await readBatch(child.stdout, entries, take);
  } finally {
    child.kill('SIGKILL');
  }
}

/** A crafted tree can name `..` or `.git`; git itself refuses to check those out. */
function refuseUnsafe(path: string): void {
  const parts = path.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part));
  const windows = process.platform === 'win32' && /[\\:]/.test(path);
  if (bad || windows) throw new Error(`The commit names an unsafe path: ${path}`);
}
