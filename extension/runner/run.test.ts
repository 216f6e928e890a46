// Whole runs as real processes on real repositories, the model played by a cassette: launch, crash, stop, decide.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { decideRun, sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import { repoKey } from '../node/state-home.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { whole } from '../node/testing.ts';
import { bundles, files, good, human, launch, resting, types, until, writes } from './testing.ts';

// Several processes start in each of these, and other tests run beside them.
vi.setConfig({ testTimeout: 180_000 });

const check = `import { execFileSync } from 'node:child_process';
const said = execFileSync(process.execPath, ['greet.js', 'ada'], { encoding: 'utf8' });
if (said.trim() !== 'hello ada') { console.error('said ' + said); process.exit(1); }
`;

test('a run is built, guarded, awaits a decision, and approve merges one commit of the user', async () => {
  await using repository = await temporaryRepository(files);
  const { root, env } = repository;
  const start = repository.run('rev-parse', 'main');
  const { runDir, runId, evaluator } = await launch(repository, writes(good));
  expect(evaluator).toBe('no-vault');
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    guardrailsAtBase: { syntax: { outcome: 'pass' } },
    guardrailsAtHead: { syntax: { outcome: 'pass' } },
    evaluationSkipped: '0 hidden scenarios, not checked: this repository has no vault',
    files: [{ path: 'greet.js', status: 'M' }],
    dollars: null,
    stages: {
      clarify: 'success',
      implement: 'success',
      validation: 'skipped',
      sealed: 'skipped',
      outcome: 'success',
    },
  });
  expect(JSON.parse(await readFile(join(runDir, 'outcome.json'), 'utf8'))).toMatchObject({ v: 1 });
  expect(repository.run('rev-parse', 'main')).toBe(start);
  expect(repository.run('log', '-1', '--format=%an', `dimmer/${runId}`)).toBe('Dimmer');

  const refused = await decideRun(runDir, { decision: 'approve', reason: '', ...human }, { bundles, env });
  expect(refused).toMatchObject({ ok: false });
  const result = await decideRun(
    runDir,
    { decision: 'approve', reason: 'tried it', ...human },
    { bundles, env },
  );
  expect(result).toMatchObject({ ok: true, merged: { branch: 'main', how: 'fast-forward' } });
  expect(
    repository.run('log', '--format=%an|%s|%(trailers:key=Dimmer-Run,valueonly)', `${start}..main`).trim(),
  ).toBe(`Ada|Greeter|${runId}`);
  expect(await readFile(join(root, 'greet.js'), 'utf8')).toBe(good);
  expect(repository.run('status', '--porcelain')).toBe('');
  expect(repository.run('branch', '--list', 'dimmer/*')).toBe('');
  expect(repository.run('worktree', 'list').split('\n').length).toBe(1);
  expect(await readdir(join(runDir, '..', '..', 'worktrees'))).toEqual([]);

  const again = await decideRun(runDir, { decision: 'reject', reason: 'no', ...human }, { bundles, env });
  expect(again).toMatchObject({ ok: false, reasons: [/decided already: approve/] });
  expect(repository.run('rev-list', '--count', `${start}..main`)).toBe('1');
});

test('a runner that is killed at any time goes on where it was, and does nothing twice', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const [write, done] = writes(good, { delayMs: 300 });
  // A call that the kill cut off is told as "outcome unknown"; a model that takes no notice has built nothing, and its run fails rightly.
  const again = { ...write, when: { contains: 'interrupted: outcome unknown' } };
  const { runDir, runId } = await launch(repository, [again, write ?? {}, { ...done, repeat: 20 }]);
  let kills = 0;
  let seenAtKill = 0;
  for (let round = 0; round < (whole ? 12 : 6); round += 1) {
    // A few events further than the last kill, then somewhere in the next one: how fast the machine is does not matter.
    const [events, pause] = whole ? [2, 30 * round] : [4, 60 * round];
    let log = '';
    let state = (await readRun(runDir)).state;
    while (log.split('\n').length < seenAtKill + events && !(state && resting(state))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      log = await readFile(join(runDir, 'events.ndjson'), 'utf8');
      state = (await readRun(runDir)).state;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    state = (await readRun(runDir)).state;
    if (state && resting(state)) break;
    log = await readFile(join(runDir, 'events.ndjson'), 'utf8');
    seenAtKill = log.split('\n').length;
    const pids = [...log.matchAll(/"type":"runner-started","pid":(\d+)/g)].map((match) => Number(match[1]));
    const pid = pids.at(-1);
    if (pid !== undefined && state?.runner && isAlive(state.runner)) {
      process.kill(pid, 'SIGKILL');
      kills += 1;
    }
    await startRunner(runDir, { bundles, env });
  }
  const state = await until(runDir, resting);
  expect(state.status).toBe('awaiting-decision');
  expect(kills).toBeGreaterThan(2);
  const seen = await types(runDir);
  const once = [
    'worktree-created',
    'guardrails-chosen',
    'work-committed',
    'awaiting-decision',
    'integrity-checked',
  ];
  for (const type of once) expect([type, seen.filter((one) => one === type).length]).toEqual([type, 1]);
  expect(repository.run('rev-list', '--count', `main..dimmer/${runId}`)).toBe('1');
  expect((await readRun(runDir)).problem).toBeUndefined();
});

