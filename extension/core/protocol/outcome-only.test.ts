// Outcome-only review is a type: what is drawn at levels 4 and 5 has no field for a diff, a file list or a transcript, and on
// real runs it carries the name of no changed file but those of lines that have to be read.
import { expect, test } from 'vitest';
import { gathered } from '../../../test/samples/evidence.ts';
import * as samples from '../../../test/samples/runs.ts';
import type { RunEventBody } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import {
  levelView,
  outcomeView,
  runView,
  type DelegateRunning,
  type LevelView,
  type OutcomeView,
} from './panels.ts';

/** Every property name anywhere inside `T`. */
type KeyOf<T> = T extends readonly (infer Item)[]
  ? KeyOf<Item>
  : T extends object
    ? { [Name in keyof T & string]: Name | KeyOf<T[Name]> }[keyof T & string]
    : never;

const hidden = [
  'accepted_files',
  'acceptedFiles',
  'activity',
  'changedFiles',
  'content',
  'diff',
  'hunks',
  'lastActivity',
  'messages',
  'patch',
  'toolCalls',
  'transcript',
  'transcripts',
] as const;
type Hidden = (typeof hidden)[number];

type CardAt45 = Extract<OutcomeView, { shows: 'outcome' }>;
type RunAt45 = Extract<DelegateRunning, { level: 4 | 5 }>;
type Never<T> = [T] extends [never] ? true : false;

// These do not compile when a view of level 4 or 5 gains such a field, at any depth. `files` is a count where it is a field.
const typed: readonly [
  Never<KeyOf<CardAt45> & Hidden>,
  Never<KeyOf<RunAt45> & Hidden>,
  Never<KeyOf<LevelView> & Hidden>,
  Never<keyof CardAt45 & 'files'>,
  Never<keyof RunAt45 & 'files'>,
  CardAt45['card']['change']['files'] extends number ? true : false,
] = [true, true, true, true, true, true];
// The same check finds the fields where a level has them, so it is not empty.
const teeth: readonly [
  Never<KeyOf<Extract<OutcomeView, { shows: 'files' }>> & 'files'>,
  Never<KeyOf<Extract<DelegateRunning, { level: 2 | 3 }>> & Hidden>,
] = [false, false];

const histories: readonly [name: string, bodies: (change: { level: 4 | 5 }) => readonly RunEventBody[]][] = [
  ['at work', samples.secondRound],
  ['green', samples.green],
  ['failing, with all evidence', (change) => [...samples.failing(change), ...gathered()]],
  ['not proven', samples.unproven],
  ['approved', (change) => [...samples.open(change), ...samples.approved]],
];
const now = Date.parse('2026-11-20T15:00:00Z');
const modes = ['outcome', 'diff'] as const;

/** Every view that a window at `level` is given of this run, whatever its review mode says. */
function viewsOf(state: RunState, level: 4 | 5): unknown[] {
  const rest = { answers: { confirmed: [], acceptedUntested: {} }, sent: null, problem: null };
  const facts = {
    licensed: 2,
    spendCap: false,
    owner: '',
    chosen: true,
    trusted: true,
    specs: 1,
    hasVault: true,
  } as const;
  return modes.flatMap((mode) => [
    outcomeView(state, { mode, ...rest }),
    runView(state, true, now),
    levelView({ ...facts, level, mode, runs: [state] }),
  ]);
}

test('the types have no such field', () => {
  expect([typed.every(Boolean), teeth.some(Boolean)]).toEqual([true, false]);
});

test.each(histories)('%s: no forbidden key at any depth, no name of a changed file', (_, bodies) => {
  for (const level of [4, 5] as const) {
    const state = samples.stateOf(bodies({ level }));
    const places = [
      ...(state.evidence.breakGlass?.forced ?? []),
      ...(state.evidence.breakGlass?.offered ?? []),
    ];
    const read = new Set(places.map(({ path }) => path));
    const names = state.files.map(({ path }) => path).filter((path) => !read.has(path));
    for (const view of viewsOf(state, level)) {
      const found = scan(view);
      expect(found.keys.filter((key) => (hidden as readonly string[]).includes(key))).toEqual([]);
      expect(found.lists.filter((key) => /files$/i.test(key))).toEqual([]);
      expect(
        found.texts.filter((text) => names.some((name) => text.includes(name)) || /^@@ /m.test(text)),
      ).toEqual([]);
    }
  }
});

test('the scan finds what it looks for: the same run at level 2 names its files', () => {
  const state = samples.stateOf(samples.green({ level: 2 }));
  expect(state.files.length).toBeGreaterThan(0);
  const rest = { answers: { confirmed: [], acceptedUntested: {} }, sent: null, problem: null };
  const found = scan(outcomeView(state, { mode: 'diff', ...rest }));
  expect(found.lists).toContain('files');
  expect(found.texts).toEqual(expect.arrayContaining(state.files.map(({ path }) => path)));
  expect(scan(runView(samples.stateOf(samples.secondRound({ level: 2 })), true, now)).keys).toContain(
    'activity',
  );
});

interface Found {
  readonly keys: string[];
  /** Names of properties that hold an array. */
  readonly lists: string[];
  readonly texts: string[];
}

function scan(value: unknown, found: Found = { keys: [], lists: [], texts: [] }): Found {
  if (typeof value === 'string') found.texts.push(value);
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) found.keys.push(key);
    if (Array.isArray(inner)) found.lists.push(key);
    scan(inner, found);
  }
  return found;
}
