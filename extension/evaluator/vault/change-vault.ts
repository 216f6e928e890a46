// Everything that changes a vault. Each change ends with the manifest, so that a crash leaves the state before or after it.
// Invariant: a file that cannot be read is never rewritten, dropped from the manifest or deleted by another change.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../../core/scenario/schema.ts';
import { splitForNext } from '../../core/scenario/splits.ts';
import { isRecipient, recipientOf } from './cipher.ts';
import { manifestFile, readRecipients, whileLocked, writeRecipients } from './files.ts';
import {
  openVault,
  sha256,
  writeManifest,
  writeScenario,
  type OpenedVault,
  type Vault,
  type VaultEntry,
} from './vault.ts';

type Refused<R extends string> = { readonly ok: false; readonly reason: R };
type Unopened = Extract<OpenedVault, { ok: false }>['reason'];

export async function createVault(
  directory: string,
  identity: string,
): Promise<{ ok: true; recipient: string } | Refused<'exists' | 'not-an-identity'>> {
  const recipient = await recipientOf(identity);
  if (recipient === undefined) return { ok: false, reason: 'not-an-identity' };
  return whileLocked(directory, async () => {
    const taken = (await readFile(join(directory, manifestFile)).catch(() => undefined)) !== undefined;
    if (taken || (await openVault(directory, identity)).ok) return { ok: false, reason: 'exists' };
    await writeRecipients(directory, [recipient]);
    await writeManifest(directory, [], [recipient]);
    return { ok: true, recipient };
  });
}

export interface NewScenario {
  readonly scenario: Scenario;
  readonly provedRed: boolean;
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
    for (const { scenario, provedRed } of added) {
      const before = entries.findIndex((entry) => entry.id === scenario.id);
      const previous = entries[before];
      const entry: VaultEntry = {
        file: await writeScenario(directory, scenario.text, vault.recipients),
        id: scenario.id,
        spec: scenario.spec,
        sha256: sha256(scenario.text),
        requirements: scenario.requirements,
        split:
          scenario.split === undefined || scenario.split === 'visible'
            ? (previous?.split ?? splitForNext(entries))
            : scenario.split,
        status: scenario.status,
        version: (previous?.version ?? 0) + 1,
        provedRed,
      };
      if (previous === undefined) entries.push(entry);
      else entries[before] = entry;
      stored.push(entry);
    }
    await replaceEntries(vault, entries);
    return { ok: true, stored };
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
): Promise<
  { ok: true; recipients: readonly string[] } | Refused<Unopened | 'not-a-recipient' | 'damaged-files'>
> {
  if (!isRecipient(recipient)) return { ok: false, reason: 'not-a-recipient' };
  return change(directory, identity, (vault) =>
    encryptTo(vault, [...new Set([...vault.recipients, recipient])]),
  );
}

/** Exchanges the caller's own key for `next` and encrypts everything anew. `next` must be kept somewhere before this is called. */
export async function rotateIdentity(
  directory: string,
  identity: string,
  next: string,
): Promise<
  { ok: true; recipients: readonly string[] } | Refused<Unopened | 'not-an-identity' | 'damaged-files'>
> {
  const [mine, theirs] = [await recipientOf(identity), await recipientOf(next)];
  if (theirs === undefined) return { ok: false, reason: 'not-an-identity' };
  return change(directory, identity, (vault) =>
    encryptTo(vault, [...vault.recipients.filter((one) => one !== mine), theirs]),
  );
}

async function change<T>(
  directory: string,
  identity: string,
  apply: (vault: Vault) => Promise<T>,
): Promise<T | Refused<Unopened>> {
  return whileLocked(directory, async () => {
    const opened = await openVault(directory, identity);
    return opened.ok ? apply(opened.vault) : { ok: false, reason: opened.reason };
  });
}

async function replaceEntries(vault: Vault, entries: readonly VaultEntry[]): Promise<void> {
  await writeManifest(vault.directory, entries, vault.recipients);
  const kept = new Set(entries.map((entry) => entry.file));
  for (const { file } of vault.entries)
    if (!kept.has(file)) await rm(join(vault.directory, file), { force: true });
}

async function encryptTo(
  vault: Vault,
  recipients: readonly string[],
): Promise<{ ok: true; recipients: readonly string[] } | Refused<'damaged-files'>> {
  if (vault.problems.some((problem) => problem.reason !== 'not-in-manifest'))
    return { ok: false, reason: 'damaged-files' };
  const entries: VaultEntry[] = [];
  for (const { entry, scenario } of vault.scenarios)
    entries.push({
      ...entry,
      file: await writeScenario(vault.directory, scenario.text, recipients),
    });
  await writeRecipients(vault.directory, recipients);
  await replaceEntries({ ...vault, recipients }, entries);
  return { ok: true, recipients: await readRecipients(vault.directory) };
}
