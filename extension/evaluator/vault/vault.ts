// Opens a vault: the manifest, then every scenario it names. One unreadable file never hides the others.
// Invariant: what is not in the manifest does not count; what is in it is either a scenario or a reported problem.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import { encrypt, opener, type Opener } from './cipher.ts';
import { manifestFile, randomName, scenarioFiles, writeWhole } from './files.ts';
import { readManifest, type Burn, type UnreadManifest, type VaultEntry } from './manifest.ts';

export type { Burn, VaultEntry };

export interface VaultProblem {
  readonly file: string;
  readonly reason:
    'damaged' | 'wrong-identity' | 'missing' | 'changed' | 'not-in-manifest' | 'not-a-scenario';
}

/** A scenario as it was decrypted, not yet parsed: parsing a thousand takes seconds, decrypting them does not. */
export interface VaultText {
  readonly entry: VaultEntry;
  readonly text: string;
}

export interface VaultTexts {
  readonly directory: string;
  readonly entries: readonly VaultEntry[];
  readonly texts: readonly VaultText[];
  readonly problems: readonly VaultProblem[];
  /** SHA-256 of the manifest file, hex: names this state of the vault in events and tallies. */
  readonly manifest: string;
  readonly recipients: readonly string[];
}

export interface VaultScenario {
  readonly entry: VaultEntry;
  readonly scenario: Scenario;
}

export interface Vault extends VaultTexts {
  readonly scenarios: readonly VaultScenario[];
}

export type OpenedTexts = { readonly ok: true; readonly vault: VaultTexts } | UnreadManifest;
export type OpenedVault = { readonly ok: true; readonly vault: Vault } | UnreadManifest;

/** Decrypts everything and parses nothing. */
export async function openTexts(directory: string, identity: string): Promise<OpenedTexts> {
  const open = opener(identity);
  const read = await readManifest(directory, open);
  if (!read.ok) return read;
  const { entries, recipients, digest } = read.manifest;
  const found = await inParallel(entries, (entry) => readEntry(directory, entry, open));
  const known = new Set(entries.map((entry) => entry.file));
  const foreign = (await scenarioFiles(directory)).filter((file) => !known.has(file));
  const problems = [
    ...found.filter((one) => 'reason' in one),
    ...foreign.map((file) => ({ file, reason: 'not-in-manifest' as const })),
  ];
  const texts = found.filter((one) => 'text' in one);
  return { ok: true, vault: { directory, entries, texts, problems, manifest: digest, recipients } };
}

/** Decrypts everything, and parses what `wanted` asks for; all of it unless told. */
export async function openVault(
  directory: string,
  identity: string,
  wanted: (entry: VaultEntry) => boolean = () => true,
): Promise<OpenedVault> {
  const opened = await openTexts(directory, identity);
  if (!opened.ok) return opened;
  const scenarios: VaultScenario[] = [];
  const unparsed: VaultProblem[] = [];
  for (const { entry, text } of opened.vault.texts.filter((one) => wanted(one.entry))) {
    const parsed = parseScenario(text);
    if (parsed.ok) scenarios.push({ entry, scenario: parsed.scenario });
    else unparsed.push({ file: entry.file, reason: 'not-a-scenario' });
  }
  const inOrder = opened.vault.entries.flatMap(({ file }) =>
    [...opened.vault.problems, ...unparsed].filter((one) => one.file === file),
  );
  const foreign = opened.vault.problems.filter(({ reason }) => reason === 'not-in-manifest');
  return { ok: true, vault: { ...opened.vault, scenarios, problems: [...inOrder, ...foreign] } };
}

async function readEntry(
  directory: string,
  entry: VaultEntry,
  open: Opener,
): Promise<VaultText | VaultProblem> {
  const { file } = entry;
  const bytes = await readFile(join(directory, file)).catch(() => undefined);
  if (bytes === undefined) return { file, reason: 'missing' };
  const opened = await open(bytes);
  if (!opened.ok) return { file, reason: opened.reason };
  if (sha256(opened.text) !== entry.sha256) return { file, reason: 'changed' };
  return { entry, text: opened.text };
}

/** Results in the order of `items`; a few at a time, so that disk and key agreement overlap. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return results;
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function writeManifest(
  directory: string,
  entries: readonly VaultEntry[],
  recipients: readonly string[],
): Promise<void> {
  const text = JSON.stringify({ v: 1, entries, recipients });
  await writeWhole(join(directory, manifestFile), await encrypt(text, recipients));
}

/** Writes a scenario under a new random name. It counts once the manifest names it. */
export async function writeScenario(
  directory: string,
  text: string,
  recipients: readonly string[],
): Promise<string> {
  const file = randomName();
  await writeWhole(join(directory, file), await encrypt(text, recipients));
  return file;
}
