// Everything that an agent of a run can read or has written: files of the commit, its messages, the run's own log.
// Invariant: bounded and never followed through a link; what is too large or not text is left out and counted.
import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredText } from '../core/run/events.ts';
import { git } from '../node/git.ts';
import { eachBlob, listTree } from '../node/snapshot.ts';
import { loadText } from '../node/stored-text.ts';

export interface ReadableText {
  readonly where: 'file' | 'message' | 'transcript';
  /** Of a file, relative to its root. */
  readonly path?: string;
  readonly text: string;
}

const mostFiles = 50_000;
const mostBytes = 1024 * 1024;
const mostMessages = 200;
const skipped = new Set(['.git', 'node_modules']);

/** Text files below `root`, at most 1 MB each; with `named`, only those whose path it matches. */
export async function* filesOf(root: string, named?: RegExp): AsyncGenerator<ReadableText> {
  const queue = [''];
  let seen = 0;
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop())
    for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) queue.push(path);
      if (!entry.isFile() || named?.test(path) === false) continue;
      if (++seen > mostFiles) return;
      const text = await textOf(join(root, path));
      if (text !== undefined) yield { where: 'file', path, text };
    }
}

/** Text files of a commit, at most 1 MB each, handed to `take` one at a time. */
export async function visitCommitted(
  repository: string,
  commit: string,
  take: (text: ReadableText) => void,
): Promise<void> {
  const entries = await listTree(repository, commit);
  const files = entries.filter(({ type, mode }) => type === 'blob' && mode !== '120000').slice(0, mostFiles);
  await eachBlob(repository, files, async ({ path }, content) => {
    if (content.length <= mostBytes && isText(content))
      take({ where: 'file', path, text: content.toString('utf8') });
  });
}

function isText(bytes: Buffer): boolean {
  return !bytes.subarray(0, 8000).includes(0);
}

async function textOf(path: string): Promise<string | undefined> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined || !info.isFile() || info.size > mostBytes) return undefined;
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && isText(bytes) ? bytes.toString('utf8') : undefined;
}

/** Messages of the commits from `base` to `commit`; of the last one alone where no base is known. */
export async function* messagesOf(
  repository: string,
  commit: string,
  base?: string,
): AsyncGenerator<ReadableText> {
  const range = base === undefined ? ['-n', '1', commit] : ['-n', String(mostMessages), `${base}..${commit}`];
  const log = await git(repository, ['log', '--format=%B', ...range, '--']);
  if (log.ok) yield { where: 'message', text: log.stdout };
}

/** What was said to the agent, by it and to it by its tools: every string of the run's log, long ones from `artifacts/`. */
export async function* transcriptOf(runDir: string): AsyncGenerator<ReadableText> {
  const log = await readFile(join(runDir, 'events.ndjson'), 'utf8').catch(() => '');
  for (const line of log.split('\n')) {
    const event = parsed(line);
    if (event !== undefined) yield { where: 'transcript', text: (await stringsOf(runDir, event)).join('\n') };
  }
}

function parsed(line: string): unknown {
  try {
    return line === '' ? undefined : (JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

async function stringsOf(runDir: string, data: unknown): Promise<string[]> {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  if ('blob' in data && 'head' in data) return [await loadText(runDir, data as StoredText)];
  const parts = await Promise.all(Object.values(data).map((value) => stringsOf(runDir, value)));
  return parts.flat();
}
