// How much the model is told to think, and that its thoughts go back to it as they came.
import { expect, test } from 'vitest';
import type { AgentSettings } from '../backend.ts';
import { asLog, rehearse, type Rehearsed } from './testing.ts';

const work = {
  role: 'builder',
  reply: [{ thinking: 'I should echo.' }, { tool: 'echo', input: { text: 'one' } }],
};
const done = { role: 'builder', reply: [{ text: 'done' }] };

interface Body {
  readonly thinking?: unknown;
  readonly output_config?: unknown;
  readonly messages: readonly { readonly content: readonly unknown[] }[];
}
const bodies = ({ requests }: Rehearsed): Body[] =>
  requests.flatMap(({ path, body }) => (path === '/v1/messages' ? [body as Body] : []));

test('a model that thinks by itself is asked to, and its signed thoughts stay in the history', async () => {
  const cassette = { model: { adaptiveThinking: true } };
  const asked = await rehearse({ entries: [work, done], cassette });
  const [first, second] = bodies(asked);
  expect(first?.thinking).toEqual({ type: 'adaptive' });
  expect(second?.messages[1]?.content[0]).toEqual({
    type: 'thinking',
    thinking: 'I should echo.',
    signature: 'signed_rehearsal_0_0_0',
  });
  const killed = await rehearse({ entries: [work, done], cassette, killAfter: 4 });
  const resumed = await rehearse({
    entries: [work, done],
    cassette,
    task: { history: asLog(killed.events) },
  });
  expect(bodies(resumed)[0]?.messages).toEqual(second?.messages);
});

test('a model of which nothing is known is not asked to think', async () => {
  const [first] = bodies(await rehearse({ entries: [done] }));
  expect(first).not.toHaveProperty('thinking');
  expect(first).not.toHaveProperty('output_config');
});

test.each(['low', 'medium', 'high', 'xhigh', 'max'] as const)('effort %s is passed on', async (effort) => {
  const task = { settings: () => ({ effort }) };
  expect(bodies(await rehearse({ entries: [done], task }))[0]?.output_config).toEqual({ effort });
});

test('a change of effort counts from the next call', async () => {
  const settings: AgentSettings[] = [{ effort: 'low' }, { effort: 'high' }, {}];
  let calls = 0;
  const echo = (text: string) => ({ role: 'builder', reply: [{ tool: 'echo', input: { text } }] });
  const asked = await rehearse({
    entries: [echo('one'), echo('two'), done],
    task: { settings: () => settings[calls] ?? {}, mayCall: () => 'ok' },
    log: () => (calls += 1),
  });
  expect(bodies(asked).map((body) => body.output_config)).toEqual([
    { effort: 'low' },
    { effort: 'high' },
    undefined,
  ]);
});

test('an effort that the model says it does not take is left out', async () => {
  const task = { settings: () => ({ effort: 'max' as const }) };
  const some = await rehearse({ entries: [done], task, cassette: { model: { efforts: ['low', 'high'] } } });
  expect(bodies(some)[0]).not.toHaveProperty('output_config');
  const all = await rehearse({ entries: [done], task, cassette: { model: { efforts: ['low', 'max'] } } });
  expect(bodies(all)[0]?.output_config).toEqual({ effort: 'max' });
});
