// Runs that go on from an earlier moment, try a stage once more, ask their author, and wait for their turn; as real processes.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { RunState } from '../core/run/state.ts';
import { branchRun } from '../node/branch-run.ts';
import { sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { retryStage } from '../node/retry-stage.ts';
import { listRuns, readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, human, launch, resting, types, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const messageOf = (state: RunState) => ('message' in state ? state.message : '');
const said = (text: string) => ({ role: 'builder', reply: [{ text }] });
/** For turns that the conversation has behind it: a cassette is taken by their number. */
const behind = (turns: number) => ({ ...said('not said'), repeat: turns });
const writing = (name: string, content: string) => ({
  role: 'builder',
  reply: [{ text: `I write ${name}.` }, { tool: 'write_file', input: { path: name, content } }],
});

test('a branch begins with the files and the conversation of an earlier turn, and spends its own money', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const parts = Array.from({ length: 6 }, (_, index) => writing(`part-${index + 1}.js`, `${index + 1};\n`));
  const long = 'a long line of output\n'.repeat(2_000);
  const first = await launch(repository, [
    {
      role: 'builder',
      reply: [{ text: 'I look.' }, { tool: 'shell', input: { command: `printf '%s' "${long}"` } }],
    },
    ...parts,
    writing('greet.js', good),
    said('Done.'),
  ]);
  const parent = await until(first.runDir, resting);
  expect(parent.status).toBe('awaiting-decision');
  const { events } = await readRun(first.runDir);
  const checkpoint = events.find(({ type }) => type === 'checkpoint-committed');
  const turn = events.findIndex(({ type, seq }) => type === 'model-asked' && seq > (checkpoint?.seq ?? 0));
  // A later event of the same turn: what its tool did to the files is in no commit yet, so the branch begins before it.
  const at =
    events.find(({ type, seq }) => type === 'tool-finished' && seq > (events[turn]?.seq ?? 0))?.seq ?? 0;
  const log = await readFile(join(first.runDir, 'events.ndjson'), 'utf8');
  const made = await branchRun(first.runDir, { at, via: 'cli', env, limits: { tokens: 1_000_000 } });
  if (!made.ok) throw new Error(made.message);
  expect(made.seq).toBeLessThan(at);
  expect(made.seq).toBeGreaterThanOrEqual(checkpoint?.seq ?? 0);
  expect(made.request).toMatchObject({
    branchedFrom: { run: first.runId, seq: made.seq },
    base: parent.request.base,
    limits: { tokens: 1_000_000, minutes: 10 },
  });
  const begun = await readRun(made.runDir);
  expect(begun.problem ?? '').toBe('');
  expect(begun.state).toMatchObject({
    status: 'requested',
    turns: 0,
    usage: { input: 0, output: 0 },
    worktree: null,
  });
  const blob = begun.events.find(
    (event) => event.type === 'tool-finished' && typeof event.output !== 'string',
  );
  expect(blob).toBeDefined();

  const replies = begun.events.filter(({ type }) => type === 'model-replied').length;
  const other = writing('greet.js', `${good}// by the branch\n`);
  await writeFile(
    made.request.cassette ?? '',
    JSON.stringify({ cassette: 1, title: 'test', entries: [behind(replies), other, said('Done.')] }),
  );
  await startRunner(made.runDir, { bundles, env });
  const child = await until(made.runDir, resting);
  expect(child.status).toBe('awaiting-decision');
  const branch = (name: string) => repository.run('show', `dimmer/${made.request.runId}:${name}`);
  expect(branch('greet.js')).toBe(`${good}// by the branch`);
  expect(branch('part-4.js')).toBe('4;');
  // Written after the moment of the branch.
  expect(() => branch('part-6.js')).toThrow();
  const asked = (await readRun(made.runDir)).events.filter(({ type }) => type === 'model-asked').length;
  expect(asked).toBeLessThan(events.filter(({ type }) => type === 'model-asked').length);
  // The run that it came from is as it was, to the byte.
  expect(await readFile(join(first.runDir, 'events.ndjson'), 'utf8')).toBe(log);
  expect(repository.run('show', `dimmer/${first.runId}:greet.js`)).toBe(good.trim());
});

test('what cannot be branched is refused and nothing is made', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir } = await launch(repository, writes(good), { level: 3 });
  const { request, seq } = await until(runDir, resting);
  for (const at of [0, -1, 1.5, Number.NaN, seq + 1])
    expect(await branchRun(runDir, { at, via: 'cli', env: repository.env })).toMatchObject({
      ok: false,
      message: expect.stringContaining(`events 1 to ${seq}`),
    });
  expect((await readRun(join(runDir, '..', request.runId))).state?.seq).toBe(seq);
});

