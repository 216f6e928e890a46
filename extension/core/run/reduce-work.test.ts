import { expect, test } from 'vitest';
import type { RunEvent } from './events.ts';
import { workedAfter, workedMilliseconds } from './reduce-work.ts';

const at = (second: number) => new Date(second * 1000).toISOString();

type Step = readonly [second: number, type: string, more?: object];

function fold(...events: readonly Step[]) {
  let [state, last]: [Parameters<typeof workedAfter>[0], string] = [{ milliseconds: 0, since: null }, at(0)];
  for (const [second, type, more] of events) {
    state = workedAfter(state, { type, at: at(second), ...more } as RunEvent, last);
    last = at(second);
  }
  return state;
}

/** Seconds at work, and whether it still is, after events at these seconds. */
function worked(...events: readonly Step[]) {
  const state = fold(...events);
  return [state.milliseconds / 1000, state.since !== null];
}

/** Seconds at work until `now`. */
function until(now: number, ...events: readonly Step[]) {
  return workedMilliseconds(fold(...events), now * 1000) / 1000;
}

test('work is from the start of a runner until the run rests', () => {
  expect(worked([5, 'runner-started'])).toEqual([0, true]);
  expect(worked([5, 'runner-started'], [65, 'awaiting-decision'])).toEqual([60, false]);
  expect(worked([5, 'runner-started'], [65, 'run-failed'], [99, 'worktree-removed'])).toEqual([60, false]);
  expect(until(9, [0, 'run-requested'])).toBe(0);
});

test('waiting for a turn is no work, nor is the time between a crash and its resume', () => {
  const begin = [
    [0, 'runner-started'],
    [2, 'run-queued'],
    [600, 'slot-taken'],
  ] as const;
  expect(worked(...begin, [610, 'awaiting-decision'])).toEqual([12, false]);
  const crashed = [...begin, [610, 'model-asked'], [9000, 'runner-started']] as const;
  expect(worked(...crashed, [9005, 'run-suspended'])).toEqual([17, false]);
  expect(until(9004, ...crashed)).toBe(16);
});

test('waiting for the model does not count, also over a crash', () => {
  const waiting = [
    [0, 'runner-started'],
    [5, 'model-asked'],
    [10, 'model-waiting', { until: at(3_610) }],
  ] as const;
  expect(until(1_000, ...waiting)).toBe(10);
  expect(until(3_620, ...waiting, [3_615, 'model-replied'])).toBe(20);
  const resumed = [...waiting, [2_000, 'runner-started'], [2_001, 'sandbox-checked']] as const;
  expect(until(3_000, ...resumed)).toBe(10);
  expect(until(3_611, ...resumed)).toBe(11);
});

test('a wait that was cut short, or that a person ended, counts no longer than it was', () => {
  const waiting = [
    [0, 'runner-started'],
    [10, 'model-waiting', { until: at(3_610) }],
  ] as const;
  expect(until(110, ...waiting, [100, 'model-asked'])).toBe(20);
  expect(worked(...waiting, [100, 'run-suspended'])).toEqual([10, false]);
  expect(until(220, ...waiting, [100, 'run-suspended'], [200, 'runner-started'])).toBe(30);
});

test('a branch begins to count anew', () => {
  expect(
    worked([0, 'runner-started'], [50, 'branched'], [60, 'runner-started'], [61, 'run-stopped']),
  ).toEqual([1, false]);
});

test('the sleep of the machine is no work, whatever it slept through', () => {
  const slept = (second: number, seconds: number) =>
    [second, 'machine-slept', { milliseconds: seconds * 1000 }] as const;
  expect(worked([0, 'runner-started'], slept(3_010, 3_000), [3_060, 'awaiting-decision'])).toEqual([
    60,
    false,
  ]);
  const asleepInWait = [
    [0, 'runner-started'],
    [10, 'model-waiting', { until: at(3_610) }],
    slept(3_000, 2_900),
  ] as const;
  expect(until(3_620, ...asleepInWait)).toBe(20);
  const asleepInQueue = [[0, 'runner-started'], [5, 'run-queued'], slept(3_000, 2_900)] as const;
  expect(until(3_110, ...asleepInQueue, [3_100, 'slot-taken'])).toBe(15);
});

test('a clock that is set back takes nothing away and adds nothing', () => {
  const back = [3_600, 'machine-slept', { milliseconds: -3_600_000 }] as const;
  expect(until(4_200, [6_600, 'runner-started'], [6_700, 'model-asked'], back)).toBe(1_200);
});
