// `dimmer branch` and `dimmer retry` on a finished run: what they list, what they begin, what they refuse.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, launch, resting, until, writes } from '../runner/testing.ts';
import { branchCommand, retryCommand } from './branch.ts';
import { answerCommand } from './steering.ts';
import { runCommandHere } from './test-io.ts';

vi.setConfig({ testTimeout: 180_000 });

test('places are listed, a branch begins at one, and what cannot be done is refused with the reason', async () => {
  await using repository = await temporaryRepository(files);
  const { root: cwd, env } = repository;
  const { runDir, runId } = await launch(repository, writes(good), { level: 3 });
  const { seq } = await until(runDir, resting);
  const { events } = await readRun(runDir);
  const begin = events.find(({ type }) => type === 'stage-entered')?.seq ?? 0;
  const here = (command: typeof branchCommand, ...argv: string[]) =>
    runCommandHere(command, argv, { cwd, env });

  /** The program itself, where a runner is started. */
  const cli = (...argv: string[]) => {
    const done = spawnSync(process.execPath, [join(bundles, 'cli.mjs'), ...argv], {
      cwd,
      env,
      encoding: 'utf8',
    });
    return { exit: done.status, out: done.stdout, err: done.stderr };
  };

  const listed = await here(branchCommand, runId);
  expect(listed.exit).toBe(0);
  expect(listed.out).toContain(`${begin}  begin of implement, round 1`);
  expect(await here(branchCommand, runId, '--at', String(seq + 1), '--detach')).toMatchObject({
    exit: 2,
    err: `The run has the events 1 to ${seq}; ${seq + 1} is none of them. Nothing was made.\n`,
  });
  expect((await here(branchCommand, runId, '--at', '3', '--budget-tokens', 'many')).exit).toBe(2);
  expect((await here(branchCommand, 'no-such-run', '--at', '3')).exit).toBe(2);

  const inTool = events.find(({ type }) => type === 'tool-finished')?.seq ?? 0;
  const made = cli('branch', runId, '--at', String(inTool), '--detach', '--json');
  expect(made.exit).toBe(0);
  expect(made.err).toContain(`of event ${inTool} it is not known what the files were`);
  const said = JSON.parse(made.out) as { run: string; from: string; seq: number; folder: string };
  expect(said).toMatchObject({ type: 'branched', from: runId, seq: expect.any(Number) });
  expect(said.seq).toBeLessThan(inTool);
  const child = await until(said.folder, resting);
  expect(child).toMatchObject({
    status: 'awaiting-decision',
    request: { branchedFrom: { run: runId, seq: said.seq } },
  });

  expect((await here(retryCommand, runId, 'dinner')).exit).toBe(2);
  expect(await here(retryCommand, runId, 'validation', '--detach')).toMatchObject({
    exit: 1,
    err: `Run ${runId}: the run has not come to validation yet. Nothing was changed.\n`,
  });
  expect(await here(answerCommand, runId, 'Q1', 'yes')).toMatchObject({
    exit: 1,
    err: `Run ${runId} has no open question "Q1". None is open. Nothing was changed.\n`,
  });
  expect((await readRun(runDir)).events).toHaveLength(seq);

  expect(cli('retry', runId, 'guardrails', '--detach')).toMatchObject({ exit: 0, out: `${runId}\n` });
  const state = await until(runDir, (one) => resting(one) && one.seq > seq + 3);
  expect(state).toMatchObject({ status: 'awaiting-decision', round: 1 });
});
