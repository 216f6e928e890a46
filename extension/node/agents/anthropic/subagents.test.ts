// Helpers over real HTTP: their own conversation, the same tools, one level deep, under the caps of the run.
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { AgentEvent, AgentTask } from '../backend.ts';
import { defineTool, success } from '../tools/define.ts';
import { asLog, prompt, rehearse, resultsOf, typesOf, type RehearseOptions } from './testing.ts';

const settings = () => ({ subagents: true });
const withHelpers = (options: RehearseOptions) =>
  rehearse({ ...options, task: { settings, ...options.task } });
const entry = (reply: object[], contains?: string): object => ({
  role: 'builder',
  reply,
  ...(contains === undefined ? {} : { when: { contains } }),
});
const use = (tool: string, input: object): object => ({ tool, input });
const echo = (text: string): object => use('echo', { text });
const say = (text: string): object => ({ text });
const agent = (id: string): object => ({ agent_id: id });
const last = (events: AgentEvent[]): AgentEvent | undefined => events.at(-1);

interface Body {
  readonly system: readonly { readonly text: string }[];
  readonly tools: readonly { readonly name: string }[];
  readonly messages: readonly { readonly content: readonly { readonly text?: string }[] }[];
}
const opens = (body: Body): string => body.messages[0]?.content[0]?.text ?? '';

const one = [
  entry([use('spawn_agent', { task: 'Write tests for hello.' })]),
  entry([use('wait', agent('A1'))]),
  entry([say('done')]),
  entry([echo('from the helper')], 'Write tests for hello.'),
  entry([say('Tests are written.')], 'heard from the helper'),
];

test('a helper does its task in a conversation of its own and reports to who asked', async () => {
  const { events, said, requests } = await withHelpers({ entries: one });
  expect(last(events)).toEqual({ type: 'done', text: 'done' });
  expect(said).toEqual(['from the helper']);
  const bodies = requests.flatMap(({ path, body }) => (path === '/v1/messages' ? [body as Body] : []));
  const [parent, helper] = [prompt, 'Write tests for hello.'].map((text) =>
    bodies.filter((body) => opens(body) === text),
  );
  expect([parent?.length, helper?.length]).toEqual([3, 2]);
  expect(JSON.stringify(helper)).not.toContain(prompt);
  expect(JSON.stringify(parent)).not.toContain('heard from the helper');
  expect(helper?.[0]?.system[0]?.text).toMatch(/^Be brief\.\n\nYou are a helper/);
  expect(resultsOf({ requests })).toEqual([
    'A1 is ready and begins when you wait for it.',
    'Tests are written.\n[2 turns used]',
  ]);
  const tagged = events.flatMap((event) => ('agent' in event && event.agent === 'A1' ? [event.type] : []));
  expect(tagged).toEqual([
    'model-asked',
    'model-replied',
    'tool-started',
    'tool-finished',
    'model-asked',
    'model-replied',
  ]);
});

test('a helper has the tools of who asked and none to start helpers', async () => {
  const { requests } = await withHelpers({
    entries: [
      ...one.slice(0, 3),
      entry([use('spawn_agent', { task: 'x' })], 'Write tests'),
      entry([say('no')], 'There is no tool'),
    ],
  });
  const names = requests.flatMap(({ path, body }) =>
    path === '/v1/messages' ? [[opens(body as Body), (body as Body).tools.map(({ name }) => name)]] : [],
  );
  const own = ['spawn_agent', 'send_input', 'wait', 'close_agent'];
  for (const [opening, tools] of names)
    expect(tools).toEqual(opening === prompt ? ['echo', ...own] : ['echo']);
  expect(resultsOf({ requests }).at(-1)).toBe('no\n[2 turns used]');
});

test('without the setting there are no helpers', async () => {
  const { requests } = await rehearse({ entries: [one[0] ?? {}, entry([say('done')])] });
  expect(resultsOf({ requests })).toEqual(['There is no tool "spawn_agent". The tools are: echo.']);
});

