// Several at once on one run: of many runners one works; two windows, a command line and the runner's own fold never disagree.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { replay } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { runCommand } from '../node/run-command.ts';
import { listRuns, openLog, readRun, runsDir, watchRuns } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, cli, whole } from '../node/testing.ts';
import { alone, careful, killingBundles, visit } from './crash-testing.ts';
import { files, good, launch, resting, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let repository: TemporaryRepository;
beforeAll(async () => {
  repository = await temporaryRepository(files);
});
afterAll(() => repository?.[Symbol.asyncDispose]());

/** The state that `dimmer show` prints, from a process of its own. */
async function shown(runId: string): Promise<RunState> {
  const { root, env } = repository;
  const result = await runCommand(process.execPath, ['--no-warnings', cli, 'show', runId, '--json'], {
    cwd: root,
    env: env as Record<string, string>,
    timeoutMs: 60_000,
  });
  if (result.exit !== 0) throw new Error(JSON.stringify(result));
  return (JSON.parse(result.stdout) as { state: RunState }).state;
}

const plain = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

test('of three runners that are started on a crashed run at once one works, and no event is there twice', async () => {
  const killing = killingBundles(repository, /^after runner-started$/);
  const { runDir } = await launch(repository, careful.slice(1), { bundles: killing.folder });
  await alone(runDir);
  const ended = await Promise.all([1, 2, 3].map(() => visit(repository, bundles, runDir)));
  expect(ended).toEqual([false, false, false]);
  const { events, state, problem } = await readRun(runDir);
  expect([problem, state?.status]).toEqual([undefined, 'awaiting-decision']);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const starts = events.flatMap((event) => (event.type === 'runner-started' ? [event.resumed] : []));
  expect(starts).toEqual([false, true]);
  for (const type of ['worktree-created', 'guardrails-chosen', 'work-committed', 'awaiting-decision'])
    expect([type, events.filter((event) => event.type === type).length]).toEqual([type, 1]);
});

test('while a run works, whatever a window or a command line shows is the fold of what was written by then', async () => {
  const { root, env } = repository;
  const slow = writes(good, { delayMs: 400 });
  const { runDir, runId } = await launch(repository, slow);
  const seen = { first: [] as unknown[], second: [] as unknown[], cli: [] as unknown[] };
  const look = (into: unknown[]) => async () => {
    const state = (await listRuns(root, env)).find((one) => one.request.runId === runId);
    if (state) into.push(plain(state));
  };
  const windows = [look(seen.first), look(seen.second)].map((see) =>
    watchRuns(root, () => void see(), { everyMs: 15, env }),
  );
  let works = true;
  const asking = (async () => {
    while (works) seen.cli.push(await shown(runId));
  })();
  await until(runDir, resting);
  await alone(runDir);
  works = false;
  await asking;
  seen.cli.push(await shown(runId));
  await look(seen.first)();
  for (const window of windows) window.dispose();
  const { events } = await readRun(runDir);
  const folds = events.map((_, index) => JSON.stringify(replay(events.slice(0, index + 1))));
  for (const [who, states] of Object.entries(seen)) {
    const places = states.map((state) => folds.indexOf(JSON.stringify(state)));
    expect([who, places.filter((place) => place < 0)]).toEqual([who, []]);
    expect(new Set(places).size).toBeGreaterThan(1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
  expect(seen.cli.at(-1)).toEqual(seen.first.at(-1));
  // What the runner itself made of its events, as it wrote it down when it left.
  const own = JSON.parse(readFileSync(join(runDir, 'summary.json'), 'utf8')) as { state: RunState };
  expect(own.state).toEqual(seen.cli.at(-1));
});

test('after every event a reader that went on, one that begins, the command line and the writer agree', async () => {
  const [run] = await listRuns(repository.root, repository.env);
  const runId = run?.request.runId ?? '';
  const dir = join(await runsDir(repository.root, repository.env), runId);
  const lines = readFileSync(join(dir, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(30);
  writeFileSync(join(dir, 'events.ndjson'), '');
  for (const [index, line] of lines.entries()) {
    appendFileSync(join(dir, 'events.ndjson'), `${line}\n`);
    const wentOn = plain((await readRun(dir)).state);
    const opened = openLog(dir);
    if (!opened.ok) throw new Error(opened.problem);
    const writer = plain(opened.log.state());
    opened.log.close();
    expect([index, writer]).toEqual([index, wentOn]);
    if (whole || index % 6 === 0 || index === lines.length - 1)
      expect([index, await shown(runId)]).toEqual([index, wentOn]);
  }
});