test('a failed run goes on where it failed when the stage is tried again, with its folder back', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const { runDir } = await launch(repository, writes(good).slice(0, 1), {
    level: 3,
  });
  const failed = await until(runDir, (one) => resting(one) && one.worktree?.removed === true);
  // The model says nothing to the second turn.
  expect(messageOf(failed)).not.toBe('');
  expect(failed).toMatchObject({ status: 'failed', worktree: { removed: true } });
  await writeFile(
    failed.request.cassette ?? '',
    JSON.stringify({ cassette: 1, title: 'test', entries: [behind(1), said('Done.')] }),
  );
  const options = { bundles, env };
  await sendControl(runDir, { type: 'retry', stage: 'implement', ...human }, options);
  await until(runDir, ({ status }) => status === 'preparing');
  await startRunner(runDir, options);
  const state = await until(runDir, (one) => resting(one) && one.status !== 'failed');
  expect(state).toMatchObject({ status: 'awaiting-decision', round: 1, worktree: { removed: false } });
  expect(repository.run('show', `${state.worktree?.branch}:greet.js`)).toBe(good.trim());

  // Once more on a result that awaits its decision: a new round, in the same run.
  const more = [behind(2), writing('greet.js', `${good}// mended\n`), said('Done.')];
  await writeFile(
    state.request.cassette ?? '',
    JSON.stringify({ cassette: 1, title: 'test', entries: more }),
  );
  const retried = await retryStage(runDir, { stage: 'implement', ...human, start: options });
  expect(retried).toMatchObject({ ok: true, round: 2 });
  const again = await until(runDir, (one) => resting(one) && one.round === 2);
  expect(again.status).toBe('awaiting-decision');
  const never = await retryStage(runDir, { stage: 'validation', ...human, start: options });
  expect(never).toEqual({
    ok: false,
    message: 'the run has not come to validation yet. Nothing was changed.',
  });
  expect(repository.run('show', `${again.worktree?.branch}:greet.js`)).toContain('// mended');
});

test('a question of the agent waits for nobody, and its answer is in the next turn', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const ask = {
    question: 'Which greeting, hello or hi?',
    choices: ['hello', 'hi'],
    meanwhile: 'hello, as the spec says',
  };
  const { runDir } = await launch(
    repository,
    [
      { role: 'builder', reply: [{ text: 'I ask.' }, { tool: 'ask', input: ask }] },
      ...Array.from({ length: 8 }, (_, index) => ({ ...writing(`part-${index}.js`, '1;\n'), delayMs: 700 })),
      { ...said('Done, as you say.'), repeat: 20 },
      { ...writing('greet.js', good), when: { contains: 'The author answers your question Q1' } },
    ],
    { level: 3 },
  );
  const asked = await until(runDir, ({ questions }) => questions.length > 0);
  expect(asked.questions).toMatchObject([
    { id: 'Q1', text: ask.question, choices: ask.choices, answer: null },
  ]);
  await sendControl(runDir, { type: 'answer', question: 'Q1', text: 'hello', ...human }, { bundles, env });
  await sendControl(runDir, { type: 'answer', question: 'Q9', text: 'lost', ...human }, { bundles, env });
  const state = await until(runDir, resting);
  expect(messageOf(state)).toBe('');
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    questions: [{ id: 'Q1', answer: { text: 'hello', by: 'ada' } }],
  });
  expect(state.files.map(({ path }) => path)).toContain('greet.js');
  const seen = await types(runDir);
  expect(seen.filter((type) => type === 'question-answered')).toHaveLength(1);
});

test('as many runs work at once as may; the others wait in the order of their launch, and go on when one rests', async () => {
  await using repository = await temporaryRepository({
    ...files,
    'dimmer.yaml': `${files['dimmer.yaml']}parallel: 1\n`,
  });
  const { env } = repository;
  // It works for as long as nobody stops it.
  const first = await launch(repository, writes(good, { delayMs: 300_000 }), { level: 3 });
  // The others bring a faster model in the same file: by now it has read its own.
  while (!(await types(first.runDir)).includes('model-asked'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const waiting = [];
  for (let index = 0; index < 3; index += 1) {
    // Ids of one second do not say who was first.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { runDir } = await launch(repository, writes(good), { level: 3 });
    expect(await until(runDir, ({ queued }) => queued !== null)).toMatchObject({
      status: 'requested',
      worktree: null,
      queued: { ahead: index, limit: 1 },
    });
    waiting.push(runDir);
  }
  const [second = '', stopped = '', third = ''] = waiting;
  await sendControl(stopped, { type: 'stop', ...human }, { bundles, env });
  expect(await until(stopped, resting)).toMatchObject({ status: 'stopped', queued: null, worktree: null });
  await sendControl(first.runDir, { type: 'stop', ...human }, { bundles, env });
  for (const runDir of [second, third])
    expect(await until(runDir, resting)).toMatchObject({ status: 'awaiting-decision', queued: null });
  const logs = await Promise.all([second, third].map(async (runDir) => (await readRun(runDir)).events));
  const timeOf = (events: (typeof logs)[number] = [], type: string) =>
    Date.parse(events.find((event) => event.type === type)?.at ?? '');
  expect(timeOf(logs[1], 'slot-taken')).toBeGreaterThanOrEqual(timeOf(logs[0], 'awaiting-decision'));
  for (const events of logs)
    expect(timeOf(events, 'worktree-created')).toBeGreaterThanOrEqual(timeOf(events, 'slot-taken'));
});

test.each([
  ['maximum: 1', 'As many runs have a folder of their own as may: 1. Nothing was started.'],
  ['gigabytes: 0.00001', /^The folders of runs take .+ MB, and may take 0\.00001 GB\. The biggest: \d{8}T/],
])(
  'no run is launched when the folders of runs have come to their cap (%s), and nothing is made',
  async (cap, said) => {
    const yaml = `${files['dimmer.yaml']}worktrees: { ${cap} }\n`;
    await using repository = await temporaryRepository({ ...files, 'dimmer.yaml': yaml });
    const first = await launch(repository, writes(good), { level: 3 });
    await until(first.runDir, resting);
    await expect(launch(repository, writes(good), { level: 3 })).rejects.toThrow(said);
    expect(await listRuns(repository.root, repository.env)).toHaveLength(1);
  },
);
