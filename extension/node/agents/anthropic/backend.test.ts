// The real SDK against the real rehearsal server over HTTP: what the loop does with replies, faults, steers and caps.
import { expect, test } from 'vitest';
import type { AgentEvent } from '../backend.ts';
import { conversation } from './conversation.ts';
import { repetitionSteer } from './repetition.ts';
import { asLog, prompt, rehearse, typesOf } from './testing.ts';

const say = (text: string): object => ({ role: 'builder', reply: [{ text }] });
const call = (text: string, extra: object = {}): object => ({
  role: 'builder',
  reply: [{ text: 'working' }, { tool: 'echo', input: { text } }],
  ...extra,
});
const last = (events: AgentEvent[]): AgentEvent | undefined => events.at(-1);

test('a task is asked, does its calls and is done', async () => {
  const { events, said, requests } = await rehearse({
    entries: [
      call('one', { usage: { input: 100, output: 20, cacheRead: 7, cacheWrite: 9 } }),
      say('Finished.'),
    ],
  });
  expect(typesOf(events)).toEqual([
    'model-asked',
    'model-replied',
    'tool-started',
    'tool-finished',
    'model-asked',
    'model-replied',
    'done',
  ]);
  expect(said).toEqual(['one']);
  expect(events[1]).toMatchObject({
    turn: 1,
    round: 1,
    stopReason: 'tool_use',
    dollars: null,
    usage: { input: 100, output: 20, cacheRead: 7, cacheWrite: 9 },
  });
  expect(last(events)).toEqual({ type: 'done', text: 'Finished.' });
  expect(requests.filter(({ path }) => path === '/v1/messages').map(({ role }) => role)).toEqual([
    'builder',
    'builder',
  ]);
});

test('every request marks its prefix for the cache and keeps it unchanged', async () => {
  const { requests } = await rehearse({ entries: [call('one'), call('two'), say('done')] });
  const bodies = requests.flatMap(({ path, body }) =>
    path === '/v1/messages' ? [body as { system: unknown; tools: unknown; messages: unknown[] }] : [],
  );
  const plain = (value: unknown): string =>
    JSON.stringify(value, (key, inner: unknown) => (key === 'cache_control' ? undefined : inner));
  expect(bodies).toHaveLength(3);
  expect(JSON.stringify(bodies[0]!.system)).toContain('cache_control');
  expect(JSON.stringify(bodies[2]!.messages.at(-1))).toContain('cache_control');
  for (const [index, body] of bodies.entries()) {
    expect(JSON.stringify(body.tools)).toBe(JSON.stringify(bodies[0]!.tools));
    if (index > 0) {
      const before = bodies[index - 1]!.messages;
      expect(plain(body.messages.slice(0, before.length))).toBe(plain(before));
    }
  }
});

test.each([
  ['rate-limit', 2],
  ['overloaded', 3],
  ['error', 1],
  ['drop', 2],
] as const)('%s, %i times, costs no turn and no call', async (kind, times) => {
  const { events, said, requests } = await rehearse({
    entries: [call('one', { fault: { kind, times, retryAfter: 0.01 } }), say('done')],
  });
  expect(said).toEqual(['one']);
  expect(last(events)).toEqual({ type: 'done', text: 'done' });
  expect(requests.filter(({ path }) => path === '/v1/messages')).toHaveLength(2 + times);
});

test('a silent stream is left after the idle time and asked again', async () => {
  const { events } = await rehearse({
    entries: [call('one', { fault: { kind: 'stall', times: 1 } }), say('done')],
    backend: { limits: { idleMs: 200 } },
  });
  expect(last(events)).toEqual({ type: 'done', text: 'done' });
});

test('a long wait is announced with its wake time', async () => {
  const { events } = await rehearse({
    entries: [{ ...say('done'), fault: { kind: 'rate-limit', times: 1, retryAfter: 0.2 } }],
    backend: { retry: { maxDelayMs: 100, firstDelayMs: 1 } },
  });
  const waiting = events.find((event) => event.type === 'model-waiting');
  expect(waiting).toMatchObject({ reason: 'rate limit', attempt: 1 });
  expect(last(events)).toEqual({ type: 'done', text: 'done' });
});

