// Everything that changes a vault. Each change ends with the manifest, so that a crash leaves the state before or after it.
// Invariant: a file that cannot be read is never rewritten, dropped from the manifest or deleted by another change.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyOf, sharedWords } from '../../core/scenario/overlap.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import { splitForNext } from '../../core/scenario/splits.ts';
import { isRecipient, recipientOf } from './cipher.ts';
import { manifestFile, readRecipients, whileLocked, writeGitFiles, writeRecipients } from './files.ts';
import { reencryptHistory } from './history.ts';
import type { UnreadManifest } from './manifest.ts';
import {
  openTexts,
  sha256,
  writeManifest,
  writeScenario,
  type Burn,
  type VaultEntry,
  type VaultTexts,
} from './vault.ts';

type Refused<R extends string> = { readonly ok: false; readonly reason: R };
type Unopened = UnreadManifest['reason'];
type Reencrypted = { ok: true; recipients: readonly string[] };

export async function createVault(
  directory: string,
  identity: string,
): Promise<{ ok: true; recipient: string } | Refused<'exists' | 'not-an-identity'>> {
  const recipient = await recipientOf(identity);
  if (recipient === undefined) return { ok: false, reason: 'not-an-identity' };
  return whileLocked(directory, async () => {
    const taken = (await readFile(join(directory, manifestFile)).catch(() => undefined)) !== undefined;
    if (taken || (await openTexts(directory, identity)).ok) return { ok: false, reason: 'exists' };
    await writeGitFiles(directory);
    await writeRecipients(directory, [recipient]);
    await writeManifest(directory, [], [recipient]);
    return { ok: true, recipient };
  });
}

export interface NewScenario {
  readonly scenario: Scenario;
  readonly provedRed: boolean;
  readonly proofs?: VaultEntry['proofs'];
  /** Id of the scenario whose place it takes; its own where this is left out. */
  readonly replaces?: string;
  /** What it had where it comes from, when it is brought back. */
  readonly kept?: Partial<Pick<VaultEntry, 'split' | 'version' | 'status'>>;
}

/** Adds scenarios, each replacing one of the same id. All of them, or none. */
export async function storeScenarios(
  directory: string,
  identity: string,
  added: readonly NewScenario[],
): Promise<{ ok: true; stored: readonly VaultEntry[] } | Refused<Unopened>> {
  return change<{ ok: true; stored: VaultEntry[] }>(directory, identity, async (vault) => {
    const stored: VaultEntry[] = [];
    const entries = [...vault.entries];
    for (const one of added) {
      const place = entries.findIndex(({ id }) => id === (one.replaces ?? one.scenario.id));
      const entry = await newEntry(vault, entries, one, entries[place]);
      if (place === -1) entries.push(entry);
      else entries[place] = entry;
      // A scenario that takes the place of another may bear the id of a third.
      const twin = entries.findIndex((other) => other !== entry && other.id === entry.id);
      if (twin !== -1) entries.splice(twin, 1);
      stored.push(entry);
    }
    await replaceEntries(vault, entries);
    return { ok: true, stored };
  });
}

async function newEntry(
  vault: VaultTexts,
  entries: readonly VaultEntry[],
  { scenario, provedRed, proofs, kept = {} }: NewScenario,
  previous: VaultEntry | undefined,
): Promise<VaultEntry> {
  const named = scenario.split === 'visible' ? undefined : scenario.split;
  return {
    file: await writeScenario(vault.directory, scenario.text, vault.recipients),
    id: scenario.id,
    title: scenario.title,
    spec: scenario.spec,
    sha256: sha256(scenario.text),
    requirements: scenario.requirements,
    split: named ?? kept.split ?? previous?.split ?? splitForNext(entries),
    ...standingOf(scenario, previous, vault, kept.status),
    version: Math.max((previous?.version ?? 0) + 1, kept.version ?? 1),
    provedRed,
    ...(proofs === undefined ? {} : { proofs }),
  };
}

/** A burned scenario whose new text still shares eight words with the old one is the same one to whoever read that. */
function standingOf(
  scenario: Scenario,
  previous: VaultEntry | undefined,
  vault: VaultTexts,
  kept: VaultEntry['status'] | undefined,
): Pick<VaultEntry, 'status' | 'burn'> {
  if (previous?.status !== 'burned' || previous.burn === undefined)
    return { status: kept ?? scenario.status };
  const old = vault.texts.find(({ entry }) => entry.id === previous.id)?.text;
  const same = old === undefined || sharedWords(bodyOf(scenario.text), [bodyOf(old)]) !== undefined;
  return same ? { status: 'burned', burn: previous.burn } : { status: kept ?? scenario.status };
}

