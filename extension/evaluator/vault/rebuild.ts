// Makes a manifest anew from the scenario files that can still be read, after the old one was lost.
// Invariant: no scenario file is dropped or rewritten; what cannot be read stays where it is and is reported.
import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import { splitForNext } from '../../core/scenario/splits.ts';
import { opener, recipientOf, type Opener } from './cipher.ts';
import { manifestFile, randomName, readRecipients, scenarioFiles, whileLocked } from './files.ts';
import { replaceEntries } from './change-vault.ts';
import { openTexts, sha256, type VaultEntry, type VaultProblem } from './vault.ts';

export type Rebuilt =
  | { readonly ok: true; readonly entries: readonly VaultEntry[]; readonly problems: readonly VaultProblem[] }
  | { readonly ok: false; readonly reason: 'no-vault' | 'nothing-readable' | 'not-lost' | 'wrong-identity' };

export async function rebuildManifest(directory: string, identity: string): Promise<Rebuilt> {
  const mine = await recipientOf(identity);
  if (mine === undefined) return { ok: false, reason: 'wrong-identity' };
  return whileLocked<Rebuilt>(directory, async () => {
    const opened = await openTexts(directory, identity);
    if (opened.ok) return { ok: false, reason: 'not-lost' };
    // A manifest that others can open is not lost.
    if (opened.reason !== 'damaged-manifest') return { ok: false, reason: opened.reason };
    const files = await scenarioFiles(directory);
    const { entries, problems } = await entriesOf(directory, files, opener(identity));
    if (entries.length === 0) return { ok: false, reason: 'nothing-readable' };
    // The list in clear is all that is left of the other keys; nothing is encrypted to them before the next change.
    const recipients = [...new Set([mine, ...(await readRecipients(directory))])];
    await keepLostManifest(directory);
    await replaceEntries(
      { directory, recipients, entries: [], texts: [], problems: [], manifest: '' },
      entries,
    );
    return { ok: true, entries, problems };
  });
}

async function entriesOf(
  directory: string,
  files: readonly string[],
  open: Opener,
): Promise<{ entries: VaultEntry[]; problems: VaultProblem[] }> {
  const entries: VaultEntry[] = [];
  const problems: VaultProblem[] = [];
  for (const file of files) {
    const opened = await open(await readFile(join(directory, file)));
    const parsed = opened.ok ? parseScenario(opened.text) : undefined;
    if (opened.ok && parsed?.ok)
      entries.push(entryOf(await wellNamed(directory, file), parsed.scenario, sha256(opened.text), entries));
    else problems.push({ file, reason: opened.ok ? 'not-a-scenario' : opened.reason });
  }
  return { entries, problems };
}

/** A second file of one id is kept as a draft: which of them is the newer nobody can say. */
function entryOf(
  file: string,
  scenario: Scenario,
  digest: string,
  before: readonly VaultEntry[],
): VaultEntry {
  const id = freeId(scenario.id, before);
  return {
    file,
    id,
    title: scenario.title,
    spec: scenario.spec,
    sha256: digest,
    requirements: scenario.requirements,
    split:
      scenario.split === 'sealed' || scenario.split === 'validation' ? scenario.split : splitForNext(before),
    status: id === scenario.id ? scenario.status : 'draft',
    version: 1,
    provedRed: false,
  };
}

/** `id`, or `id-2`, `id-3`, ... where that is taken. */
export function freeId(id: string, entries: readonly VaultEntry[]): string {
  const taken = new Set(entries.map((entry) => entry.id));
  if (!taken.has(id)) return id;
  let count = 2;
  while (taken.has(`${id}-${count}`)) count += 1;
  return `${id}-${count}`;
}

/** A name that somebody chose may say what is in the file. */
async function wellNamed(directory: string, file: string): Promise<string> {
  if (/^[0-9a-f]+\.age$/.test(file)) return file;
  const name = randomName();
  await rename(join(directory, file), join(directory, name));
  return name;
}

/** Whatever is left of the old manifest is kept beside the new one. */
async function keepLostManifest(directory: string): Promise<void> {
  const kept = join(directory, `${manifestFile}.lost-${randomBytes(4).toString('hex')}`);
  await rename(join(directory, manifestFile), kept).catch(() => undefined);
}