test('an endpoint that stays down fails the run, a rate limit that stays suspends it', async () => {
  const down = await rehearse({
    entries: [{ ...say('x'), fault: { kind: 'overloaded', times: 99 } }],
    backend: { retry: { attempts: 3, firstDelayMs: 1 } },
  });
  expect(last(down.events)).toMatchObject({ type: 'suspended', reason: 'model-unreachable' });
  const limited = await rehearse({
    entries: [{ ...say('x'), fault: { kind: 'rate-limit', times: 99, retryAfter: 0 } }],
    backend: { retry: { attempts: 3, firstDelayMs: 1 } },
  });
  expect(last(limited.events)).toMatchObject({ type: 'suspended', reason: 'usage-limit' });
  const nobody = await rehearse({
    entries: [],
    backend: { baseUrl: 'http://127.0.0.1:9', retry: { attempts: 2, firstDelayMs: 1 } },
  });
  expect(last(nobody.events)).toMatchObject({ type: 'suspended', reason: 'model-unreachable' });
});

test('a wrong key and an unknown model say what to do', async () => {
  const key = await rehearse({ entries: [say('x')], cassette: { key: 'right' } });
  expect(last(key.events)).toMatchObject({ type: 'suspended', reason: 'key-rejected' });
  expect(JSON.stringify(last(key.events))).not.toContain('test-key');
  const model = await rehearse({ entries: [say('x')], cassette: { models: ['other'] } });
  expect(last(model.events)).toMatchObject({ type: 'failed', reason: 'model-unknown' });
  expect(model.requests.filter(({ path }) => path === '/v1/messages')).toHaveLength(1);
});

test('what no entry answers ends the run with the reason', async () => {
  const { events } = await rehearse({ entries: [call('one')] });
  expect(last(events)).toMatchObject({ type: 'failed', reason: 'model-misbehaved' });
  expect(JSON.stringify(last(events))).toContain('No entry of the cassette');
});

test('unknown tools, invalid arguments and broken JSON come back as errors, in order', async () => {
  const { events, said, requests } = await rehearse({
    entries: [
      {
        role: 'builder',
        reply: [
          { tool: 'launch_rockets', input: {} },
          { tool: 'echo', input: { text: 7 } },
          { tool: 'echo', json: '{"text": "half' },
          { tool: 'echo', json: '["text"]' },
          { tool: 'echo', input: { text: 'good' } },
        ],
      },
      say('done'),
    ],
  });
  expect(said).toEqual(['good']);
  expect(last(events)).toEqual({ type: 'done', text: 'done' });
  const second = requests.filter(({ path }) => path === '/v1/messages')[1]!.body as {
    messages: { content: { is_error?: boolean; content: string }[] }[];
  };
  const results = second.messages.at(-1)!.content;
  expect(results.map(({ is_error }) => is_error === true)).toEqual([true, true, true, true, false]);
  expect(results[0]!.content).toContain('There is no tool "launch_rockets"');
  expect(results[1]!.content).toContain('text');
  expect(results[2]!.content).toContain('{"text": "half');
});

test('ten megabytes of text are cut early, said, and end the run only when they go on', async () => {
  const flood = { role: 'builder', reply: [{ text: 'lorem ipsum ', times: 900_000 }] };
  const once = await rehearse({ entries: [flood, say('sorry')] });
  expect(last(once.events)).toEqual({ type: 'done', text: 'sorry' });
  const replied = once.events.find((event) => event.type === 'model-replied');
  expect(replied).toMatchObject({ stopReason: 'too-long' });
  expect(JSON.stringify(replied).length).toBeLessThan(10_000);
  const always = await rehearse({ entries: [{ ...flood, repeat: 9 }] });
  expect(last(always.events)).toMatchObject({ type: 'failed', reason: 'model-misbehaved' });
});

test('the same call with the same result is pointed out, then the run is stuck', async () => {
  const { events, said, requests } = await rehearse({ entries: [call('again', { repeat: 50 })] });
  expect(said).toHaveLength(8);
  expect(last(events)).toMatchObject({ type: 'failed', reason: 'stuck' });
  expect(requests.some(({ body }) => JSON.stringify(body)?.includes(repetitionSteer.slice(0, 40)))).toBe(
    true,
  );
});

test('turns are limited', async () => {
  const entries = Array.from({ length: 9 }, (_, index) => call(`step ${index}`));
  const { events, said } = await rehearse({ entries, backend: { maxTurns: 5 } });
  expect(said).toHaveLength(5);
  const next = /dimmer retry RUN implement/;
  expect(last(events)).toMatchObject({ type: 'failed', reason: 'stuck', next });
});

