import { expect, test } from 'vitest';
import type { RunEvent } from './events.ts';
import { workedAfter } from './reduce-work.ts';

const at = (second: number) => new Date(second * 1000).toISOString();

/** Seconds at work, and whether it still is, after events at these seconds. */
function worked(...events: readonly (readonly [second: number, type: string])[]) {
  let [state, last]: [Parameters<typeof workedAfter>[0], string] = [{ milliseconds: 0, since: null }, at(0)];
  for (const [second, type] of events) {
    state = workedAfter(state, { type, at: at(second) } as RunEvent, last);
    last = at(second);
  }
  return [state.milliseconds / 1000, state.since !== null];
}

test('work is from the start of a runner until the run rests', () => {
  expect(worked([5, 'runner-started'])).toEqual([0, true]);
  expect(worked([5, 'runner-started'], [65, 'awaiting-decision'])).toEqual([60, false]);
  expect(worked([5, 'runner-started'], [65, 'run-failed'], [99, 'worktree-removed'])).toEqual([60, false]);
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
});

test('a branch begins to count anew', () => {
  expect(
    worked([0, 'runner-started'], [50, 'branched'], [60, 'runner-started'], [61, 'run-stopped']),
  ).toEqual([1, false]);
});

test('the sleep of the machine is no work', () => {
  const slept = { type: 'machine-slept', milliseconds: 3_000_000, at: at(3_010) } as RunEvent;
  const begun = workedAfter(
    { milliseconds: 0, since: null },
    { type: 'runner-started', at: at(0) } as RunEvent,
    at(0),
  );
  const end = { type: 'awaiting-decision', at: at(3_060) } as RunEvent;
  expect(workedAfter(workedAfter(begun, slept, at(5)), end, at(3_010))).toEqual({
    milliseconds: 60_000,
    since: null,
  });
});
