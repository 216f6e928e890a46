// Reads a module and the repository around it for a draft: files and git's history, within limits that are said.
// Invariant: nothing is run but git, no symbolic link is followed, and what comes back names no place outside the repository.
import { lstat, realpath } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import {
  isDocument,
  isInside,
  isScript,
  isSource,
  isTooDeep,
  type Commit,
  type ModuleFiles,
  type TextFile,
} from '../core/module/fact.ts';
import { git, repositoryRoot } from './git.ts';
import { listInside, readInside } from './resolve-inside.ts';

const limits = { paths: 50_000, files: 3_000, bytes: 32 * 1024 * 1024, ofOne: 256 * 1024, commits: 200 };
const skipped = new Set([
  'node_modules',
  'dist',
  'out',
  'build',
  'coverage',
  'vendor',
  'target',
  '__pycache__',
  'venv',
]);

export type ReadModule =
  { readonly ok: true; readonly files: ModuleFiles } | { readonly ok: false; readonly message: string };

export async function readModule(target: string, shown: string): Promise<ReadModule> {
  const refuse = (message: string): ReadModule => ({ ok: false, message: `${message} No draft was made.` });
  const info = await lstat(target).catch(() => undefined);
  if (info === undefined) return refuse(`There is no file or folder ${shown}.`);
  if (info.isSymbolicLink()) return refuse(`${shown} is a symbolic link. Name the folder that it leads to.`);
  if (!info.isDirectory() && !info.isFile()) return refuse(`${shown} is neither a file nor a folder.`);
  const real = await realpath(target);
  const folder = info.isDirectory() ? real : dirname(real);
  const top = await repositoryRoot(folder).catch(() => null);
  const root = top === null ? folder : await realpath(top);
  const module = relative(root, real).split(sep).join('/') || '.';
  const notes = top === null ? ['There is no git repository here, so no history was read.'] : [];
  const walked = await walk(root, module);
  const read = await readAll(root, module, walked.paths, [...notes, ...walked.notes]);
  if (!read.files.some(({ path }) => isInside(module, path)))
    return refuse(`${shown} has no source, document or manifest that can be read.`);
  return {
    ok: true,
    files: {
      module,
      ...read,
      complete: walked.complete && read.complete,
      paths: walked.paths,
      ...(await historyOf(top, module)),
    },
  };
}

/** The module's folder is walked even where its name is one of those that are left out elsewhere. */
async function walk(root: string, module: string) {
  const paths: string[] = [];
  const notes: string[] = [];
  let [complete, links, closed] = [true, 0, 0];
  const waiting = [''];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const listed = await listInside(root, folder);
    if (!listed.ok) {
      closed += 1;
      continue;
    }
    for (const { name, kind } of listed.value) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const leads = isInside(path, module) && path !== '.';
      if (kind === 'folder' && (leads || (!name.startsWith('.') && !skipped.has(name)))) waiting.push(path);
      else if (kind === 'link') links += 1;
      else if (kind === 'file') paths.push(path);
    }
    if (paths.length > limits.paths) {
      complete = false;
      notes.push(`The walk stopped after ${limits.paths} files.`);
      break;
    }
  }
  if (links > 0) notes.push(`Symbolic links that were not followed: ${links}.`);
  if (closed > 0) notes.push(`Folders that could not be opened: ${closed}.`);
  return { paths: paths.sort(), notes, complete: complete && closed === 0 };
}

async function readAll(root: string, module: string, paths: readonly string[], notes: string[]) {
  const wanted = paths.filter(
    (path) => isSource(path) || isDocument(path) || /\.(json|ya?ml|toml|html?|vue|svelte)$/.test(path),
  );
  const inside = wanted.filter((path) => isInside(module, path));
  const ordered = [...inside, ...wanted.filter((path) => !isInside(module, path))];
  const files: TextFile[] = [];
  let [bytes, failed, deep] = [0, 0, 0];
  const large: string[] = [];
  for (const path of ordered) {
    if (files.length >= limits.files || bytes >= limits.bytes) break;
    const reached = await readInside(root, path, limits.ofOne);
    if (!reached.ok) {
      if (reached.reason === 'too-large') large.push(path);
      else failed += 1;
      continue;
    }
    const text = reached.value.bytes.toString('utf8');
    bytes += reached.value.bytes.length;
    if (text.includes('\0')) failed += 1;
    else if (isScript(path) && isTooDeep(text)) deep += 1;
    else files.push({ path, text: text.replace(/\r\n?/g, '\n') });
  }
  const whole = files.length + large.length + failed + deep === ordered.length;
  if (!whole) notes.push(`Read ${files.length} of ${ordered.length} files, those of the module first.`);
  const ofModule = large.filter((path) => isInside(module, path)).length;
  if (large.length > 0)
    notes.push(
      `Files over ${limits.ofOne / 1024} KB that were not read: ${large.length}, of the module: ${ofModule}.`,
    );
  if (failed > 0) notes.push(`Files that could not be read as text: ${failed}.`);
  if (deep > 0) notes.push(`Files nested too deeply to be parsed: ${deep}.`);
  const unread = paths
    .filter((path) => isInside(module, path) && unreadCode.test(path))
    .map((path) => path.slice(path.lastIndexOf('.')));
  for (const ending of [...new Set(unread)].sort()) notes.push(`Exports are not read for ${ending} files.`);
  const sources = (path: string) => isSource(path);
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    notes,
    complete: whole && failed + deep === 0 && !large.some(sources),
  };
}

const unreadCode = /\.(java|kt|cs|rb|php|swift|c|h|cc|cpp|hpp|scala|ex|exs|sh|vue|svelte)$/;

async function historyOf(
  root: string | null,
  module: string,
): Promise<{ commit: string | null; changed: boolean; history: Commit[] }> {
  const head = root === null ? undefined : await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (root === null || !head?.ok) return { commit: null, changed: false, history: [] };
  const where = ['--', `:(top,literal)${module}`];
  const format = ['--no-merges', `-n${limits.commits}`, '--no-show-signature', '--format=%H%x09%s'];
  const log = await git(root, ['log', ...format, ...where]);
  const status = await git(root, ['status', '--porcelain', '-uall', ...where]);
  const history = (log.ok ? log.stdout.split('\n') : []).flatMap((line) => {
    const [id, subject = ''] = line.split('\t');
    return id ? [{ id: id.slice(0, 10), subject }] : [];
  });
  return { commit: head.stdout.trim().slice(0, 10), changed: status.ok && status.stdout !== '', history };
}
