// How calls are answered: side by side where they only read, in time, and told apart when they go round in circles.
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Tool, ToolContext } from '../backend.ts';
import { defineTool, failure, success } from '../tools/define.ts';
import { repetitionSteer } from './repetition.ts';
import { rehearse, resultsOf } from './testing.ts';

function tool(name: string, readOnly: boolean, run: (context: ToolContext) => Promise<string>): Tool {
  return defineTool({
    name,
    description: 'For a test.',
    schema: z.object({ n: z.optional(z.int()) }),
    readOnly,
    summary: () => name,
    run: async (_, context) => success(await run(context)),
  });
}

const calls = (...names: string[]): object => ({
  role: 'builder',
  reply: names.map((name, n) => ({ tool: name, input: { n } })),
});
const done = { role: 'builder', reply: [{ text: 'done' }] };

test('neighbouring calls that only read run at the same time, their results come in order', async () => {
  let inside = 0;
  let everybody = (): void => undefined;
  const met = new Promise<void>((resolve) => (everybody = resolve));
  const meet = tool('meet', true, async () => {
    inside += 1;
    const place = inside;
    // Each waits for the other two: one after the other, this would never end.
    if (inside === 3) everybody();
    await met;
    return `place ${place}`;
  });
  const asked = await rehearse({ tools: [meet], entries: [calls('meet', 'meet', 'meet'), done] });
  expect(resultsOf(asked)).toEqual(['place 1', 'place 2', 'place 3']);
});

test('a call that changes something runs alone', async () => {
  let inside = 0;
  let most = 0;
  const busy = async (): Promise<string> => {
    most = Math.max(most, (inside += 1));
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return 'did it';
  };
  const tools = [tool('read', true, busy), tool('write', false, busy)];
  await rehearse({ tools, entries: [calls('read', 'write', 'write', 'read'), done] });
  expect(most).toBe(1);
});

test('a call that does not end in its time is ended, and the model goes on', async () => {
  const hangs = tool(
    'hangs',
    false,
    ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('ended early'))),
  );
  const asked = await rehearse({
    tools: [hangs],
    backend: { toolMs: 50 },
    entries: [calls('hangs'), done],
  });
  expect(resultsOf(asked)).toEqual(['ended early']);
  expect(asked.events.at(-1)).toEqual({ type: 'done', text: 'done' });
});

test('a call that takes no notice of its end holds up neither the model nor a stop', async () => {
  const deaf = tool('deaf', false, () => new Promise(() => undefined));
  const asked = await rehearse({ tools: [deaf], backend: { toolMs: 50 }, entries: [calls('deaf'), done] });
  expect(resultsOf(asked)).toEqual([expect.stringContaining('did not end and was left')]);
  expect(asked.events).toContainEqual(expect.objectContaining({ type: 'tool-finished', isError: true }));
  const stop = new AbortController();
  const stops = tool('stops', false, () => {
    stop.abort();
    return new Promise(() => undefined);
  });
  const stopped = await rehearse({ tools: [stops], signal: stop.signal, entries: [calls('stops'), done] });
  expect(stopped.events.at(-1)).toEqual({ type: 'aborted' });
});

test.each([1, 2, 3, 4])('a pattern of %i calls is pointed out, then the run is stuck', async (period) => {
  let ran = 0;
  const same = tool('same', false, async () => {
    ran += 1;
    return 'as before';
  });
  const entries = Array.from({ length: 60 }, (_, index) => ({
    role: 'builder',
    reply: [{ tool: 'same', input: { n: index % period } }],
  }));
  const { events, requests } = await rehearse({ tools: [same], entries });
  expect(events.at(-1)).toMatchObject({ type: 'failed', reason: 'stuck' });
  expect(ran).toBe(period === 1 ? 8 : 24);
  const told = requests.filter(({ body }) => JSON.stringify(body)?.includes(repetitionSteer.slice(0, 40)));
  expect(told).toHaveLength(ran / 2);
});

test('the same error is pointed out after three times, calls that differ are not', async () => {
  const fails = defineTool({
    name: 'fails',
    description: 'For a test.',
    schema: z.object({ n: z.int() }),
    readOnly: false,
    summary: () => 'fails',
    run: async () => failure('no such thing'),
  });
  const entries = (numbers: number[]) => [
    ...numbers.map((n) => ({ role: 'builder', reply: [{ tool: 'fails', input: { n } }] })),
    done,
  ];
  const told = (log: { body: unknown }[]) =>
    JSON.stringify(log.at(-1)?.body).includes(repetitionSteer.slice(0, 40));
  expect(told((await rehearse({ tools: [fails], entries: entries([1, 1, 1]) })).requests)).toBe(true);
  expect(told((await rehearse({ tools: [fails], entries: entries([1, 1, 2, 1, 3, 4]) })).requests)).toBe(
    false,
  );
});
