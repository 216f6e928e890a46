import { expect, test } from 'vitest';
import type { VaultEntry } from './manifest.ts';
import { unionOf, unionOfCounts, unionOfRecipients } from './union.ts';

const entry = (id: string, text: string, version = 1, more: Partial<VaultEntry> = {}): VaultEntry => ({
  ...{ file: `${text}.age`, id, spec: 's', sha256: text, requirements: ['R1'], split: 'validation' },
  ...{ status: 'active', version, provedRed: true },
  ...more,
});
const said = (...sides: Parameters<typeof unionOf>) =>
  unionOf(...sides).entries.map(({ entry: one, side }) => `${one.id} ${one.sha256} ${one.status} ${side}`);
const [a1, a2, a3] = [entry('A', 'one'), entry('A', 'two', 2), entry('A', 'three', 2)];

test.each<[string, VaultEntry[], VaultEntry[], VaultEntry[] | undefined, string[]]>([
  ['added here and there', [a1], [entry('B', 'b')], [], ['A one active ours', 'B b active theirs']],
  ['removed there, untouched here', [a1], [], [a1], []],
  ['removed here, untouched there', [], [a1], [a1], []],
  ['removed there, changed here', [a2], [], [a1], ['A two active ours']],
  ['removed here, changed there', [], [a2], [a1], ['A two active theirs']],
  ['changed there only', [a1], [a2], [a1], ['A two active theirs']],
  ['changed on both', [a2], [a3], [a1], ['A two active ours', 'A-2 three draft theirs']],
  ['only encrypted anew there', [a1], [{ ...a1, file: 'ff.age' }], [a1], ['A one active ours']],
  ['nobody knows the base: the later version', [a1], [a2], undefined, ['A two active theirs']],
  ['nobody knows the base: nothing is removed', [a1], [], undefined, ['A one active ours']],
])('%s', (_, ours, theirs, base, expected) => {
  expect(said(ours, theirs, base)).toEqual(expected);
});

test('what burned on one side is burned, also beside a new text', () => {
  const burn = { reason: 'quoted', where: 'file', key: 'r/1' } as const;
  const burned = { ...a1, status: 'burned', burn } as const;
  expect(said([burned], [a1], [a1])).toEqual(['A one burned ours']);
  expect(said([burned], [{ ...a1, split: 'sealed' }], [a1])).toEqual(['A one burned ours']);
  expect(said([burned], [a2], [a1])).toEqual(['A two burned theirs', 'A-2 one burned ours']);
  expect(unionOf([a2], [burned], [a1]).entries[0]?.entry.burn).toEqual(burn);
});

test('a key that one side took away is gone, one that a side added stays', () => {
  expect(unionOfRecipients(['a', 'b', 'n'], ['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual(['a', 'b', 'n']);
  expect(unionOfRecipients(['a'], ['b'], undefined)).toEqual(['a', 'b']);
});

test('what either side counted is counted, in whatever fields', () => {
  const side = (more: object) => ({ v: 1, specs: { d: { validation: ['x'], reported: 0.5, ...more } } });
  expect(
    unionOfCounts(side({ validation: ['x', 'y'] }), side({ validation: ['z', 'x'], reported: 0.75 })),
  ).toEqual(side({ validation: ['x', 'y', 'z'], reported: 0.75 }));
  expect(unionOfCounts({ specs: {} }, { specs: { e: { sealed: ['k'] } } })).toEqual({
    specs: { e: { sealed: ['k'] } },
  });
});
