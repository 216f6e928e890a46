import { expect, test } from 'vitest';
import { count, duration, groupOf, moodOf, newsOf, openQuestions, standing } from './run-row.ts';
import type { RunState } from './state.ts';

const at = '2026-11-20T10:00:00Z';
const now = Date.parse(at);
const run = (facts: Record<string, unknown>): RunState =>
  ({
    lastEventAt: at,
    runner: { pid: 1, startTime: 's' },
    refusal: [],
    round: 1,
    ...facts,
  }) as unknown as RunState;

test('a run whose runner is gone is interrupted, never running', () => {
  const working = run({ status: 'working', stage: 'implement' });
  expect(moodOf(working, true, now + 3_600_000)).toBe('working');
  expect(moodOf(working, false, now + 5_000)).toBe('working');
  expect(moodOf(working, false, now + 30_000)).toBe('interrupted');
  expect(moodOf(run({ status: 'requested', runner: null }), false, now)).toBe('queued');
  expect(moodOf(run({ status: 'waiting', stage: 'implement' }), true, now)).toBe('waiting');
});

test('what a person has to act on is in one group', () => {
  const groups = (['decide', 'refused', 'interrupted', 'suspended'] as const).map(groupOf);
  expect(groups).toEqual(Array(4).fill('needs-you'));
  expect(groupOf('waiting')).toBe('running');
  expect(groupOf('failed')).toBe('finished');
  expect(moodOf(run({ status: 'awaiting-decision', refusal: ['R2 is open'] }), false, now)).toBe('refused');
});

test('a question is open until it is answered or nobody would read the answer any more', () => {
  const questions = [
    { id: 'Q1', answer: { text: 'hi', by: 'Ada' } },
    { id: 'Q2', answer: null },
  ];
  const open = (status: string) => openQuestions(run({ status, questions })).map(({ id }) => id);
  expect(['working', 'evaluating', 'suspended'].map(open)).toEqual(Array(3).fill(['Q2']));
  expect(['awaiting-decision', 'failed', 'approved'].map(open)).toEqual(Array(3).fill([]));
});

test('standing names stage and round', () => {
  expect(standing(run({ status: 'evaluating', stage: 'validation', round: 2 }))).toBe('validation, round 2');
  expect(standing(run({ status: 'working', stage: 'implement', round: 1 }))).toBe('implement');
  expect(standing(run({ status: 'approved' }))).toBe('approved');
});

test('numbers stay short', () => {
  expect([0, 59_000, 60_000, 7_200_000, 200_000_000].map(duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '2 h',
    '2 d',
  ]);
  expect([999, 12_300, 1_400_000].map(count)).toEqual(['999', '12k', '1.4M']);
});

test('only a decision that is needed and an end are news', () => {
  const working = run({ status: 'working', stage: 'implement' });
  const waiting = run({ status: 'awaiting-decision' });
  expect(newsOf(undefined, waiting)).toBeUndefined();
  expect(newsOf(working, waiting)).toBe('decide');
  expect(newsOf(working, run({ status: 'failed' }))).toBe('ended');
  expect(newsOf(waiting, run({ status: 'approved' }))).toBeUndefined();
  expect(newsOf(working, working)).toBeUndefined();
});
