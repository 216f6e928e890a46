// Break-glass: a test removed, skipped or loosened, or a check that is told to look away.
import { clustersOf } from '../find-spots.ts';
import { kindOf } from '../file-kind.ts';
import {
  assertion,
  declared,
  early,
  skipped,
  strict,
  suppression,
  tolerance,
  vague,
  weak,
} from '../test-cues.ts';
import type { ChangedHunk, ChangedPath, Line } from '../change.ts';
import { longestLine, type ForcingRule, type Spot } from '../rule.ts';

export const weakenedTests: ForcingRule = {
  group: 'forces',
  id: 'weakened-tests',
  title: 'a test removed, skipped or loosened, or a suppression added',
  reason: 'The quickest way to a green run is to ask less of it.',
  weight: 8,
  triggers: [
    {
      name: 'skipped',
      files: [
        {
          path: 'test/cart.test.ts',
          added: ["test.skip('adds tax', () => {"],
          removed: ["test('adds tax', () => {"],
        },
      ],
    },
    {
      name: 'removed',
      files: [{ path: 'tests/test_cart.py', removed: ['def test_tax():', '    assert tax(10) == 2'] }],
    },
    {
      name: 'a whole file',
      files: [
        {
          path: 'src/cart.test.ts',
          status: 'removed',
          removed: ["test('a', () => {", '  expect(1).toBe(1);', '});'],
        },
      ],
    },
    {
      name: 'any number will do',
      files: [
        {
          path: 'src/cart.spec.ts',
          removed: ['    expect(total).toEqual(4200);'],
          added: ['    expect(total).toEqual(expect.any(Number));'],
        },
      ],
    },
    {
      name: 'fewer assertions',
      files: [
        {
          path: 'test/a.test.js',
          added: ['  run();'],
          removed: ['  assert.equal(run(), 3);', '  assert.ok(done);'],
        },
      ],
    },
    {
      name: 'types look away',
      files: [{ path: 'src/cart.ts', added: ['  // @ts-ignore', '  total = items;'] }],
    },
    {
      name: 'ends before it asks',
      files: [{ path: 'tests/test_tax.py', added: ['    return'] }],
    },
    {
      name: 'a wider tolerance',
      files: [
        {
          path: 'src/test/java/PriceTest.java',
          added: ['        assertEquals(19.0, tax(100), 50.0);'],
          removed: ['        assertEquals(19.0, tax(100), 0.01);'],
        },
      ],
    },
    {
      name: 'that something is there',
      files: [
        {
          path: 'test/a.test.ts',
          added: ['  expect(run()).toBeDefined();'],
          removed: ['  expect(run()).toEqual(3);'],
        },
      ],
    },
    {
      name: 'skipped in Ruby',
      files: [{ path: 'spec/order_spec.rb', added: ["  xit 'refuses' do"], removed: ["  it 'refuses' do"] }],
    },
    { name: 'lint looks away', files: [{ path: 'lib/a.py', added: ['import os  # noqa: F401'] }] },
  ],
  passes: [
    {
      name: 'a test that asks more',
      files: [
        { path: 'test/a.test.js', added: ['  assert.equal(run(), 4);'], removed: ['  assert.ok(run());'] },
      ],
    },
    {
      name: 'another result, as exactly',
      files: [
        {
          path: 'test/a.test.ts',
          added: ['  expect(run()).toEqual(4);'],
          removed: ['  expect(run()).toEqual(3);'],
        },
      ],
    },
    {
      name: 'a helper that returns',
      files: [{ path: 'tests/make.py', added: ['    if known(x):', '        return', '    make(x)'] }],
    },
    {
      name: 'a test that moved',
      files: [
        {
          path: 'test/a.test.js',
          removed: ["test('a', () => {", '  expect(1).toBe(1);'],
          added: ["test('a', () => {", '  expect(1).toBe(1);', '  more();'],
        },
      ],
    },
    {
      name: 'skip of something else',
      files: [{ path: 'src/list.ts', added: ['const rest = items.skip(3);'] }],
    },
    {
      name: 'a suppression that goes',
      files: [{ path: 'src/a.ts', removed: ['// eslint-disable-next-line no-console'], added: [] }],
    },
  ],
  find: ({ files }) => {
    const kept = new Set(
      files.flatMap((file) => file.hunks.flatMap((hunk) => hunk.added.map((line) => line.text.trim()))),
    );
    return files.filter((file) => !file.binary).flatMap((file) => spotsOf(file, kept));
  },
};