test('stop ends a working run at once, keeps its work on the branch, and leaves no process', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const entries = [
    ...writes(good).slice(0, 1),
    { role: 'builder', reply: [{ tool: 'shell', input: { command: 'sleep 4242' } }] },
    { role: 'builder', reply: [{ text: 'done' }] },
  ];
  const { runDir, runId } = await launch(repository, entries);
  await until(runDir, (state) => state.lastActivity.startsWith('shell'));
  const before = (await readRun(runDir)).state;
  await sendControl(runDir, { type: 'stop', ...human }, { bundles, env });
  const state = await until(runDir, (now) => now.worktree?.removed === true);
  expect(state).toMatchObject({ status: 'stopped', by: 'ada', files: [{ path: 'greet.js' }] });
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
  while (before?.runner && isAlive(before.runner)) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const commands = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  expect(commands.filter((command) => command.includes('4242'))).toEqual([]);
  await startRunner(runDir, { bundles, env });
  expect((await readRun(runDir)).state?.status).toBe('stopped');
});

test('red guardrails go back to the agent with their output; a guardrail red before is not counted', async () => {
  const config = `guardrails:
  - { name: greets, run: [node, check.mjs] }
  - { name: syntax, run: node --check greet.js }
`;
  await using repository = await temporaryRepository({ ...files, 'check.mjs': check, 'dimmer.yaml': config });
  const broken = 'console.log(`hello ${';
  const entries = [...writes(broken), ...writes(good)];
  const { runDir } = await launch(repository, entries, { level: 3 });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    round: 2,
    guardrailsAtBase: { greets: { outcome: 'fail' }, syntax: { outcome: 'pass' } },
    guardrailsAtHead: { greets: { outcome: 'pass' }, syntax: { outcome: 'pass', round: 2 } },
    stages: { 'change-set-review': 'active' },
    evaluationSkipped: 'not checked: no hidden evaluation at level 3',
  });
  const { events } = await readRun(runDir);
  const asked = events.flatMap((event) =>
    event.type === 'model-asked' && event.round === 2 ? [JSON.stringify(event.content)] : [],
  );
  expect(asked[0]).toContain('## syntax: fail');
  expect(asked[0]).not.toContain('greets');
});

test('level 2 plans first with reading tools only and is approved file by file', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const plan = [{ role: 'builder', reply: [{ text: 'Plan: rewrite greet.js.' }] }];
  const { runDir } = await launch(repository, [...plan, ...writes(good)], { level: 2 });
  expect(await until(runDir, resting)).toMatchObject({
    status: 'awaiting-decision',
    stages: { plan: 'success' },
  });
  const early = await decideRun(runDir, { decision: 'approve', reason: 'ok', ...human }, { bundles, env });
  expect(early).toMatchObject({ ok: false, reasons: [/1 of 1 changed file.* not accepted/] });
  await sendControl(
    runDir,
    { type: 'review-file', path: 'greet.js', accepted: true, ...human },
    { bundles, env },
  );
  await until(runDir, (state) => state.acceptedFiles.length === 1);
  const done = await decideRun(
    runDir,
    { decision: 'approve', reason: 'read it', ...human },
    { bundles, env },
  );
  expect(done).toMatchObject({ ok: true });
});

test('a cap rests the run before it is passed; more budget goes on from there', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const entries = writes(good, { usage: { input: 900_000, output: 10 } });
  const { runDir } = await launch(repository, entries, {
    limits: { tokens: 910_000, minutes: 10, rounds: 2 },
  });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'suspended', reason: 'budget' });
  await sendControl(runDir, { type: 'extend-budget', tokens: 5_000_000, ...human }, { bundles, env });
  await until(runDir, (now) => now.request.limits.tokens === 5_000_000);
  expect((await readRun(runDir)).state?.status).toBe('suspended');
  await startRunner(runDir, { bundles, env });
  expect(await until(runDir, (now) => now.status === 'awaiting-decision')).toMatchObject({ turns: 2 });
});