/** Takes scenarios out of the rate for good: a burned one stays burned until its text is another. */
export async function markBurned(
  directory: string,
  identity: string,
  burns: ReadonlyMap<string, Burn>,
): Promise<{ ok: true } | Refused<Unopened>> {
  return change<{ ok: true }>(directory, identity, async (vault) => {
    const entries = vault.entries.map((entry): VaultEntry => {
      const burn = burns.get(entry.id);
      return burn === undefined || entry.status === 'burned' ? entry : { ...entry, status: 'burned', burn };
    });
    await replaceEntries(vault, entries);
    return { ok: true };
  });
}

export async function removeScenario(
  directory: string,
  identity: string,
  id: string,
): Promise<{ ok: true } | Refused<Unopened | 'unknown-scenario'>> {
  return change<{ ok: true } | Refused<'unknown-scenario'>>(directory, identity, async (vault) => {
    const entries = vault.entries.filter((entry) => entry.id !== id);
    if (entries.length === vault.entries.length) return { ok: false, reason: 'unknown-scenario' };
    await replaceEntries(vault, entries);
    return { ok: true };
  });
}

export async function addRecipient(
  directory: string,
  identity: string,
  recipient: string,
): Promise<Reencrypted | Refused<Unopened | 'not-a-recipient' | 'damaged-files'>> {
  if (!isRecipient(recipient)) return { ok: false, reason: 'not-a-recipient' };
  return change(directory, identity, (vault) =>
    encryptTo(vault, identity, [...new Set([...vault.recipients, recipient])]),
  );
}

/** Takes a key away and encrypts everything anew to the others; the caller's own only when `own` says so. */
export async function removeRecipient(
  directory: string,
  identity: string,
  recipient: string,
  own: boolean,
): Promise<
  Reencrypted | Refused<Unopened | 'unknown-recipient' | 'last-recipient' | 'own-recipient' | 'damaged-files'>
> {
  const mine = await recipientOf(identity);
  return change<
    Reencrypted | Refused<'unknown-recipient' | 'last-recipient' | 'own-recipient' | 'damaged-files'>
  >(directory, identity, async (vault) => {
    const others = vault.recipients.filter((one) => one !== recipient);
    if (others.length === vault.recipients.length) return { ok: false, reason: 'unknown-recipient' };
    if (others.length === 0) return { ok: false, reason: 'last-recipient' };
    if (recipient === mine && !own) return { ok: false, reason: 'own-recipient' };
    return encryptTo(vault, identity, others);
  });
}

/** Exchanges the caller's own key for `next` and encrypts everything anew. `next` must be kept somewhere before this is called. */
export async function rotateIdentity(
  directory: string,
  identity: string,
  next: string,
): Promise<Reencrypted | Refused<Unopened | 'not-an-identity' | 'damaged-files'>> {
  const [mine, theirs] = [await recipientOf(identity), await recipientOf(next)];
  if (theirs === undefined) return { ok: false, reason: 'not-an-identity' };
  return change(directory, identity, (vault) =>
    encryptTo(vault, identity, [...vault.recipients.filter((one) => one !== mine), theirs]),
  );
}

async function change<T>(
  directory: string,
  identity: string,
  apply: (vault: VaultTexts) => Promise<T>,
): Promise<T | Refused<Unopened>> {
  return whileLocked(directory, async () => {
    const opened = await openTexts(directory, identity);
    return opened.ok ? apply(opened.vault) : { ok: false, reason: opened.reason };
  });
}

/** The last step of every change. `vault` is as it was opened, with the keys it shall have. */
export async function replaceEntries(vault: VaultTexts, entries: readonly VaultEntry[]): Promise<void> {
  const { directory, recipients } = vault;
  await writeManifest(directory, entries, recipients);
  // For `age -R` and for people; also puts right what somebody else wrote there.
  if ((await readRecipients(directory)).join() !== recipients.join())
    await writeRecipients(directory, recipients);
  await writeGitFiles(directory);
  const kept = new Set(entries.map((entry) => entry.file));
  for (const { file } of vault.entries) if (!kept.has(file)) await rm(join(directory, file), { force: true });
}

async function encryptTo(
  vault: VaultTexts,
  identity: string,
  recipients: readonly string[],
): Promise<Reencrypted | Refused<'damaged-files'>> {
  if (vault.problems.some((problem) => problem.reason !== 'not-in-manifest'))
    return { ok: false, reason: 'damaged-files' };
  const entries: VaultEntry[] = [];
  for (const { entry, text } of vault.texts)
    entries.push({ ...entry, file: await writeScenario(vault.directory, text, recipients) });
  await reencryptHistory(vault.directory, identity, recipients);
  await replaceEntries({ ...vault, recipients }, entries);
  return { ok: true, recipients };
}
