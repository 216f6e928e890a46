// What happens to a run from outside: a damaged log, a newer version, a branch, a folder or a repository that goes away. Each
// comes to one clear state with one next step, on every surface the same, and that step works.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { decideRun } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { runCommand } from '../node/run-command.ts';
import { encodeEvent } from '../node/run-log.ts';
import { listRuns, readRun } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import type { RunEventBody } from '../core/run/events.ts';
import { cli } from '../node/testing.ts';
import { alone, careful, killingBundles, visit } from './crash-testing.ts';
import { bundles, files, good, human, launch, resting, types, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 120_000 });

async function dimmer({ root, env }: TemporaryRepository, ...args: string[]) {
  const options = { cwd: root, env: env as Record<string, string>, timeoutMs: 60_000 };
  const { exit, stdout, stderr } = await runCommand(
    process.execPath,
    ['--no-warnings', cli, ...args],
    options,
  );
  return { exit, text: stdout + stderr };
}

/** A run whose runner was killed when it had committed its work. */
async function crashed(repository: TemporaryRepository) {
  const killing = killingBundles(repository, /^after work-committed$/);
  const launched = await launch(repository, careful.slice(1), { bundles: killing.folder });
  await alone(launched.runDir);
  const log = join(launched.runDir, 'events.ndjson');
  return { ...launched, log, lines: readFileSync(log, 'utf8').trimEnd().split('\n') };
}

const approve = (repository: TemporaryRepository, runDir: string) =>
  decideRun(runDir, { decision: 'approve', reason: 'ok', ...human }, { bundles, env: repository.env });

test('a log damaged in the middle: every surface says which line, nothing is written, and its good lines go on', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir, runId, log, lines } = await crashed(repository);
  const damaged = lines.map((line, index) => (index === 5 ? line.replace('"type"', '"tyqe"') : line));
  const bytes = `${damaged.join('\n')}\n`;
  writeFileSync(log, bytes);
  const said = /Line 6 of the event log is damaged \(checksum differs\); the 5 events before it are kept/;
  const next = new RegExp(
    `Copy ${runDir}; then keep its good lines \\(.head -n 5 events.ndjson.*dimmer resume ${runId}`,
  );
  const shown = await dimmer(repository, 'show', runId);
  expect([shown.exit, shown.text]).toEqual([1, expect.stringMatching(said)]);
  expect(shown.text).toMatch(next);
  for (const command of [
    ['resume', runId],
    ['retry', runId, 'implement'],
  ]) {
    const refused = await dimmer(repository, ...command);
    expect([refused.exit, refused.text]).toEqual([1, expect.stringMatching(said)]);
    expect(refused.text).toMatch(next);
  }
  expect((await dimmer(repository, 'runs')).text).toMatch(/failed .*\(log damaged: `dimmer show/);
  const [row] = await listRuns(repository.root, repository.env);
  expect(row).toMatchObject({ status: 'failed', reason: 'log-damaged' });
  await startRunner(runDir, { bundles, env: repository.env });
  await alone(runDir);
  expect(readFileSync(log, 'utf8')).toBe(bytes);
  expect((await dimmer(repository, 'doctor')).text).not.toContain('belongs to no open run');
  writeFileSync(log, `${lines.slice(0, 5).join('\n')}\n`);
  expect(await visit(repository, bundles, runDir)).toBe(false);
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
});

test('a run whose very first line is damaged is still in the list', async () => {
  await using repository = await temporaryRepository(files);
  const { runId, log, lines } = await crashed(repository);
  writeFileSync(log, ['{"garbage', ...lines.slice(1), ''].join('\n'));
  expect((await dimmer(repository, 'runs')).text).toMatch(/failed .*Greeter.*\(log damaged/);
  expect(await dimmer(repository, 'show', runId)).toMatchObject({
    exit: 1,
    text: expect.stringMatching(/Line 1 of the event log is damaged.*\n.*\n.*then launch the spec again\./),
  });
});

test('events of a newer version are kept byte by byte, said to be unread, and the run goes on', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir, runId, log, lines } = await crashed(repository);
  const at = new Date().toISOString();
  const newer = [
    encodeEvent(lines.length + 1, at, { type: 'invented-later', much: 1 } as unknown as RunEventBody),
    encodeEvent(lines.length + 2, at, { v: 2, type: 'run-failed' } as unknown as RunEventBody),
  ].join('');
  const bytes = `${lines.join('\n')}\n${newer}`;
  writeFileSync(log, bytes);
  const shown = await dimmer(repository, 'show', runId);
  expect([shown.exit, shown.text]).toEqual([
    0,
    expect.stringMatching(/2 event\(s\) were written by another version of Dimmer.*Update Dimmer/),
  ]);
  await visit(repository, bundles, runDir);
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
  expect(readFileSync(log, 'utf8').startsWith(bytes)).toBe(true);
});

test('a base branch that is deleted while the run works: approve names the command that brings it back', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir } = await launch(repository, writes(good, { delayMs: 500 }));
  await until(runDir, (state) => state.status === 'working');
  const base = repository.run('rev-parse', 'main');
  repository.run('checkout', '--quiet', '--detach');
  repository.run('branch', '--quiet', '-D', 'main');
  expect((await until(runDir, resting)).status).toBe('awaiting-decision');
  expect(await approve(repository, runDir)).toMatchObject({
    ok: false,
    reasons: [
      expect.stringContaining(
        `branch main is gone. Create it again, for example \`git branch main ${base.slice(0, 12)}\``,
      ),
    ],
  });
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
  repository.run('branch', 'main', base.slice(0, 12));
  expect(await approve(repository, runDir)).toMatchObject({ ok: true, merged: { branch: 'main' } });
});