test('return keeps the branch, reject removes it, both remove the worktree', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  for (const decision of ['return', 'reject'] as const) {
    const { runDir, runId } = await launch(repository, writes(good));
    await until(runDir, resting);
    expect(await decideRun(runDir, { decision, reason: '', ...human }, { bundles, env })).toMatchObject({
      ok: false,
    });
    expect(await decideRun(runDir, { decision, reason: 'not it', ...human }, { bundles, env })).toEqual({
      ok: true,
      merged: null,
      pullRequest: null,
    });
    expect(repository.run('branch', '--list', `dimmer/${runId}`) !== '').toBe(decision === 'return');
    expect(existsSync(join(runDir, '..', '..', 'worktrees', runId))).toBe(false);
  }
  expect(repository.run('worktree', 'list').split('\n').length).toBe(1);
});

test('a wrong vault identity rests the run with the work kept; without an identity it is said to be not checked', async () => {
  await using repository = await temporaryRepository(files);
  const { root, env } = repository;
  const vault = join(env['DIMMER_VAULT'] ?? '', await repoKey(root));
  await mkdir(vault, { recursive: true });
  await writeFile(join(vault, 'manifest.age'), 'not a vault');
  const identity = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ';
  const locked = await launch(repository, writes(good), { identity });
  expect(locked.evaluator).toBe('started');
  const state = await until(locked.runDir, resting);
  expect(state).toMatchObject({ status: 'suspended', reason: 'vault-locked', next: /--identity FILE/ });
  expect(state.head).not.toBeNull();
  const unlocked = await launch(repository, writes(good));
  expect(unlocked.evaluator).toBe('no-identity');
  const other = await until(unlocked.runDir, resting);
  expect(other).toMatchObject({ status: 'awaiting-decision', evaluationSkipped: /without the identity/ });
  for (const { runDir } of [locked, unlocked]) {
    for (const name of await readdir(runDir)) {
      const text = await readFile(join(runDir, name), 'utf8').catch(() => '');
      expect([name, text.includes('AGE-SECRET-KEY')]).toEqual([name, false]);
    }
  }
});

test('a base that moved is guarded together with the result before anything is merged', async () => {
  const config = 'guardrails:\n  - { name: clear, run: "test ! -e blocker" }\n';
  await using repository = await temporaryRepository({ ...files, 'dimmer.yaml': config });
  const { env } = repository;
  const { runDir } = await launch(repository, writes(good), { level: 3 });
  await until(runDir, resting);
  await repository.write('blocker', 'x');
  const theirs = repository.commit('theirs');
  const approve = () => decideRun(runDir, { decision: 'approve', reason: 'ok', ...human }, { bundles, env });
  expect(await approve()).toMatchObject({ ok: false, reasons: [/main has moved.*clear \(fail\)/] });
  expect(repository.run('rev-parse', 'main')).toBe(theirs);
  repository.run('rm', '--quiet', 'blocker');
  repository.commit('cleared');
  expect(await approve()).toMatchObject({ ok: true, merged: { how: 'fast-forward' } });
  expect(repository.run('show', 'main:greet.js')).toBe(good.trim());
});

test('a returned run goes on as a child at its head, and its agent reads the comments', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const first = await launch(repository, writes('console.log("hm");\n'), { level: 3 });
  await until(first.runDir, resting);
  const early = await launch(repository, [], { level: 3, parent: first.runId }).catch(
    (error: Error) => error,
  );
  expect(String(early)).toMatch(/awaiting-decision; a run goes on from one that was returned/);
  const comments = [{ path: 'greet.js', line: 1, text: 'print the name' }];
  const returned = { decision: 'return' as const, reason: 'not it yet', comments, ...human };
  expect(await decideRun(first.runDir, returned, { bundles, env })).toMatchObject({ ok: true });
  const child = await launch(repository, writes(good), { level: 3, parent: first.runId });
  const state = await until(child.runDir, resting);
  const head = (await until(first.runDir, resting)).head?.commit;
  expect(state.request).toMatchObject({ parent: first.runId, base: { commit: head, branch: 'main' } });
  const log = await readFile(join(child.runDir, 'events.ndjson'), 'utf8');
  expect(log).toContain('not it yet');
  expect(log).toContain('- greet.js:1: print the name');
  const reason = 'now it is';
  expect(
    await decideRun(child.runDir, { decision: 'approve', reason, ...human }, { bundles, env }),
  ).toMatchObject({
    ok: true,
    merged: { branch: 'main', how: 'fast-forward' },
  });
  expect(repository.run('show', 'main:greet.js')).toBe(good.trim());
});
