// Whole runs that are told something, run out of time or are sent away while they work: they rest, and go on from there.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { encodeEvent } from '../node/run-log.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, cassette, files, good, human, launch, resting, types, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 120_000 });

const slow = writes(good, { delayMs: 2_000 });

test('a steer is heard in the next turn of the model, and counted', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const louder = good.replace('hello', 'HELLO');
  const heard = {
    role: 'builder',
    when: { contains: 'shout, please' },
    reply: [{ tool: 'write_file', input: { path: 'greet.js', content: louder } }],
  };
  const { runDir, runId } = await launch(repository, [...slow, ...writes(good).slice(1), heard]);
  while (!(await types(runDir)).includes('model-asked'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await sendControl(runDir, { type: 'steer', text: 'shout, please', ...human }, { bundles, env });
  expect(await until(runDir, resting)).toMatchObject({ status: 'awaiting-decision', steers: 1 });
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(louder.trim());
  const order = (await readRun(runDir)).events.flatMap(({ type }) =>
    ['steered', 'model-replied', 'work-committed'].includes(type) ? [type] : [],
  );
  expect(order.slice(0, 3)).toEqual(['model-replied', 'steered', 'model-replied']);
});

test('a runner that is told to end rests at once with its work kept, and resumes where it was', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const wrote = writes(good).slice(0, 1);
  const thinks = (delayMs: number) => [...wrote, { role: 'builder', reply: [{ text: 'Done.' }], delayMs }];
  const { runDir, runId } = await launch(repository, thinks(20_000));
  const working = await until(runDir, (state) => state.turns === 1);
  process.kill(working.runner?.pid ?? 0, 'SIGTERM');
  const state = await until(runDir, resting, 18_000);
  expect(state).toMatchObject({ status: 'suspended', reason: 'interrupted', next: /dimmer resume/ });
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
  await cassette(repository, thinks(0));
  await startRunner(runDir, { bundles, env });
  expect(await until(runDir, (now) => now.status === 'awaiting-decision')).toMatchObject({ turns: 2 });
});

test('a run that has worked for its minutes rests; more minutes let it go on', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const limits = { tokens: 2_000_000, minutes: 1, rounds: 2 };
  const { runDir } = await launch(repository, slow, { limits });
  const { runner } = await until(runDir, (state) => state.stages['implement'] === 'active');
  process.kill(runner?.pid ?? 0, 'SIGKILL');
  while (runner && isAlive(runner)) await new Promise((resolve) => setTimeout(resolve, 20));
  await beginEarlier(runDir, 61_000);
  await startRunner(runDir, { bundles, env });
  const state = await until(runDir, (now) => now.status === 'suspended');
  expect(state).toMatchObject({
    reason: 'budget',
    message: /worked for its 1 minute\./,
    next: /--budget-minutes/,
  });
  await sendControl(runDir, { type: 'extend-budget', minutes: 30, ...human }, { bundles, env });
  await until(runDir, (now) => now.request.limits.minutes === 30);
  await startRunner(runDir, { bundles, env });
  await until(runDir, (now) => now.status === 'awaiting-decision');
});

/** Dates every event but the last one earlier: the run has then worked that much longer. */
async function beginEarlier(runDir: string, milliseconds: number): Promise<void> {
  const { events } = await readRun(runDir);
  const lines = events.map(({ v: _v, seq, at, ...body }, index) => {
    const earlier = new Date(Date.parse(at) - milliseconds).toISOString();
    return encodeEvent(seq, index === events.length - 1 ? at : earlier, body);
  });
  const file = join(runDir, 'events.ndjson');
  await writeFile(file, lines.join(''));
  expect(await readFile(file, 'utf8')).toContain('runner-started');
}