/** `kept` are the lines that stand somewhere at the head: a test that moved to another file is not gone. */
function spotsOf(file: ChangedPath, kept: ReadonlySet<string>): Spot[] {
  const kind = kindOf(file.path);
  const looked = kind === 'test' || kind === 'code' || kind === 'config';
  if (!looked) return [];
  const old = new Set(file.hunks.flatMap((hunk) => hunk.removed.map((line) => line.text.trim())));
  return file.hunks.flatMap((hunk) => {
    const added = hunk.added.filter((line) => !old.has(line.text.trim()));
    return [
      ...spots(
        file.path,
        'head',
        pick(added, suppression),
        'What would this check say if it looked here?',
        'a check is told to look away',
      ),
      ...(kind === 'test'
        ? [
            ...spots(
              file.path,
              'head',
              pick(added, skipped),
              'What fails when this test runs?',
              'a test is skipped or singled out',
            ),
            ...spots(
              file.path,
              'base',
              lost(hunk, kept),
              'Who needed what this test asked for, and why is it no longer asked?',
              'a test asks for less',
            ),
            ...spots(
              file.path,
              'head',
              looser(added, hunk),
              'What would have failed before and passes now?',
              'a test asks less exactly',
            ),
          ]
        : []),
    ];
  });
}

function pick(lines: readonly Line[], pattern: RegExp): Line[] {
  return lines.filter((line) => pattern.test(line.text.slice(0, longestLine)));
}

/** Tests and assertions that are gone, where the hunk holds fewer of them than before. */
function lost(hunk: ChangedHunk, kept: ReadonlySet<string>): Line[] {
  const gone = hunk.removed.filter((line) => !kept.has(line.text.trim()));
  const asked = hunk.added.filter(({ text }) => !/^\s*(\/\/|#(?!\[)|\*)/.test(text));
  const fewer = (pattern: RegExp) => pick(hunk.removed, pattern).length > pick(asked, pattern).length;
  return [
    ...(fewer(declared) ? pick(gone, declared) : []),
    ...(fewer(assertion) ? pick(gone, assertion) : []),
  ].sort((a, b) => a.number - b.number);
}

/** Lines that ask less exactly than what they replace, or that end a test before it asks. */
function looser(fresh: readonly Line[], hunk: ChangedHunk): Line[] {
  const shape = (text: string) => text.trim().replaceAll(/[\d.]+/g, '0');
  const before = new Set(pick(hunk.removed, tolerance).map(({ text }) => shape(text)));
  const wider = pick(fresh, tolerance).filter(({ text }) => before.has(shape(text)));
  const weaker =
    pick(hunk.removed, strict).length > pick(hunk.added, strict).length
      ? pick(fresh, weak).filter(({ text }) => !strict.test(text.slice(0, longestLine)))
      : [];
  const vaguer =
    pick(hunk.removed, vague).length < pick(hunk.added, vague).length &&
    pick(hunk.removed, assertion).length > 0
      ? pick(fresh, vague)
      : [];
  const ends = fresh.every(({ text }) => text.trim() === '' || early.test(text.slice(0, longestLine)));
  return [...wider, ...weaker, ...vaguer, ...(ends ? pick(fresh, early) : [])].sort(
    (a, b) => a.number - b.number,
  );
}

function spots(
  path: string,
  side: Spot['side'],
  lines: readonly Line[],
  question: string,
  reason: string,
): Spot[] {
  return clustersOf(lines).map(({ start, count }) => ({ path, side, start, lines: count, question, reason }));
}
