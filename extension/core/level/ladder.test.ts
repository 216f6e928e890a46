import { expect, test } from 'vitest';
import type { RunState } from '../run/state.ts';
import {
  ladder,
  levelFiveNeedsText,
  needsOfLevelFive,
  nextStep,
  observedLevel,
  workedLevel,
} from './ladder.ts';
import type { Level } from './level.ts';

/** A decided run, as far as the ladder looks at it. */
function decided(
  level: Level,
  facts: Partial<RunState> & { backend?: 'anthropic' | 'rehearsal' } = {},
): RunState {
  const { backend = 'anthropic', ...rest } = facts;
  return {
    request: { level, backend },
    status: 'approved',
    decision: { decision: 'approve' },
    steers: 0,
    acceptedFiles: [],
    ...rest,
  } as unknown as RunState;
}
const many = (n: number, run: RunState) => Array.from({ length: n }, () => run);

test('the lowest matching row says how a run was really worked', () => {
  expect(workedLevel(decided(4))).toBe(4);
  expect(workedLevel(decided(4, { steers: 1 }))).toBe(3);
  expect(workedLevel(decided(4, { steers: 3 }))).toBe(2);
  expect(workedLevel(decided(3, { acceptedFiles: ['a'] }))).toBe(2);
  expect(workedLevel(decided(2))).toBe(2);
});

test('observed needs 16 of the last 20 decided runs', () => {
  expect(observedLevel([], 3)).toEqual({ level: null, matching: 0, counted: 0, window: 20 });
  expect(observedLevel(many(15, decided(4)), 4)).toMatchObject({ level: null, matching: 15, counted: 15 });
  expect(observedLevel(many(16, decided(4)), 4)).toMatchObject({ level: 4, matching: 16 });
  expect(observedLevel([...many(5, decided(2)), ...many(15, decided(4))], 4)).toMatchObject({
    level: 2,
    matching: 20,
  });
  expect(observedLevel([...many(20, decided(3)), ...many(20, decided(4))], 3)).toMatchObject({
    level: 3,
    counted: 20,
  });
});

test('rehearsals, open and stopped runs never count', () => {
  const runs = [
    ...many(20, decided(4, { backend: 'rehearsal' })),
    ...many(20, decided(4, { status: 'stopped', decision: null } as Partial<RunState>)),
  ];
  expect(observedLevel(runs, 4)).toMatchObject({ level: null, counted: 0 });
});

test('levels above the licence are trials, and only 5 is locked', () => {
  expect(ladder(3, 2).map(({ level, state, current }) => [level, state, current])).toEqual([
    [2, 'earned', false],
    [3, 'trial', true],
    [4, 'trial', false],
    [5, 'locked', false],
  ]);
});

test('level 5 names everything it needs', () => {
  const needs = needsOfLevelFive({ licensed: 2, spendCap: true, owner: 'ada' });
  expect(needs.map(({ need }) => need)).toEqual(['licence', 'bar', 'kill-switch', 'spend-cap', 'owner']);
  expect(levelFiveNeedsText).toBe(
    'a licence for level 5, hidden satisfaction over the bar, a kill switch and a policy, a spend cap in dollars and a named owner',
  );
  expect(needs.filter(({ met }) => met).map(({ need }) => need)).toEqual(['spend-cap', 'owner']);
});

test('one next step, the most pressing first', () => {
  const facts = { specs: 0, runs: 0, needDecision: 0, hasVault: false, level: 2 as Level };
  expect(nextStep(facts)).toBe('write-spec');
  expect(nextStep({ ...facts, specs: 1 })).toBe('delegate');
  expect(nextStep({ ...facts, specs: 1, runs: 1, needDecision: 1 })).toBe('decide');
  expect(nextStep({ ...facts, specs: 1, runs: 1 })).toBe('write-scenario');
  expect(nextStep({ ...facts, specs: 1, runs: 1, hasVault: true })).toBe('hide-diff');
  expect(nextStep({ ...facts, specs: 1, runs: 1, hasVault: true, level: 4 })).toBe('keep-going');
});