test('a helper is told more, goes on where it was, and is closed', async () => {
  const { requests, said } = await withHelpers({
    entries: [
      ...one.slice(0, 2),
      entry([use('send_input', { agent_id: 'A1', message: 'Also for bye.' })]),
      entry([use('wait', agent('A1'))]),
      entry([use('wait', agent('A1')), use('close_agent', agent('A1')), use('wait', agent('A1'))]),
      entry([say('done')]),
      ...one.slice(3),
      entry([echo('for bye')], 'Also for bye.'),
      entry([say('Both are written.')], 'heard for bye'),
    ],
  });
  expect(said).toEqual(['from the helper', 'for bye']);
  expect(resultsOf({ requests })).toEqual([
    'A1 is ready and begins when you wait for it.',
    'Tests are written.\n[2 turns used]',
    'A1 will read it.',
    'Both are written.\n[4 turns used]',
    'Both are written.\n[4 turns used]',
    'A1 is closed; it had worked.',
    expect.stringContaining('There is no agent "A1"; open are: none.'),
  ]);
});

test('helpers that are waited for in one reply work side by side, and there are at most four', async () => {
  let inside = 0;
  let everybody = (): void => undefined;
  const met = new Promise<void>((resolve) => (everybody = resolve));
  const meet = defineTool({
    name: 'meet',
    description: 'Waits for the other.',
    schema: z.object({}),
    readOnly: false,
    summary: () => 'meet',
    run: async () => {
      inside += 1;
      if (inside === 2) everybody();
      await met;
      return success('met');
    },
  });
  const { requests } = await withHelpers({
    tools: [meet],
    entries: [
      entry(['a', 'b', 'c', 'd', 'e'].map((name) => use('spawn_agent', { task: `Part ${name}.` }))),
      entry([use('wait', agent('A1')), use('wait', agent('A2'))]),
      entry([say('done')]),
      entry([use('meet', {})], 'Part '),
      entry([say('We met.')], 'met'),
    ],
  });
  expect(resultsOf({ requests }).slice(4)).toEqual([
    '4 agents are open. Close one first.',
    'We met.\n[2 turns used]',
    'We met.\n[2 turns used]',
  ]);
});

test('a helper keeps to the caps of the run and to its own turns', async () => {
  let calls = 0;
  const mayCall: AgentTask['mayCall'] = () => {
    calls += 1;
    return calls < 4 ? 'ok' : { suspend: { message: 'cap reached', next: 'raise it' } };
  };
  const capped = await withHelpers({ entries: one, task: { settings, mayCall } });
  expect(capped.events).toContainEqual(
    expect.objectContaining({ name: 'wait', output: 'It did not finish: cap reached [2 turns used]' }),
  );
  expect(last(capped.events)).toMatchObject({ type: 'suspended', reason: 'budget' });

  const endless = [
    entry([use('spawn_agent', { task: 'Count.', max_turns: 2 })]),
    entry([use('wait', agent('A1'))]),
    entry([say('done')]),
    entry([echo('one')], 'Count.'),
    entry([echo('two')], 'heard one'),
    entry([echo('three')], 'heard two'),
  ];
  const short = await withHelpers({ entries: endless });
  expect(short.said).toEqual(['one', 'two']);
  expect(resultsOf(short).at(-1)).toContain('all 2 turns of its task');
  const run = await withHelpers({ entries: endless, backend: { maxRunTurns: 4 } });
  expect(last(run.events)).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('all 4 turns of the run') as string,
  });
});

test('killed after any event, a run with a helper goes on and does no call twice', async () => {
  const whole = await withHelpers({ entries: one });
  const again = [
    ...one,
    entry([say('done')], 'interrupted: outcome unknown'),
    entry([say('done')], 'There is no agent'),
  ];
  for (let killAfter = 1; killAfter < whole.events.length; killAfter += 1) {
    const first = await withHelpers({ entries: one, killAfter });
    const second = await withHelpers({ entries: again, task: { settings, history: asLog(first.events) } });
    expect(last(second.events)).toEqual({ type: 'done', text: 'done' });
    const said = [...first.said, ...second.said];
    expect(new Set(said).size).toBe(said.length);
    expect(typesOf(second.events)).not.toContain('failed');
  }
});
