// Decides which hidden scenarios count for which split.
// Invariant: below ten hidden scenarios there is no sealed split; a scenario never moves out of `sealed` once there are.
import type { HiddenSplit } from '../protocol/evaluation.ts';

export const splitsStartAt = 10;
export const sealedShare = 0.3;

export interface SplitEntry {
  readonly id: string;
  readonly split: HiddenSplit;
  readonly status: string;
}

/** The active scenarios that an evaluation of `split` runs. */
export function scenariosOfSplit<T extends SplitEntry>(entries: readonly T[], split: HiddenSplit): T[] {
  const active = entries.filter((entry) => entry.status === 'active');
  if (active.length < splitsStartAt) return split === 'validation' ? active : [];
  return active.filter((entry) => entry.split === split);
}

/** The split of a new scenario that does not name one: keeps the sealed share at 30 % or more. */
export function splitForNext(entries: readonly SplitEntry[]): HiddenSplit {
  const active = entries.filter((entry) => entry.status === 'active');
  const sealed = active.filter((entry) => entry.split === 'sealed').length;
  return sealed < Math.ceil((active.length + 1) * sealedShare) && active.length >= 2
    ? 'sealed'
    : 'validation';
}
