// A limit that is over later: the run waits with its wake time in the log, goes on by itself, and need not.
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { asLog, rehearse, typesOf } from './testing.ts';

const retry = { attempts: 2, firstDelayMs: 1, maxDelayMs: 50 };
const done = { role: 'builder', reply: [{ text: 'done' }] };
const limited = (retryAfter: number, times: number): object => ({
  ...done,
  fault: { kind: 'rate-limit', times, retryAfter },
});
const calls = (requests: { path: string }[]): number =>
  requests.filter(({ path }) => path === '/v1/messages').length;

test('a wait that the endpoint asks for uses up no attempt, and the run goes on by itself', async () => {
  const began = Date.now();
  const { events, requests } = await rehearse({ entries: [limited(0.1, 4)], backend: { retry } });
  expect(events.at(-1)).toEqual({ type: 'done', text: 'done' });
  expect(calls(requests)).toBe(5);
  const waits = events.flatMap((event) => (event.type === 'model-waiting' ? [event] : []));
  expect(waits).toHaveLength(4);
  expect(
    waits.every(({ reason, until }) => reason === 'rate limit' && Date.parse(until) >= began + 100),
  ).toBe(true);
});

test('a limit without a time is tried again as often as any fault, then the run rests', async () => {
  const { events, requests } = await rehearse({ entries: [limited(0, 9)], backend: { retry } });
  expect(events.at(-1)).toMatchObject({ type: 'suspended', reason: 'usage-limit' });
  expect(calls(requests)).toBe(2);
});

test('waiting can be switched off: the run rests and says until when', async () => {
  const { events, requests } = await rehearse({
    entries: [limited(3_600, 1)],
    backend: { retry },
    task: { settings: () => ({ wait: false }) },
  });
  expect(events.at(-1)).toMatchObject({
    type: 'suspended',
    reason: 'usage-limit',
    message: expect.stringMatching(/asks to wait until \d{4}-\d\d-\d\dT/) as string,
    next: expect.stringContaining('Resume the run after that') as string,
  });
  expect(typesOf(events)).not.toContain('model-waiting');
  expect(calls(requests)).toBe(1);
});

test('a wait of days, or one after the other without end, is not waited for', async () => {
  const days = await rehearse({ entries: [limited(200_000, 1)], backend: { retry } });
  expect(days.events.at(-1)).toMatchObject({ type: 'suspended', reason: 'usage-limit' });
  const endless = await rehearse({ entries: [limited(0.06, 99)], backend: { retry } });
  expect(endless.events.at(-1)).toMatchObject({ type: 'suspended', reason: 'usage-limit' });
  expect(calls(endless.requests)).toBe(13);
});

test('a wait that a crash cut off goes on until its time, then the same question is asked', async () => {
  const first = await rehearse({ entries: [limited(0.4, 1)], backend: { retry }, killAfter: 2 });
  expect(typesOf(first.events)).toEqual(['model-asked', 'model-waiting']);
  const waiting = first.events[1];
  const wakes = waiting?.type === 'model-waiting' ? Date.parse(waiting.until) : Number.NaN;
  let answered = 0;
  const second = await rehearse({
    entries: [done],
    task: { history: asLog(first.events) },
    log: () => (answered = Date.now()),
  });
  expect(answered).toBeGreaterThanOrEqual(wakes);
  expect(typesOf(second.events)).toEqual(['model-replied', 'done']);
});

test('a run that rested and is resumed by hand asks at once', async () => {
  const first = await rehearse({ entries: [limited(0.4, 1)], backend: { retry }, killAfter: 2 });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const rested = [
    ...asLog(first.events).map((event) => (event.type === 'model-waiting' ? { ...event, until } : event)),
    { type: 'run-suspended', reason: 'interrupted', message: '', next: '', v: 1, seq: 3, at: '' } as RunEvent,
  ];
  const second = await rehearse({ entries: [done], task: { history: rested } });
  expect(typesOf(second.events)).toEqual(['model-replied', 'done']);
});
