// The backend against a real agent over stdio that behaves, misbehaves, hangs, dies, floods and never stops asking.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { carryOut, makePlace, testAgent, type Place } from './testing.ts';

// Each starts processes in a sandbox, and other tests run beside them.
vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

test('a task is carried out: files, a question inside, a command, words and assumptions, each in the log', async () => {
  const agent = testAgent(place.root, {
    turns: [
      [
        { write: 'made.txt', content: 'made' },
        { clientWrite: join(place.worktree, 'sub/client.txt'), content: 'client' },
        { clientRead: join(place.worktree, 'greet.js') },
        { ask: 'edit greet.js', kind: 'edit', paths: [join(place.worktree, 'greet.js')] },
        { run: 'echo from a command; ls' },
        { say: 'Built it.' },
        { say: 'Assumed (R1): a name is never empty.' },
      ],
    ],
  });
  const { end, events, said, denied } = await carryOut(place, { agent });
  expect(denied).toEqual([]);
  expect(end).toMatchObject({ type: 'done' });
  expect(said).toContain('ran: from a command');
  expect(readFileSync(join(place.worktree, 'made.txt'), 'utf8')).toBe('made');
  expect(readFileSync(join(place.worktree, 'sub/client.txt'), 'utf8')).toBe('client');
  expect(events.map(({ type }) => type)).toEqual([
    'model-asked',
    'tool-started',
    'tool-finished',
    'tool-started',
    'tool-finished',
    'model-replied',
    'assumption-recorded',
    'done',
  ]);
  expect(events[0]).toMatchObject({ session: 'session-1', turn: 1, round: 1 });
  expect(events.at(-3)).toMatchObject({ model: 'test-agent 1.0.0', usageReported: false, dollars: null });
  expect(events.at(-2)).toMatchObject({ id: 'A1', requirement: 'R1', text: 'a name is never empty.' });
  expect(place.heard().map((one) => Object.keys(one)[0])).toEqual(['new', 'prompt']);
  expect(place.heard()[1]).toEqual({ prompt: 'SYSTEM\n\nPROMPT' });
});

test('usage and cost are counted where the agent reports them', async () => {
  const agent = testAgent(place.root, { turns: [[{ usage: 1234 }, { cost: 0.5 }, { say: 'done' }]] });
  const { events } = await carryOut(place, { agent });
  const replied = events.find(({ type }) => type === 'model-replied');
  expect(replied).toMatchObject({ usage: { input: 1234, output: 0 }, dollars: 0.5 });
  expect(replied).not.toHaveProperty('usageReported');
});

test('what leaves the worktree is denied and recorded, through links too, and the turn goes on', async () => {
  const agent = testAgent(place.root, {
    turns: [
      [
        { shell: `ln -s / link && ln -s ${place.root} way` },
        { ask: 'edit outside', kind: 'edit', paths: ['/etc/passwd'] },
        { ask: 'edit through a link', kind: 'edit', paths: ['way/outside.txt'] },
        { ask: 'edit settings', kind: 'edit', paths: ['.vscode/tasks.json'] },
        { ask: 'fetch', kind: 'fetch' },
        { clientWrite: join(place.root, 'outside.txt'), content: 'x' },
        { clientWrite: join(place.worktree, 'way/outside.txt'), content: 'x' },
        { clientWrite: join(place.worktree, '.git/hooks/post-commit'), content: 'x' },
        { clientRead: join(place.worktree, 'link/etc/passwd') },
        { clientRead: join(place.root, 'script.json') },
        { ask: 'edit inside', kind: 'edit', paths: ['greet.js'] },
        { say: 'went on' },
      ],
    ],
  });
  const { end, said, denied } = await carryOut(place, { agent });
  expect(end).toMatchObject({ type: 'done' });
  for (const no of ['edit outside: no', 'edit through a link: no', 'edit settings: no', 'fetch: no'])
    expect(said).toContain(no);
  expect(said).not.toContain('root:');
  expect(denied.length).toBe(9);
  expect(existsSync(join(place.root, 'outside.txt'))).toBe(false);
});

