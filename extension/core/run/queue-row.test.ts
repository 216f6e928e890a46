import { expect, test } from 'vitest';
import { aheadOf, atWork } from './queue-row.ts';
import type { RunState } from './state.ts';

const run = (runId: string, queued: { limit: number } | null, repository = '/a'): RunState =>
  ({ request: { runId, repository }, queued }) as unknown as RunState;
const limit = { limit: 2 };

test('a place in the queue is counted from those that wait now, in the same repository', () => {
  const [first, second, third] = [run('1', null), run('2', limit), run('3', limit)];
  const all = [third, run('0', limit, '/b'), second, first];
  expect([first, second, third].map((one) => aheadOf(one, all))).toEqual([null, 0, 1]);
  // The second has had its turn: the third is the next one, whatever its log says.
  expect(aheadOf(third, [run('2', null), third])).toBe(0);
});

test('how many work is said where some wait, and only of their repositories', () => {
  const works = { run: run('1', null), mood: 'working' as const };
  const pauses = { run: run('2', null), mood: 'waiting' as const };
  const waits = { run: run('3', limit), mood: 'queued' as const };
  const elsewhere = { run: run('4', null, '/b'), mood: 'working' as const };
  expect(atWork([works, pauses, elsewhere])).toBeNull();
  expect(atWork([works, pauses, waits, elsewhere])).toEqual({ working: 2, limit: 2 });
  // Its runner is gone, so it waits for nothing any more.
  expect(atWork([works, { ...waits, mood: 'interrupted' }])).toBeNull();
});
