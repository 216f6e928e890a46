// Takes into the vault what a folder or a file holds: a copy of a vault, an export in clear, scenarios, files that `age` made.
// Invariant: what would count is admitted like any new scenario; what cannot be read is reported and left where it is.
import { readFile, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { parseScenario } from '../core/scenario/parse-scenario.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { admitScenarios } from './admit-scenarios.ts';
import { problem } from './problem.ts';
import { failure, type Answer } from './vault-answer.ts';
import { storeScenarios, type NewScenario } from './vault/change-vault.ts';
import { opener, type Opener } from './vault/cipher.ts';
import { restoreCopy } from './vault/copies.ts';
import { manifestFile } from './vault/files.ts';
import { mergeCopy } from './vault/merge.ts';
import { indexFile, keptOf } from './vault/plain-export.ts';
import { openTexts, type VaultEntry, type VaultTexts } from './vault/vault.ts';

export interface ImportRequest {
  readonly folder: string;
  readonly repository?: string | undefined;
  readonly spec?: string | undefined;
}

interface Result {
  readonly name: string;
  readonly id?: string;
  readonly stored: boolean;
  readonly split?: string | undefined;
  readonly version?: number | undefined;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

interface Found {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly kept: Pick<VaultEntry, 'split' | 'status' | 'version'> | undefined;
}

export async function importFolder(
  vaultDir: string,
  identity: string,
  request: ImportRequest,
): Promise<Answer> {
  const real = await realpath(request.folder).catch(() => undefined);
  if (real === undefined) return failure(problem('no-folder'));
  const own = real === (await realpath(vaultDir).catch(() => undefined));
  if (!own && (await exists(join(real, manifestFile)))) return takeCopy(vaultDir, identity, real);
  const opened = await openTexts(vaultDir, identity);
  if (!opened.ok) return failure(problem(opened.reason));
  const { found, unread } = await filesIn(real, own ? opened.vault : undefined, opener(identity));
  if (found.length + unread.length === 0) return failure(problem('nothing-to-import'));
  return takeTexts(vaultDir, identity, request, opened.vault, found, unread);
}

async function takeCopy(vaultDir: string, identity: string, copy: string): Promise<Answer> {
  const here = await openTexts(vaultDir, identity);
  if (!here.ok && here.reason === 'no-vault') {
    const restored = await restoreCopy(vaultDir, identity, copy);
    if (!restored.ok) return failure(problem(restored.reason === 'exists' ? 'exists' : 'bad-copy'));
    const now = await openTexts(vaultDir, identity);
    if (!now.ok) return failure(problem(now.reason));
    const { texts, problems } = now.vault;
    return done(
      texts.map(({ entry }) => stored(entry.file, entry)),
      unreadable(problems),
    );
  }
  const merged = await mergeCopy(vaultDir, identity, copy);
  if (!merged.ok) return failure(problem(here.ok ? 'bad-copy' : merged.reason));
  return done(
    merged.taken.map((entry) => stored(entry.id, entry)),
    unreadable(merged.problems),
  );
}

/** Scenarios in clear and encrypted ones; of the vault's own folder those that its manifest does not name. */
async function filesIn(
  path: string,
  own: VaultTexts | undefined,
  open: Opener,
): Promise<{ found: Found[]; unread: Result[] }> {
  const folder = (await stat(path)).isDirectory();
  const root = folder ? path : dirname(path);
  const index = await readFile(join(root, indexFile), 'utf8').catch(() => undefined);
  const kept = keptOf(index);
  const known = new Set([manifestFile, ...(own?.entries ?? []).map((entry) => entry.file)]);
  const names = (folder ? await namesIn(path) : [basename(path)]).filter((name) => !known.has(name));
  const found: Found[] = [];
  const unread: Result[] = [];
  for (const name of names.filter((one) => /\.(md|age)$/.test(one))) {
    const bytes = await readFile(join(root, name));
    if (name.endsWith('.md')) {
      const text = bytes.toString('utf8');
      found.push({ name, path: join(root, name), text, kept: kept(name, text) });
      continue;
    }
    const opened = await open(bytes);
    if (opened.ok) found.push({ name, path: join(root, name), text: opened.text, kept: undefined });
    else unread.push(refused(name, said[opened.reason]));
  }
  return { found, unread };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !/(^|[\\/])(\.git|evidence)[\\/]/.test(name))
    .sort();
}

async function takeTexts(
  vaultDir: string,
  identity: string,
  where: ImportRequest,
  vault: VaultTexts,
  found: readonly Found[],
  unread: readonly Result[],
): Promise<Answer> {
  const news = found.filter(({ text }) => !vault.texts.some((one) => one.text === text));
  const resting = news.filter(({ kept }) => kept !== undefined && kept.status !== 'active');
  const counting = news.filter((one) => !resting.includes(one));
  if (counting.length > 0) {
    const sandbox = await checkBubblewrap();
    if (!sandbox.ok) return failure(problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`));
  }
  const admissions = counting.length === 0 ? [] : await admitScenarios(counting, where);
  const added: (NewScenario & { name: string })[] = [];
  const results: Result[] = [...unread];
  for (const one of admissions) {
    const kept = counting.find(({ name }) => name === one.name)?.kept;
    if (one.admitted) added.push({ ...one, provedRed: true, ...(kept === undefined ? {} : { kept }) });
    else results.push({ ...one, stored: false });
  }
  for (const { name, text, kept } of resting) {
    const parsed = parseScenario(text);
    if (parsed.ok && kept) added.push({ name, scenario: parsed.scenario, provedRed: false, kept });
    else if (!parsed.ok) results.push({ name, stored: false, problems: parsed.problems });
  }
  const done_ = await storeScenarios(vaultDir, identity, added);
  if (!done_.ok) return failure(problem(done_.reason));
  await removeAdopted(
    vaultDir,
    found,
    added.map(({ name }) => name),
  );
  const kept = added.map(({ name }, at) => stored(name, done_.stored[at] as VaultEntry));
  const before = found
    .filter((one) => !news.includes(one))
    .map(({ name, text }) => {
      const same = vault.texts.find((one) => one.text === text);
      return stored(name, (same as { entry: VaultEntry }).entry);
    });
  return done([...kept, ...before], results);
}

/** A file that lay in the vault's own folder is under its random name now. */
async function removeAdopted(
  vaultDir: string,
  found: readonly Found[],
  names: readonly string[],
): Promise<void> {
  const own = await realpath(vaultDir);
  for (const { name, path } of found)
    if (dirname(path) === own && names.includes(name)) await rm(path, { force: true });
}

const said = {
  'wrong-identity': 'it is encrypted to another key',
  damaged: 'it is damaged, or no file of `age`',
} as const;

function stored(name: string, { id, split, version }: VaultEntry): Result {
  return { name, id, stored: true, split, version, problems: [] };
}

function refused(name: string, message: string): Result {
  return { name, stored: false, problems: [{ line: 1, message }] };
}

function unreadable(problems: VaultTexts['problems']): Result[] {
  return problems.map(({ file, reason }) => refused(file, reason));
}

function done(good: readonly Result[], bad: readonly Result[]): Answer {
  return { exit: bad.length === 0 ? 0 : 1, body: { v: 1, results: [...good, ...bad] } };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