test('a worktree that is removed while the agent works rests the run; its agent is told when it is made again', async () => {
  await using repository = await temporaryRepository(files);
  const write = writes(good)[0] ?? {};
  const rewrites = { ...write, when: { contains: 'was removed and made again' } };
  const slow = { role: 'builder', reply: [{ tool: 'shell', input: { command: 'sleep 1' } }] };
  const done = { role: 'builder', reply: [{ text: 'Done.' }], repeat: 9 };
  const { runDir, runId } = await launch(repository, [rewrites, write, slow, done]);
  const working = await until(runDir, (state) => state.lastActivity.startsWith('shell'));
  rmSync(working.worktree?.path ?? '', { recursive: true, maxRetries: 10 });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    ...{ status: 'suspended', reason: 'interrupted' },
    message: /^The run's folder .* was removed while it worked: what was not committed is gone\.$/,
    next: `\`dimmer resume RUN\` makes it again from branch dimmer/${runId} and tells the agent.`,
  });
  await alone(runDir);
  await visit(repository, bundles, runDir);
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
});

test('a repository that is moved while a run works rests it, and `runs` and `doctor` say where its runs are', async () => {
  await using repository = await temporaryRepository(files);
  const { root, base } = repository;
  const { runDir, runId } = await launch(repository, [
    { role: 'builder', reply: [{ tool: 'shell', input: { command: 'sleep 1' } }] },
    ...writes(good),
  ]);
  await until(runDir, (state) => state.lastActivity.startsWith('shell'));
  const elsewhere = join(base, 'elsewhere');
  renameSync(root, elsewhere);
  expect(await until(runDir, resting)).toMatchObject({
    status: 'suspended',
    message: `The repository is not at ${root} any more.`,
    next: 'Move it back there, then `dimmer resume RUN`.',
  });
  await alone(runDir);
  for (const command of ['runs', 'doctor']) {
    const { text } = await dimmer({ ...repository, root: elsewhere }, command);
    expect(text).toContain(`1 run(s) were made when this repository was at ${root}`);
    expect(text).toContain(`\`mv ${elsewhere} ${root}\``);
  }
  renameSync(elsewhere, root);
  expect((await dimmer(repository, 'runs')).text).not.toContain('were made when');
  await visit(repository, bundles, runDir);
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
  expect(repository.run('show', `dimmer/${runId}:greet.js`)).toBe(good.trim());
});

test('a repository that is moved while a run awaits its decision: an approval loses nothing and works once it is back', async () => {
  await using repository = await temporaryRepository(files);
  const { root, base } = repository;
  const { runDir } = await launch(repository, writes(good));
  await until(runDir, resting);
  await alone(runDir);
  renameSync(root, join(base, 'elsewhere'));
  void approve(repository, runDir);
  expect(await until(runDir, (state) => state.status === 'suspended')).toMatchObject({
    message: /^The repository is not at/,
  });
  await alone(runDir);
  renameSync(join(base, 'elsewhere'), root);
  await visit(repository, bundles, runDir);
  expect((await readRun(runDir)).state?.status).toBe('awaiting-decision');
  expect(await approve(repository, runDir)).toMatchObject({ ok: true, merged: { branch: 'main' } });
  expect((await types(runDir)).filter((type) => type === 'work-committed')).toHaveLength(1);
  expect(existsSync(join(root, 'greet.js'))).toBe(true);
});
