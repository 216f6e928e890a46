// Runs that a person suspends: at work, in the queue, while they wait for the model, over a crash; and what is refused.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { cassetteSchema } from '../node/agents/rehearsal/cassette.ts';
import { startRehearsalServer } from '../node/agents/rehearsal/server.ts';
import { sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, human, launch, types, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Writes the file, then says nothing for a while. */
const long = [
  ...writes(good).slice(0, 1),
  { role: 'builder', reply: [{ text: 'Done: greet.js greets.' }], delayMs: 5_000 },
];

function dimmer({ root: cwd, env }: TemporaryRepository, ...argv: string[]) {
  const args = [join(bundles, 'cli.mjs'), ...argv];
  const done = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  return { exit: done.status, out: done.stdout, err: done.stderr };
}

/** The file is there, and the model has been asked again. */
async function wrote(runDir: string) {
  while ((await types(runDir)).filter((type) => type === 'model-asked').length < 2)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return until(runDir, ({ turns }) => turns === 1);
}

const isSuspended = ({ status }: { status: string }) => status === 'suspended';
const awaits = ({ status }: { status: string }) => status === 'awaiting-decision';

test('a run that works is suspended with its work and its folder kept, goes on, and is refused once it awaits a decision', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir, runId } = await launch(repository, long, { level: 3 });
  await wrote(runDir);
  expect(dimmer(repository, 'suspend', runId, '--reason', 'lunch')).toMatchObject({
    exit: 0,
    out: `${runId} is suspended; its folder is kept. \`dimmer resume ${runId}\` goes on.\n`,
  });
  const { state } = await readRun(runDir);
  expect(state).toMatchObject({
    status: 'suspended',
    reason: 'by-hand',
    message: 'Suspended by hand: lunch. Its folder and its work are kept.',
    worktree: { removed: false },
  });
  expect(existsSync(join(state?.worktree?.path ?? '', 'greet.js'))).toBe(true);
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
  expect(dimmer(repository, 'suspend', runId)).toMatchObject({
    exit: 1,
    err: `Run ${runId} is suspended: nothing works in it. Nothing was changed.\n`,
  });
  expect(dimmer(repository, 'resume', runId, '--detach').exit).toBe(0);
  await until(runDir, awaits);
  expect(dimmer(repository, 'suspend', runId)).toMatchObject({
    exit: 1,
    err: `Run ${runId} is awaiting-decision: nothing works in it. Nothing was changed.\n`,
  });
  // One that was written before the run came to rest is not carried out either.
  const before = await types(runDir);
  await sendControl(runDir, { type: 'suspend', ...human }, { bundles, env: repository.env });
  await sendControl(runDir, { type: 'open-diff', ...human }, { bundles, env: repository.env });
  await until(runDir, ({ diffOpened }) => diffOpened);
  expect(await types(runDir)).toEqual([...before, 'diff-opened']);
});

test('a run that waits for its turn gives its place up, and takes one again when it is resumed', async () => {
  await using repository = await temporaryRepository({
    ...files,
    'dimmer.yaml': `${files['dimmer.yaml']}parallel: 1\n`,
  });
  const first = await launch(repository, long, { level: 3 });
  await until(first.runDir, (state) => state.turns === 1);
  const second = await launch(repository, long, { level: 3 });
  await until(second.runDir, ({ queued }) => queued !== null);
  expect(dimmer(repository, 'suspend', second.runId).exit).toBe(0);
  expect((await readRun(second.runDir)).state).toMatchObject({ status: 'suspended', queued: null });
  expect(dimmer(repository, 'suspend', first.runId).exit).toBe(0);
  expect(dimmer(repository, 'resume', second.runId, '--detach').exit).toBe(0);
  const { turns } = await until(second.runDir, (state) => state.turns > 0);
  expect(turns).toBe(1);
  expect(dimmer(repository, 'stop', second.runId).exit).toBe(0);
});

test('a run that waits for the model does not wait on when it is resumed', async () => {
  await using repository = await temporaryRepository(files);
  const [first = {}, ...rest] = writes(good);
  const entries = [{ ...first, fault: { kind: 'rate-limit', times: 1, retryAfter: 3600 } }, ...rest];
  const server = await startRehearsalServer({
    cassette: z.parse(cassetteSchema, { cassette: 1, title: 'test', entries }),
  });
  const model = { backend: 'anthropic', model: 'rehearsal', baseUrl: server.url, apiKey: 'test' } as const;
  const { runDir, runId } = await launch(repository, [], { level: 3, ...model });
  await until(runDir, ({ status }) => status === 'waiting');
  expect(dimmer(repository, 'suspend', runId).exit).toBe(0);
  await startRunner(runDir, { bundles, env: repository.env, apiKey: 'test' });
  await until(runDir, awaits);
  await server.close();
});

test.each([
  ['a runner that only looks puts it to rest', 'control'],
  ['one that goes on records the wish and goes on', 'work'],
] as const)('a runner is killed right after the wish was written: %s', async (_, purpose) => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const { runDir } = await launch(repository, long, { level: 3 });
  const { runner } = await wrote(runDir);
  // Asleep it counts as alive, so nobody else is started, and it does not come to read the wish.
  process.kill(runner?.pid ?? 0, 'SIGSTOP');
  await sendControl(runDir, { type: 'suspend', ...human }, { bundles, env });
  process.kill(runner?.pid ?? 0, 'SIGKILL');
  while (runner && isAlive(runner)) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await types(runDir)).not.toContain('run-suspended');
  await startRunner(runDir, { bundles, env, purpose });
  if (purpose === 'control') {
    expect(await until(runDir, isSuspended)).toMatchObject({
      reason: 'by-hand',
      worktree: { removed: false },
      head: { commit: expect.any(String) },
    });
    await startRunner(runDir, { bundles, env });
  }
  await until(runDir, awaits);
  const order = (await types(runDir)).filter((type) => ['runner-started', 'run-suspended'].includes(type));
  expect(order).toEqual(['runner-started', 'run-suspended', 'runner-started']);
});