test('turns of a run are limited over all its tasks, and a crash gives none back', async () => {
  const entries = [...Array.from({ length: 3 }, (_, index) => call(`step ${index}`)), say('done')];
  const first = await rehearse({ entries });
  const more = [...entries, ...Array.from({ length: 9 }, (_, index) => call(`more ${index}`))];
  const second = await rehearse({
    entries: more,
    backend: { maxRunTurns: 6 },
    task: { history: asLog(first.events), round: 2, prompt: 'R2 fails.' },
  });
  expect(second.said).toEqual(['more 0', 'more 1']);
  expect(last(second.events)).toMatchObject({ type: 'failed', reason: 'stuck' });
  const resumed = await rehearse({
    entries: more,
    backend: { maxTurns: 2 },
    task: { history: asLog([...first.events, ...second.events]), round: 2, prompt: 'R2 fails.' },
  });
  expect(last(resumed.events)).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('all 2 turns of its task') as string,
  });
  expect(resumed.said).toEqual([]);
});

test('a call that the cap does not allow is not made', async () => {
  const asked: number[] = [];
  const { events, requests } = await rehearse({
    entries: [call('one'), say('done')],
    task: {
      mayCall: ({ inputTokens, outputTokens }) => {
        asked.push(inputTokens + outputTokens);
        return asked.length < 2 ? 'ok' : { suspend: { message: 'cap reached', next: 'raise it' } };
      },
    },
  });
  expect(last(events)).toEqual({
    type: 'suspended',
    reason: 'budget',
    message: 'cap reached',
    next: 'raise it',
  });
  expect(requests.filter(({ path }) => path === '/v1/messages')).toHaveLength(1);
  expect(asked.every((tokens) => tokens > 16_000)).toBe(true);
});

test('a steer reaches the model, also when it thought that it was done', async () => {
  const waiting = [[], ['Use tabs.'], []] as string[][];
  const { events, requests } = await rehearse({
    entries: [say('done'), say('done with tabs')],
    task: { takeSteers: async () => waiting.shift() ?? [] },
  });
  expect(last(events)).toEqual({ type: 'done', text: 'done with tabs' });
  expect(JSON.stringify(requests.at(-1)!.body)).toContain('Use tabs.');
});

test('stopping ends a task at once, in a wait as well', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 150);
  const started = Date.now();
  const { events } = await rehearse({
    entries: [{ ...say('x'), fault: { kind: 'rate-limit', times: 1, retryAfter: 30 } }],
    signal: controller.signal,
  });
  expect(last(events)).toEqual({ type: 'aborted' });
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('killed after any event, a resumed task does no call twice and tells the model the same', async () => {
  const entries = [
    call('one'),
    {
      role: 'builder',
      reply: [
        { tool: 'echo', input: { text: 'two' } },
        { tool: 'echo', input: { text: 'three' } },
      ],
    },
    say('done'),
  ];
  const whole = await rehearse({ entries });
  const messages = JSON.stringify(conversation(asLog(whole.events)));
  for (let killAfter = 1; killAfter < whole.events.length; killAfter += 1) {
    const first = await rehearse({ entries, killAfter });
    const before = asLog(first.events);
    const second = await rehearse({ entries, task: { history: before } });
    expect(last(second.events)).toEqual({ type: 'done', text: 'done' });
    const said = [...first.said, ...second.said];
    expect(new Set(said).size).toBe(said.length);
    const together = [...before, ...asLog(second.events)];
    if (said.length === 3) expect(JSON.stringify(conversation(together))).toBe(messages);
    else expect(JSON.stringify(conversation(together))).toContain('interrupted: outcome unknown');
  }
});

test('a later round goes on in the same conversation', async () => {
  const entries = [call('one'), say('done'), call('fix'), say('fixed')];
  const first = await rehearse({ entries });
  const feedback = 'R2 fails: wrong-output.';
  const second = await rehearse({
    entries,
    task: { history: asLog(first.events), round: 2, prompt: feedback },
  });
  expect(second.said).toEqual(['fix']);
  expect(last(second.events)).toEqual({ type: 'done', text: 'fixed' });
  const texts = JSON.stringify(conversation([...asLog(first.events), ...asLog(second.events)]));
  expect(texts.indexOf(prompt)).toBeLessThan(texts.indexOf(feedback));
  const again = await rehearse({
    entries,
    task: { history: asLog([...first.events, ...second.events]), round: 2, prompt: feedback },
  });
  expect(again.events).toEqual([{ type: 'done', text: 'fixed' }]);
});
