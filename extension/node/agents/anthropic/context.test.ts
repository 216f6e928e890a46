// A conversation that outgrows the model: warned of, begun anew with notes or without, and ended where nothing fits.
import { expect, test } from 'vitest';
import type { AgentEvent } from '../backend.ts';
import { notesRequest } from './context.ts';
import { conversation } from './conversation.ts';
import { asLog, prompt, rehearse, resultsOf, typesOf, type Rehearsed } from './testing.ts';

const cassette = { model: { contextTokens: 100_000 } };
const echo = (text: string, extra: object = {}): object => ({
  role: 'builder',
  reply: [{ tool: 'echo', input: { text } }],
  ...extra,
});
const say = (text: string, extra: object = {}): object => ({ role: 'builder', reply: [{ text }], ...extra });
const after = (contains: string): object => ({ when: { contains } });
const large = { usage: { input: 70_000, output: 1_000, cacheRead: 10_000 } };
const last = (events: AgentEvent[]): AgentEvent | undefined => events.at(-1);

/** The text of the first message of the last request. */
function opening({ requests }: Rehearsed): string[] {
  const body = requests.at(-1)?.body as { messages: { content: { text?: string }[] }[] };
  return body.messages[0]?.content.map(({ text }) => text ?? '') ?? [];
}

const filled = [
  echo('one', large),
  say('Said one; two is left.', after('begins anew after your reply')),
  echo('two', after('Said one; two is left.')),
  say('done', after('heard two')),
];

test('at 80 % the run is warned, the model writes notes, and goes on with them alone', async () => {
  const asked = await rehearse({ entries: filled, cassette });
  expect(typesOf(asked.events)).toEqual([
    'model-asked',
    'model-replied',
    'tool-started',
    'tool-finished',
    'context-filling',
    'model-asked',
    'model-replied',
    'context-compacted',
    'model-asked',
    'model-replied',
    'tool-started',
    'tool-finished',
    'model-asked',
    'model-replied',
    'done',
  ]);
  const warning = asked.events.find(({ type }) => type === 'context-filling') as { tokens: number };
  expect(warning).toMatchObject({ turn: 1, window: 100_000 });
  expect(warning.tokens).toBeGreaterThan(81_000);
  expect(opening(asked)).toEqual([
    prompt,
    expect.stringMatching(/notes that you wrote:\n\nSaid one; two is left\.$/),
  ]);
  expect(resultsOf(asked)).toEqual(['heard two']);
  expect(JSON.stringify(asked.events)).toContain('heard one');
});

test('killed after any event, a run that begins anew goes on the same way', async () => {
  const whole = await rehearse({ entries: filled, cassette });
  const messages = JSON.stringify(conversation(asLog(whole.events)));
  for (let killAfter = 1; killAfter < whole.events.length; killAfter += 1) {
    const first = await rehearse({ entries: filled, cassette, killAfter });
    const before = asLog(first.events);
    const again = [...filled, say('done', after('interrupted: outcome unknown'))];
    const second = await rehearse({ entries: again, cassette, task: { history: before } });
    expect(last(second.events)).toEqual({ type: 'done', text: 'done' });
    const said = [...first.said, ...second.said];
    expect(new Set(said).size).toBe(said.length);
    if (said.length === 2)
      expect(JSON.stringify(conversation([...before, ...asLog(second.events)]))).toBe(messages);
  }
});

test('below 80 %, and where the endpoint says no window, nothing is shortened', async () => {
  const entries = [echo('one', { usage: { input: 70_000, output: 1_000 } }), say('done')];
  expect(typesOf((await rehearse({ entries, cassette })).events)).not.toContain('context-filling');
  const unknown = await rehearse({ entries: [echo('one', large), say('done')] });
  expect(typesOf(unknown.events)).not.toContain('context-filling');
});

test('where the endpoint counts no tokens, they are estimated from the text', async () => {
  const uncounted = { usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };
  const entries = (length: number) => [
    echo('x'.repeat(length), uncounted),
    say('Notes.', after('begins anew after your reply')),
    say('done'),
    say('done', after('notes that you wrote')),
  ];
  const model = { model: { contextTokens: 100_000 } };
  const long = await rehearse({ entries: entries(350_000), cassette: model });
  expect(typesOf(long.events)).toContain('context-compacted');
  const short = await rehearse({ entries: entries(200_000), cassette: model });
  expect(typesOf(short.events)).not.toContain('context-filling');
});

test('what the person said is kept to the letter, a task that is being given is given', async () => {
  const first = await rehearse({ entries: [echo('one'), say('done', large)], cassette });
  const steers = [['Use tabs.'], [], ['And no semicolons.'], []];
  const second = await rehearse({
    entries: [
      say('Notes.', after(notesRequest.slice(0, 40))),
      say('fixed', after('R2 fails')),
      say('again', after('semicolons')),
    ],
    cassette,
    task: {
      history: asLog(first.events),
      round: 2,
      prompt: 'R2 fails.',
      takeSteers: async () => steers.shift() ?? [],
    },
  });
  expect(last(second.events)).toMatchObject({ type: 'done' });
  const told = opening(second).join('\n');
  const places = [prompt, 'launched this run]\nUse tabs.', 'Notes.', 'R2 fails.'].map((text) =>
    told.indexOf(text),
  );
  expect(places.every((at) => at >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

test('a model that calls tools instead of writing notes begins anew without, and none is run', async () => {
  const asked = await rehearse({
    entries: [
      echo('one', large),
      echo('not now', after('begins anew after your reply')),
      say('done', after('look with git_status')),
    ],
    cassette,
  });
  expect(asked.said).toEqual(['one']);
  expect(asked.events).toContainEqual({ type: 'context-compacted', turn: 2, how: 'dropped' });
  expect(last(asked.events)).toEqual({ type: 'done', text: 'done' });
});

test.each([
  ['the endpoint refuses', { fault: { kind: 'too-long', times: 1 } }],
  ['the model gives up', { stop: 'model_context_window_exceeded' }],
])('a conversation that is too long already (%s) begins anew, and the work goes on', async (_, extra) => {
  const asked = await rehearse({
    entries: [echo('one'), say('half', extra), say('done', after('look with git_status'))],
  });
  expect(asked.events).toContainEqual(expect.objectContaining({ type: 'context-compacted', how: 'dropped' }));
  expect(opening(asked)[0]).toBe(prompt);
  expect(last(asked.events)).toEqual({ type: 'done', text: 'done' });
});

test.each([
  ['the endpoint refuses', { fault: { kind: 'too-long', times: 9 } }],
  ['the model gives up', { stop: 'model_context_window_exceeded', repeat: 9 }],
])('a task that is too long by itself (%s) ends the run and says what to do', async (_, extra) => {
  const asked = await rehearse({ entries: [say('half', extra)] });
  expect(last(asked.events)).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('longer than the model can read') as string,
    next: expect.stringContaining('shorter') as string,
  });
});

test('a new beginning is given some turns before the next', async () => {
  const asked = await rehearse({
    entries: [
      echo('one', large),
      say('Notes.', { ...after('begins anew after your reply'), ...large }),
      echo('two', { ...after('Notes.'), ...large }),
      echo('three', { ...after('heard two'), ...large }),
      echo('four', { ...after('heard three'), ...large }),
      say('done', after('heard four')),
    ],
    cassette,
  });
  expect(asked.said.slice(0, 4)).toEqual(['one', 'two', 'three', 'four']);
  expect(typesOf(asked.events).filter((type) => type === 'context-filling').length).toBeGreaterThan(1);
});
