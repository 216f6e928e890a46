// Approvals that go to a remote: real runs, real git over HTTP, a server that plays the REST API, and every trouble on the way.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { decideRun } from '../node/control.ts';
import { fakeGh, forgeFor, type Forge } from '../node/forge/testing.ts';
import { readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import {
  bundles,
  files,
  finishedRun,
  good,
  human,
  launch,
  resting,
  token,
  types,
  until,
  writes,
} from './testing.ts';

vi.setConfig({ testTimeout: 120_000 });

let finished: Awaited<ReturnType<typeof finishedRun>>;
beforeAll(async () => {
  finished = await finishedRun();
});
afterAll(() => finished?.remove());

const ready = () => finished.again();

/** Everything that a run leaves behind, as one text. */
async function leftBehind(runDir: string): Promise<string> {
  const names = await readdir(runDir, { recursive: true, withFileTypes: true });
  const texts = names
    .filter((one) => one.isFile())
    .map((one) => readFile(join(one.parentPath, one.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

const oneCommit = (forge: Forge, branch: string) =>
  forge.bare('log', '--format=%an|%s|%(trailers:key=Dimmer-Run,valueonly,separator=%x2C)', `main..${branch}`);

test('approve pushes one commit and opens one pull request with the redacted card; nothing here moves', async () => {
  const { forge, runDir, runId, branch, approve, repository } = await ready();
  await using _ = forge;
  const start = repository.run('rev-parse', 'main');
  expect((await readRun(runDir)).state).toMatchObject({
    status: 'awaiting-decision',
    delivery: { how: 'pull-request', remote: 'origin', host: forge.host, into: 'main', unpushed: null },
  });
  expect(await approve()).toMatchObject({
    ok: true,
    merged: null,
    pullRequest: {
      how: 'rest',
      url: `http://${forge.host}/ada/greeter/pull/7`,
      number: 7,
      into: 'main',
      remote: 'origin',
    },
  });
  expect(forge.pulls).toMatchObject([{ head: branch, base: 'main', title: '[rehearsal] Greeter' }]);
  const body = forge.pulls[0]?.body ?? '';
  expect(body).toContain('rehearsal: scripted model, no dollars');
  for (const secret of [repository.base, '@example.com', 'hunter2', token])
    expect(body).not.toContain(secret);
  // As a word: a commit's number may well hold these three letters.
  expect(body).not.toMatch(/\bada\b/);
  expect(oneCommit(forge, branch)).toBe(`Ada|Greeter|${runId}`);
  expect(forge.bare('for-each-ref', '--format=%(refname:short)').split('\n')).toEqual([branch, 'main']);
  expect(repository.run('rev-parse', 'main')).toBe(start);
  expect(repository.run('rev-parse', branch)).toBe(forge.bare('rev-parse', branch));
  expect((await types(runDir)).slice(-4)).toEqual([
    'decided',
    'branch-pushed',
    'pull-request-opened',
    'worktree-removed',
  ]);
  expect(await approve()).toMatchObject({ ok: false, reasons: [/decided already: approve/] });
  expect(forge.pulls.length).toBe(1);
});

test('an approval in the very moment the work ends is carried out by the runner that has the token', async () => {
  for (let at = 0; at < 2; at += 1) {
    await using repository = await temporaryRepository(files);
    await using forge = await forgeFor(repository);
    const { runDir } = await launch(repository, writes(good));
    const log = join(runDir, 'events.ndjson');
    while (!(await readFile(log, 'utf8')).includes('"type":"awaiting-decision"'))
      await new Promise((resolve) => setTimeout(resolve, 2));
    const done = await decideRun(
      runDir,
      { decision: 'approve', reason: 'at once', ...human },
      { bundles, env: repository.env, forge: { token, host: forge.host, apiUrl: forge.api } },
    );
    expect(done).toMatchObject({ ok: true, pullRequest: { how: 'rest', number: 7 } });
  }
});

test('a token is in no file of the run, whatever happened', async () => {
  const { forge, runDir, approve } = await ready();
  await using _ = forge;
  forge.trouble.POST.push(500, 500, 500);
  await approve();
  await approve();
  const text = await leftBehind(runDir);
  expect([text.includes(token), text.includes('hunter2hunter2')]).toEqual([false, false]);
  expect(forge.requests.filter(({ authorization }) => authorization.includes(token)).length).toBeGreaterThan(
    0,
  );
});

test.each([
  ['the answer is lost after the pull request was made', 'done-then-drop'],
  ['the server answers garbage', 'garbage'],
  ['the connection drops', 'drop'],
] as const)('%s: approve again finishes it, and there is one pull request', async (_name, kind) => {
  const { forge, approve, branch, runDir } = await ready();
  await using _ = forge;
  forge.trouble.POST.push(kind, kind, kind);
  const first = await approve();
  if (!first.ok) {
    expect(first.reasons.join(' ')).toMatch(/Approve again/);
    expect((await readRun(runDir)).state).toMatchObject({ status: 'approved', pullRequest: null });
    forge.trouble.POST.length = 0;
    expect(await approve()).toMatchObject({ ok: true, merged: null });
  }
  expect(forge.pulls.map(({ head }) => head)).toEqual([branch]);
  expect(forge.pushes()).toBe(1);
});

test('without a right to open one, the branch is there and the page to open it on is named', async () => {
  for (const status of [401, 403, 404]) {
    const { forge, approve, branch } = await ready();
    await using _ = forge;
    forge.trouble.GET.push(status, status);
    forge.trouble.POST.push(status, status);
    expect([status, await approve()]).toMatchObject([
      status,
      { ok: true, merged: null, pullRequest: { how: 'compare-page', number: null, branch } },
    ]);
    expect(forge.bare('rev-parse', '--verify', branch)).toMatch(/^[0-9a-f]{40}$/);
  }
});

test('a remote that refuses the push keeps the decision open, and nothing is lost', async () => {
  const { forge, approve, branch, runDir, repository } = await ready();
  await using _ = forge;
  const hook = join(repository.base, 'forge', 'ada', 'greeter.git', 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "protected: nobody pushes today" >&2\nexit 1\n', { mode: 0o755 });
  expect(await approve()).toMatchObject({ ok: false, reasons: [/protected: nobody pushes today/] });
  expect((await readRun(runDir)).state).toMatchObject({ status: 'awaiting-decision' });
  expect(repository.run('rev-parse', '--verify', branch)).toMatch(/^[0-9a-f]{40}$/);
  expect(forge.pulls).toEqual([]);
  await writeFile(hook, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  expect(await approve()).toMatchObject({ ok: true, pullRequest: { how: 'rest' } });
  expect(forge.pulls).toHaveLength(1);
  expect((await types(runDir)).filter((type) => type === 'pull-request-opened')).toHaveLength(1);
});

test('a foreign branch of the same name is never overwritten', async () => {
  const { forge, approve, branch } = await ready();
  await using _ = forge;
  forge.bare('update-ref', `refs/heads/${branch}`, 'main');
  const before = forge.bare('rev-parse', branch);
  const answer = await approve();
  expect(answer.ok).toBe(false);
  expect(forge.bare('rev-parse', branch)).toBe(before);
  expect(forge.pulls).toEqual([]);
});

test('two windows that approve at once open one pull request', async () => {
  const { forge, approve, runDir } = await ready();
  await using _ = forge;
  const answers = await Promise.all([approve(), approve()]);
  expect(answers.filter((one) => one.ok).length).toBeGreaterThanOrEqual(1);
  expect([forge.pulls.length, forge.pushes()]).toEqual([1, 1]);
  expect((await types(runDir)).filter((type) => type === 'pull-request-opened')).toHaveLength(1);
});

test('--local merges here and pushes nothing, even with a remote', async () => {
  const { forge, approve } = await ready();
  await using _ = forge;
  expect(await approve({ deliver: 'local' })).toMatchObject({
    ok: true,
    merged: { branch: 'main', how: 'fast-forward' },
    pullRequest: null,
  });
  expect([forge.pulls.length, forge.pushes()]).toEqual([0, 0]);
});

test('a gh that is signed in opens it, from its standard input; no token of ours goes near it', async () => {
  await using repository = await temporaryRepository(files);
  const forge = await forgeFor(repository);
  await using _ = forge;
  const gh = await fakeGh(repository, forge.host);
  const { runDir, runId } = await launch(repository, writes(good), { env: gh.env });
  await until(runDir, resting);
  const done = await decideRun(
    runDir,
    { decision: 'approve', reason: 'ok', ...human },
    { bundles, env: gh.env, forge: { token, host: forge.host, apiUrl: forge.api } },
  );
  expect(done).toMatchObject({ ok: true, pullRequest: { how: 'gh', number: 3 } });
  const calls = await readFile(gh.calls, 'utf8');
  expect([calls.includes(token), calls.includes(`dimmer/${runId}`), calls.includes('--body-file')]).toEqual([
    false,
    true,
    true,
  ]);
  expect(forge.pulls).toEqual([]);
});
