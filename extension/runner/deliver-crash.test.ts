// A runner that is killed at every dangerous moment of a delivery, and branches that somebody changed meanwhile.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Pull } from '../node/forge/testing.ts';
import { forgeFor, type Forge } from '../node/forge/testing.ts';
import { decideRun, sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
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

const approval = {
  type: 'decide' as const,
  decision: 'approve' as const,
  reason: 'ok',
  confirmed: [],
  acceptedUntested: {},
  ...human,
};

/** Pids of the runners of one run: processes of this test, found by the run folder in their arguments. */
async function runnersOf(runDir: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const args = (await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '')).split('\0');
    if (args.includes(runDir) && args.some((one) => /runner\/main\.ts$|runner\.mjs$/.test(one)))
      found.push(Number(name));
  }
  return found;
}

async function kill(runDir: string): Promise<void> {
  const pids = await runnersOf(runDir);
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  while ((await runnersOf(runDir)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function once(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const moments: [string, (forge: Forge) => void, (forge: Forge, branch: string) => boolean][] = [
  [
    'after the push, before its event',
    ({ trouble }) => trouble.push.push('done-then-slow'),
    ({ bare }, branch) => bare('branch', '--list', branch) !== '',
  ],
  [
    'after the event of the push, before the pull request',
    ({ trouble }) => trouble.GET.push('slow'),
    ({ requests }) => requests.length === 1,
  ],
  [
    'while the pull request is asked for',
    ({ trouble }) => trouble.POST.push('slow'),
    ({ requests }) => requests.some(({ method }) => method === 'POST'),
  ],
  [
    'after the pull request, before its event',
    ({ trouble }) => trouble.POST.push('done-then-slow'),
    ({ pulls }) => pulls.length === 1,
  ],
];

test.each(moments)(
  'killed %s: there is one pull request, one commit and no merge',
  async (_, prepare, when) => {
    const { forge, runDir, options, branch, approve, repository } = await ready();
    await using _forge = forge;
    const start = repository.run('rev-parse', 'main');
    prepare(forge);
    await sendControl(runDir, approval, options);
    await once(() => when(forge, branch));
    await kill(runDir);
    expect((await readRun(runDir)).state).toMatchObject({
      status: 'approved',
      pullRequest: null,
      merged: null,
    });
    await startRunner(runDir, { ...options, purpose: 'control' });
    const state = await until(runDir, (now) => now.worktree?.removed === true);
    expect(state).toMatchObject({
      status: 'approved',
      pullRequest: { how: 'rest', number: 7 },
      merged: null,
    });
    expect(forge.pulls.map(({ head }: Pull) => head)).toEqual([branch]);
    expect(forge.bare('rev-list', '--count', `main..${branch}`)).toBe('1');
    expect(repository.run('rev-parse', 'main')).toBe(start);
    for (const type of ['branch-pushed', 'pull-request-opened'])
      expect((await types(runDir)).filter((one) => one === type)).toEqual([type]);
    expect(await approve()).toMatchObject({ ok: false, reasons: [/decided already/] });
  },
);

test('approve again finishes what was half way and is told so; --local is refused there', async () => {
  const { forge, runDir, approve } = await ready();
  await using _ = forge;
  forge.trouble.POST.push(502, 502, 502);
  expect(await approve()).toMatchObject({ ok: false, reasons: [/is on origin, but whether.*502/] });
  forge.trouble.GET.push(500, 500, 500, 500, 500, 500);
  expect(await approve({ deliver: 'local' })).toMatchObject({ ok: false, reasons: [/on origin already/] });
  forge.trouble.GET.length = 0;
  expect(await approve()).toMatchObject({ ok: true, merged: null, pullRequest: { number: 7 } });
  expect([forge.pulls.length, forge.pushes()]).toEqual([1, 1]);
  expect((await readRun(runDir)).state).toMatchObject({ status: 'approved', refusal: [] });
});

test('a branch that was changed by hand is neither pushed nor thrown away', async () => {
  const { forge, approve, branch, repository } = await ready();
  await using _ = forge;
  const judged = repository.run('rev-parse', branch);
  const mine = repository.run('commit-tree', `${judged}^{tree}`, '-p', judged, '-m', 'by hand');
  repository.run('update-ref', `refs/heads/${branch}`, mine);
  expect(await approve()).toMatchObject({ ok: false, reasons: [/changed by hand.*git branch mine/] });
  expect(await approve({ deliver: 'local' })).toMatchObject({ ok: false, reasons: [/changed by hand/] });
  expect([repository.run('rev-parse', branch), forge.pushes()]).toEqual([mine, 0]);
  repository.run('update-ref', `refs/heads/${branch}`, judged);
  expect(await approve()).toMatchObject({ ok: true, pullRequest: { number: 7 } });
});

test('a run whose branch was deleted delivers the commit that was judged', async () => {
  const { forge, approve, branch, repository } = await ready();
  await using _ = forge;
  const tree = repository.run('rev-parse', `${branch}^{tree}`);
  repository.run('update-ref', '-d', `refs/heads/${branch}`);
  expect(await approve()).toMatchObject({ ok: true, pullRequest: { number: 7 } });
  expect(forge.bare('rev-parse', `${branch}^{tree}`)).toBe(tree);
  expect(repository.run('rev-parse', branch)).toBe(forge.bare('rev-parse', branch));
});

test('the base branch is gone here: the pull request needs only the one on the remote', async () => {
  const { forge, approve, repository } = await ready();
  await using _ = forge;
  repository.run('checkout', '--quiet', '--detach');
  repository.run('branch', '--quiet', '-D', 'main');
  expect(await approve({ deliver: 'local' })).toMatchObject({ ok: false, reasons: [/branch main is gone/] });
  expect(await approve()).toMatchObject({ ok: true, pullRequest: { number: 7, into: 'main' } });
});

test('the base branch is gone on the remote: the decision stays open, and says what to do', async () => {
  const { forge, approve, runDir } = await ready();
  await using _ = forge;
  forge.bare('update-ref', '-d', 'refs/heads/main');
  expect(await approve()).toMatchObject({
    ok: false,
    reasons: [/origin has no branch main.*git push origin main/],
  });
  expect((await readRun(runDir)).state).toMatchObject({ status: 'awaiting-decision', pushed: null });
  expect(await approve({ deliver: 'local' })).toMatchObject({ ok: true, merged: { how: 'fast-forward' } });
});

test('a remote that appears or changes after the card was made is said before anything is done', async () => {
  await using repository = await temporaryRepository(files);
  const { runDir } = await launch(repository, writes(good));
  await until(runDir, resting);
  await using forge = await forgeFor(repository);
  const options = {
    ...{ bundles, env: repository.env },
    forge: { token: 'ghp_secret', host: forge.host, apiUrl: forge.api },
  };
  const approve = () => decideRun(runDir, { decision: 'approve', reason: 'ok', ...human }, options);
  expect(await approve()).toMatchObject({
    ok: false,
    reasons: [/what Approve does has changed since the card was made\. Approve pushes one commit to origin/],
  });
  expect([forge.pushes(), repository.run('rev-list', '--count', 'main')]).toEqual([0, '1']);
  expect(await approve()).toMatchObject({ ok: true, pullRequest: { number: 7 } });
});

test('a remote that git would start a program for is refused in words, and --local still works', async () => {
  await using repository = await temporaryRepository(files);
  repository.run('config', 'remote.origin.url', `ext::touch%20${join(repository.base, 'marker')}`);
  repository.run('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  const { runDir } = await launch(repository, writes(good));
  await until(runDir, resting);
  const options = { bundles, env: repository.env };
  const approve = (input: object = {}) =>
    decideRun(runDir, { decision: 'approve', reason: 'ok', ...human, ...input }, options);
  expect(await approve()).toMatchObject({
    ok: false,
    reasons: [/origin cannot be used.*helper program.*--local/],
  });
  expect(await approve({ deliver: 'local' })).toMatchObject({ ok: true, merged: { how: 'fast-forward' } });
  expect((await readdir(repository.base)).includes('marker')).toBe(false);
});

test('a decision on a run that still works is refused and changes nothing', async () => {
  await using repository = await temporaryRepository(files);
  await using forge = await forgeFor(repository);
  const { runDir } = await launch(repository, writes(good, { delayMs: 3_000 }));
  await until(runDir, (state) => state.status === 'working');
  const options = { bundles, env: repository.env };
  expect(await decideRun(runDir, { decision: 'approve', reason: 'early', ...human }, options)).toMatchObject({
    ok: false,
    reasons: [/only a run that awaits a decision/],
  });
  await until(runDir, resting);
  expect([forge.pushes(), forge.pulls.length]).toEqual([0, 0]);
});
