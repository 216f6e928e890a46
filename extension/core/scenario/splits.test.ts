import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenariosOfSplit, sealedShare, splitForNext, splitsStartAt, type SplitEntry } from './splits.ts';

type Change = { readonly type: 'add' } | { readonly type: 'leave'; readonly at: number };
const changes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Change>({ type: 'add' }) },
    { weight: 1, arbitrary: fc.nat(40).map((at): Change => ({ type: 'leave', at })) },
  ),
  { maxLength: 60 },
);

/** A vault as it grows and burns; each new scenario is put where it is needed. */
function grown(list: readonly Change[]): SplitEntry[] {
  return list.reduce<SplitEntry[]>((entries, change, at) => {
    if (change.type === 'add')
      return [...entries, { id: `S${at}`, split: splitForNext(entries), status: 'active' }];
    return entries.map((entry, index) => (index === change.at ? { ...entry, status: 'burned' } : entry));
  }, []);
}

test('every active scenario is in exactly one split, and one that left is in none', () => {
  fc.assert(
    fc.property(changes, (list) => {
      const entries = grown(list);
      const active = entries.filter(({ status }) => status === 'active');
      const chosen = (['validation', 'sealed'] as const).flatMap((split) => scenariosOfSplit(entries, split));
      expect(chosen.map(({ id }) => id).sort()).toEqual(active.map(({ id }) => id).sort());
      if (active.length < splitsStartAt) expect(scenariosOfSplit(entries, 'sealed')).toEqual([]);
    }),
  );
});

test('a vault that only grew keeps 30 % or more sealed; one that lost some gets back there as it grows', () => {
  const share = (entries: readonly SplitEntry[]): number => {
    const active = entries.filter(({ status }) => status === 'active');
    return active.filter(({ split }) => split === 'sealed').length / active.length;
  };
  fc.assert(
    fc.property(changes, (list) => {
      const adds = list.filter(({ type }) => type === 'add');
      if (adds.length >= splitsStartAt) expect(share(grown(adds))).toBeGreaterThanOrEqual(sealedShare);
      const more = Array.from({ length: list.length + splitsStartAt }, (): Change => ({ type: 'add' }));
      expect(share(grown([...list, ...more]))).toBeGreaterThanOrEqual(sealedShare);
    }),
  );
});