test('in a stage that may only look, nothing is changed', async () => {
  const agent = testAgent(place.root, {
    turns: [
      [
        { write: 'made.txt', content: 'made' },
        { clientWrite: 'made.txt', content: 'made' },
        { ask: 'edit inside', kind: 'edit', paths: ['greet.js'] },
        { ask: 'run', kind: 'execute' },
        { ask: 'look', kind: 'read', paths: ['greet.js'] },
        { say: 'a plan' },
      ],
    ],
  });
  const { end, said } = await carryOut(place, { agent, readOnly: true });
  expect(end).toMatchObject({ type: 'done' });
  expect(said).toContain('failed: EROFS');
  expect(said).toContain('edit inside: no');
  expect(said).toContain('run: no');
  expect(said).toContain('a plan');
  expect(existsSync(join(place.worktree, 'made.txt'))).toBe(false);
});

const refusals: [string, Parameters<typeof testAgent>[1], object, object][] = [
  [
    'refuses to initialize',
    { initialize: 'refuse', turns: [] },
    {},
    { type: 'suspended', reason: 'model-unreachable', message: /refused to initialize: .*not today/ },
  ],
  [
    'never answers initialize',
    { initialize: 'hang', turns: [] },
    { initializeMs: 3_000 },
    { type: 'suspended', reason: 'model-unreachable', message: /said nothing for 3 s before it answered/ },
  ],
  [
    'speaks another version',
    { initialize: 'version', turns: [] },
    {},
    { type: 'suspended', message: /refused to speak version 1 .*99/ },
  ],
  [
    'needs a sign-in',
    { auth: 'required', turns: [] },
    {},
    { type: 'suspended', reason: 'key-missing', message: /not signed in .*It offers: API key/ },
  ],
  [
    'hangs',
    { turns: [[{ hang: true }]] },
    { idleMs: 2_000 },
    { type: 'suspended', reason: 'model-unreachable', message: /said nothing for 2 s while it worked/ },
  ],
  ['works for ever', { turns: [[{ hang: true }]] }, { taskMs: 2_000 }, { type: 'failed', reason: 'stuck' }],
  [
    'dies in its turn',
    { turns: [[{ write: 'half.txt', content: 'half' }, { die: 3 }]] },
    {},
    { type: 'suspended', reason: 'model-unreachable', message: /ended by itself/ },
  ],
  [
    'asks the same for ever',
    { turns: [[{ ask: 'edit outside', kind: 'edit', paths: ['/etc/passwd'], times: 1e6 }]] },
    {},
    { type: 'failed', reason: 'stuck', message: /asked for permission \d+ times for what was denied before/ },
  ],
  [
    'asks for ever',
    { turns: [[{ ask: 'look', kind: 'read', paths: ['greet.js'], times: 1e6 }]] },
    { permissions: 30 },
    { type: 'failed', reason: 'stuck', message: /asked for permission \d+ times,/ },
  ],
  [
    'floods with words',
    { turns: [[{ flood: 'words' }]] },
    {},
    { type: 'failed', reason: 'model-misbehaved', message: /more than 4000000 characters/ },
  ],
  [
    'floods with calls',
    { turns: [[{ flood: 'calls' }]] },
    {},
    { type: 'failed', reason: 'stuck', message: /2000 calls/ },
  ],
  [
    'floods with noise',
    { turns: [[{ flood: 'noise' }]] },
    { bytes: 20_000_000 },
    { type: 'failed', reason: 'model-misbehaved', message: /bytes/ },
  ],
  [
    'refuses the task',
    { turns: [[{ say: 'I would rather not.' }, { stop: 'refusal' }]] },
    {},
    { type: 'failed', reason: 'model-misbehaved', message: /refused the task: I would rather not/ },
  ],
  [
    'runs into its own limit for ever',
    { turns: [[{ stop: 'max_turn_requests' }]] },
    {},
    { type: 'failed', reason: 'stuck' },
  ],
  [
    'fails in its turn',
    { turns: [[{ fail: 'usage limit reached' }]] },
    {},
    { type: 'suspended', reason: 'model-unreachable', message: /usage limit reached/ },
  ],
];

test.each(refusals)(
  'an agent that %s ends the task with one reason and one next step',
  async (_name, script, limits, expected) => {
    const { end } = await carryOut(place, { agent: testAgent(place.root, script), limits });
    const { message, ...rest } = expected as { message?: RegExp };
    expect(end).toMatchObject(rest);
    expect((end as { next: string }).next.length).toBeGreaterThan(20);
    if (message) expect((end as { message: string }).message).toMatch(message);
  },
);

