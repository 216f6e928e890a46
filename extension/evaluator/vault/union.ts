// What two states of one vault give together, each changed apart from the other since a common base.
// Invariant: a scenario that one side added or changed is in the result, whatever the other side did; two texts of one
// scenario are both kept, the second as a draft, which counts in no evaluation.
import type { VaultEntry } from './manifest.ts';
import { freeId } from './rebuild.ts';

export interface UnionEntry {
  readonly entry: VaultEntry;
  readonly side: 'ours' | 'theirs';
}

export interface Union {
  readonly entries: readonly UnionEntry[];
  /** Ids under which the other text of a scenario is kept. */
  readonly drafts: readonly string[];
}

/** `base` is absent where nobody knows it: then nothing counts as removed. */
export function unionOf(
  ours: readonly VaultEntry[],
  theirs: readonly VaultEntry[],
  base: readonly VaultEntry[] | undefined,
): Union {
  const before = byId(base ?? []);
  const [left, right] = [byId(ours), byId(theirs)];
  const entries: UnionEntry[] = [];
  const second: VaultEntry[] = [];
  for (const entry of ours) {
    const other = right.get(entry.id);
    if (other === undefined) {
      if (!same(entry, before.get(entry.id))) entries.push({ entry, side: 'ours' });
      continue;
    }
    const { kept, besides } = choose(entry, other, before.get(entry.id));
    entries.push(kept);
    if (besides !== undefined) second.push(besides);
  }
  for (const entry of theirs)
    if (!left.has(entry.id) && !same(entry, before.get(entry.id))) entries.push({ entry, side: 'theirs' });
  const drafts: string[] = [];
  for (const entry of second) {
    const id = freeId(
      entry.id,
      entries.map((one) => one.entry),
    );
    drafts.push(id);
    entries.push({
      entry: { ...entry, id, status: entry.status === 'burned' ? 'burned' : 'draft' },
      side: ours.includes(entry) ? 'ours' : 'theirs',
    });
  }
  return { entries, drafts };
}

function choose(
  ours: VaultEntry,
  theirs: VaultEntry,
  base: VaultEntry | undefined,
): { kept: UnionEntry; besides?: VaultEntry } {
  const mine: UnionEntry = { entry: ours, side: 'ours' };
  const other: UnionEntry = { entry: theirs, side: 'theirs' };
  if (same(theirs, base)) return { kept: mine };
  if (same(ours, base)) return { kept: other };
  const later = theirs.version > ours.version ? other : mine;
  // Without a base the higher version is the later one; with one, both sides changed it.
  if (ours.sha256 !== theirs.sha256 && base === undefined && ours.version !== theirs.version)
    return { kept: later };
  const kept = stillBurned(later, ours, theirs);
  if (ours.sha256 === theirs.sha256) return { kept };
  return { kept, besides: later === mine ? theirs : ours };
}

/** Burned on one side is burned: what leaked stays leaked, until a new text is compared with it. */
function stillBurned(kept: UnionEntry, ours: VaultEntry, theirs: VaultEntry): UnionEntry {
  if (ours.status !== 'burned' && theirs.status !== 'burned') return kept;
  const burn = ours.burn ?? theirs.burn;
  return { ...kept, entry: { ...kept.entry, status: 'burned', ...(burn === undefined ? {} : { burn }) } };
}

/** Whether nothing but the name of the file differs, which changes with every key. */
function same(entry: VaultEntry, base: VaultEntry | undefined): boolean {
  if (base === undefined) return false;
  return JSON.stringify(sorted(entry)) === JSON.stringify(sorted(base));
}

function sorted({ file: _file, ...rest }: VaultEntry): [string, unknown][] {
  return Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
}

function byId(entries: readonly VaultEntry[]): ReadonlyMap<string, VaultEntry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** Keys of both sides; one that a side took away since the base is gone. */
export function unionOfRecipients(
  ours: readonly string[],
  theirs: readonly string[],
  base: readonly string[] | undefined,
): string[] {
  const both = [...new Set([...ours, ...theirs])];
  if (base === undefined) return both;
  return both.filter((one) => (ours.includes(one) && theirs.includes(one)) || !base.includes(one));
}

/** Counts of two `budgets.json`: every evaluation that either side counted is counted. */
export function unionOfCounts(ours: unknown, theirs: unknown): unknown {
  if (Array.isArray(ours) && Array.isArray(theirs)) return [...new Set<unknown>([...ours, ...theirs])];
  if (typeof ours === 'number' && typeof theirs === 'number') return Math.max(ours, theirs);
  if (!isRecord(ours) || !isRecord(theirs)) return ours ?? theirs;
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return Object.fromEntries(keys.map((key) => [key, unionOfCounts(ours[key], theirs[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
