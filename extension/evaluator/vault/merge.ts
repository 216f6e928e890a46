// Brings another state of this vault in: the other side of a git merge, or a backup in a folder.
// Invariant: a scenario that cannot be read on either side stays named and stays where it is; nothing is lost by merging.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { opener, type Opener } from './cipher.ts';
import { replaceEntries } from './change-vault.ts';
import { whileLocked, writeWhole } from './files.ts';
import { decodeManifest, type UnreadManifest, type VaultEntry } from './manifest.ts';
import { unionOf, unionOfCounts, unionOfRecipients, type UnionEntry } from './union.ts';
import { openTexts, sha256, writeScenario, type VaultTexts } from './vault.ts';

export interface Sides {
  readonly ours: Uint8Array;
  readonly theirs: Uint8Array;
  readonly base?: Uint8Array | undefined;
  /** Both sides of `budgets.json`, where it is in conflict too. */
  readonly counts?: readonly [string, string] | undefined;
}

export type Merged =
  | { readonly ok: true; readonly entries: readonly VaultEntry[]; readonly drafts: readonly string[] }
  | { readonly ok: false; readonly reason: UnreadManifest['reason'] | 'damaged' };

/** After `git merge`: the files of both sides are in the folder, one manifest has to name them all. */
export async function mergeSides(directory: string, identity: string, sides: Sides): Promise<Merged> {
  const open = opener(identity);
  const [ours, theirs] = [await decodeManifest(sides.ours, open), await decodeManifest(sides.theirs, open)];
  if (!ours.ok) return ours;
  if (!theirs.ok) return theirs;
  const base = sides.base && (await decodeManifest(sides.base, open));
  const known = base?.ok ? base.manifest : undefined;
  const counts = sides.counts && countsOf(sides.counts);
  if (counts === null) return { ok: false, reason: 'damaged' };
  const recipients = unionOfRecipients(
    ours.manifest.recipients ?? [],
    theirs.manifest.recipients ?? [],
    known?.recipients,
  );
  const union = unionOf(ours.manifest.entries, theirs.manifest.entries, known?.entries);
  const anew = recipients.join() !== (ours.manifest.recipients ?? []).join();
  return whileLocked<Merged>(directory, async () => {
    const was = [...ours.manifest.entries, ...theirs.manifest.entries];
    const entries: VaultEntry[] = [];
    for (const { entry, side } of union.entries) {
      const stays = side === 'ours' && !anew && (await textOf(directory, entry, [], open)) !== undefined;
      const text = stays ? undefined : await textOf(directory, entry, was, open);
      entries.push(
        text === undefined ? entry : { ...entry, file: await writeScenario(directory, text, recipients) },
      );
    }
    await replaceEntries(stateOf(directory, was, recipients), entries);
    if (counts) await writeWhole(join(directory, 'budgets.json'), counts);
    return { ok: true, entries, drafts: union.drafts };
  });
}

/** Takes from a copy of a vault what is not here, or older here; the copy is only read. */
export async function mergeCopy(
  directory: string,
  identity: string,
  copy: string,
): Promise<
  | { readonly ok: true; readonly taken: readonly VaultEntry[]; readonly problems: VaultTexts['problems'] }
  | UnreadManifest
> {
  return whileLocked(directory, async () => {
    const [here, there] = [await openTexts(directory, identity), await openTexts(copy, identity)];
    if (!here.ok) return here;
    if (!there.ok) return there;
    const texts = new Map(there.vault.texts.map(({ entry, text }) => [entry.file, text]));
    const readable = there.vault.entries.filter(({ file }) => texts.has(file));
    const union = unionOf(here.vault.entries, readable, undefined);
    const entries: VaultEntry[] = [];
    const taken: VaultEntry[] = [];
    for (const one of union.entries) {
      const entry = await placed(directory, one, texts, here.vault.recipients);
      entries.push(entry);
      if (one.side === 'theirs') taken.push(entry);
    }
    if (taken.length > 0) await replaceEntries(here.vault, entries);
    const problems = there.vault.problems.filter(({ reason }) => reason !== 'not-in-manifest');
    return { ok: true, taken, problems };
  });
}

async function placed(
  directory: string,
  { entry, side }: UnionEntry,
  texts: ReadonlyMap<string, string>,
  recipients: readonly string[],
): Promise<VaultEntry> {
  if (side === 'ours') return entry;
  return { ...entry, file: await writeScenario(directory, texts.get(entry.file) ?? '', recipients) };
}

/** Its text, from its own file or from one that the other side wrote anew with the same content. */
async function textOf(
  directory: string,
  entry: VaultEntry,
  others: readonly VaultEntry[],
  open: Opener,
): Promise<string | undefined> {
  for (const { file, sha256: digest } of [entry, ...others]) {
    if (digest !== entry.sha256) continue;
    const bytes = await readFile(join(directory, file)).catch(() => undefined);
    const opened = bytes && (await open(bytes));
    if (opened?.ok && sha256(opened.text) === digest) return opened.text;
  }
  return undefined;
}

function stateOf(
  directory: string,
  entries: readonly VaultEntry[],
  recipients: readonly string[],
): VaultTexts {
  return { directory, entries, recipients, texts: [], problems: [], manifest: '' };
}

/** Null where one of them is no JSON. */
function countsOf([ours, theirs]: readonly [string, string]): string | null {
  try {
    return JSON.stringify(unionOfCounts(JSON.parse(ours), JSON.parse(theirs)));
  } catch {
    return null;
  }
}