test('an agent that cannot start says why, without the key that it was given', async () => {
  const agent = testAgent(place.root, { initialize: 'die', turns: [] }, { variables: ['TEST_AGENT_KEY'] });
  const { end } = await carryOut(place, { agent, secrets: { TEST_AGENT_KEY: 'secret-4711' } });
  expect(end).toMatchObject({
    type: 'suspended',
    message: 'test-agent ended by itself (exit 7): cannot start with [key].',
  });
  const gone = { ...agent, command: ['/nowhere/agent'] };
  expect((await carryOut(place, { agent: gone })).end).toMatchObject({
    type: 'suspended',
    message: /could not be started: there is no program/,
  });
});

test('a key that was given signs it in, once and without anybody', async () => {
  const agent = testAgent(
    place.root,
    { auth: 'key', turns: [[{ say: 'in' }]] },
    { variables: ['TEST_AGENT_KEY'] },
  );
  const { end } = await carryOut(place, { agent, secrets: { TEST_AGENT_KEY: 'secret-4711' } });
  expect(end).toEqual({ type: 'done', text: 'in' });
});

test('a message of the human stops the turn and is the next words', async () => {
  const agent = testAgent(place.root, {
    turns: [[{ say: 'working' }, { hang: true }], [{ say: 'heard you' }]],
  });
  let asked = 0;
  const steers = () => ((asked += 1) === 4 ? ['use a table'] : []);
  const { end, events } = await carryOut(place, { agent, steers });
  expect(end).toEqual({ type: 'done', text: 'heard you' });
  expect(events.filter(({ type }) => type === 'model-asked').length).toBe(2);
  expect(place.heard().slice(1)).toEqual([
    { prompt: 'SYSTEM\n\nPROMPT' },
    { cancel: true },
    { prompt: '[Message from the person who launched this run]\nuse a table' },
  ]);
});

test('an agent that ignores a cancel is ended, and nothing of it goes on', async () => {
  const file = join(place.worktree, 'alive.txt');
  const agent = testAgent(place.root, {
    ignoreCancel: true,
    turns: [[{ spawnSurvivor: file }, { hang: true }]],
  });
  const stop = new AbortController();
  const { end } = await carryOut(place, {
    agent,
    signal: stop.signal,
    onEvent: () => setTimeout(() => stop.abort(), 2_500),
  });
  expect(end).toEqual({ type: 'aborted' });
  const size = statSync(file).size;
  expect(size).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(statSync(file).size).toBe(size);
});

test('after a crash the session is opened again where the agent keeps it, and nothing old is taken for new', async () => {
  const agent = testAgent(place.root, { load: true, turns: [[{ say: 'finished' }]] });
  const content = [{ type: 'text', text: 'SYSTEM\n\nPROMPT' }];
  const asked = { type: 'model-asked', turn: 1, round: 1, content, session: 'session-1' } as const;
  const { end } = await carryOut(place, { agent, history: [asked] });
  expect(end).toEqual({ type: 'done', text: 'finished' });
  const [load, prompt] = place.heard();
  expect(load).toEqual({ load: 'session-1' });
  expect(prompt?.['prompt']).toMatch(/^You were interrupted .*unfinished/);
});

test('after a crash an agent without sessions is told the truth', async () => {
  const agent = testAgent(place.root, { turns: [[{ say: 'finished' }]] });
  const content = [{ type: 'text', text: 'SYSTEM\n\nPROMPT' }];
  const asked = { type: 'model-asked', turn: 1, round: 1, content, session: 'session-1' } as const;
  const { end } = await carryOut(place, { agent, history: [asked] });
  expect(end).toEqual({ type: 'done', text: 'finished' });
  expect(place.heard()[1]?.['prompt']).toMatch(/^SYSTEM\n\nYou were interrupted .*unfinished.*\n\nPROMPT$/s);
});

test('a cap that is reached between turns suspends and says what is missing', async () => {
  const agent = testAgent(place.root, { turns: [[{ say: 'x' }]] });
  const suspend = { message: 'The cap is reached.', next: 'Raise it.' };
  const { end, events } = await carryOut(place, { agent, mayCall: () => ({ suspend }) });
  expect(end).toEqual({ type: 'suspended', reason: 'budget', ...suspend });
  expect(events.length).toBe(1);
});
