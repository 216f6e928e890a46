// Approvals on real git: every place the base branch can be in, and that no way merges twice or touches uncommitted work.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { performMerge, planMerge, type MergeInput, type MergePlan } from './merge.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

async function prepared(branch: string | undefined = 'main') {
  const repository = await temporaryRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const base = repository.run('rev-parse', 'HEAD');
  repository.run('checkout', '--quiet', '-b', 'dimmer/one');
  await repository.write('a.txt', 'built\n');
  const head = repository.commit('work of round 1\n\nDimmer-Run: one\nDimmer-Seq: 4\nDimmer-Round: 1');
  repository.run('checkout', '--quiet', 'main');
  const input: MergeInput = {
    repository: repository.root,
    runId: 'one',
    base: { commit: base, ...(branch === undefined ? {} : { branch }) },
    head,
    branch: 'dimmer/one',
    title: 'A  title\nwith a break',
    specPath: 'specs/a.md',
  };
  return { repository, input, base, head };
}

function ready(plan: MergePlan) {
  if (plan.kind !== 'ready') throw new Error(JSON.stringify(plan));
  return plan;
}

const message = (repository: TemporaryRepository, revision: string) =>
  repository.run('log', '-1', '--format=%an <%ae>%n%B', revision);

test('a clean checkout of the base is fast-forwarded to one commit of the user', async () => {
  const { repository, input, base } = await prepared();
  await using _ = repository;
  const plan = ready(await planMerge(input));
  expect(plan).toMatchObject({ moved: false, checkout: repository.root });
  const done = await performMerge(input, plan, 42);
  expect(done).toMatchObject({ ok: true, merged: { branch: 'main', how: 'fast-forward' } });
  expect(repository.run('rev-list', '--count', `${base}..main`)).toBe('1');
  expect(message(repository, 'main')).toBe(
    'Ada <ada@example.com>\nA title with a break\n\nBuilt from specs/a.md.\n\nDimmer-Run: one\nDimmer-Seq: 42',
  );
  expect(repository.run('status', '--porcelain')).toBe('');
  expect(await planMerge(input)).toMatchObject({ kind: 'already', merged: { branch: 'main' } });
});

test('a base that is checked out nowhere is moved without touching any checkout', async () => {
  const { repository, input } = await prepared();
  await using _ = repository;
  repository.run('checkout', '--quiet', '-b', 'other');
  await repository.write('b.txt', 'uncommitted\n');
  const done = await performMerge(input, ready(await planMerge(input)), 1);
  expect(done).toMatchObject({ ok: true, merged: { how: 'update-ref' } });
  expect(repository.run('show', 'main:a.txt')).toBe('built');
  expect(repository.run('status', '--porcelain')).toBe('M b.txt');
});

test('a detached HEAD keeps the result on its own branch as one commit', async () => {
  const { repository, input, base } = await prepared(undefined);
  await using _ = repository;
  const detached = { ...input, base: { commit: base } };
  const done = await performMerge(detached, ready(await planMerge(detached)), 1);
  expect(done).toMatchObject({ ok: true, merged: { branch: 'dimmer/one', how: 'branch-kept' } });
  expect(repository.run('rev-list', '--count', `${base}..dimmer/one`)).toBe('1');
  expect(repository.run('rev-parse', 'main')).toBe(base);
  expect(await planMerge(detached)).toMatchObject({ kind: 'already', merged: { how: 'branch-kept' } });
});

test('uncommitted changes and files in the way refuse with what to do, and stay as they are', async () => {
  const { repository, input, base } = await prepared();
  await using _ = repository;
  await repository.write('b.txt', 'mine\n');
  expect(await planMerge(input)).toMatchObject({
    kind: 'refused',
    reasons: [/uncommitted changes \(b\.txt\).*stash/],
  });
  repository.run('checkout', '--quiet', '--', 'b.txt');
  repository.run('checkout', '--quiet', 'dimmer/one');
  await repository.write('new.txt', 'built\n');
  const head = repository.commit('more');
  repository.run('checkout', '--quiet', 'main');
  await writeFile(join(repository.root, 'new.txt'), 'mine, untracked\n');
  const later = { ...input, head };
  const done = await performMerge(later, ready(await planMerge(later)), 1);
  expect(done).toMatchObject({ ok: false, reason: /could not fast-forward main: .*new\.txt/s });
  expect(repository.run('rev-parse', 'main')).toBe(base);
  expect(repository.run('status', '--porcelain')).toBe('?? new.txt');
});

test('a base that moved is integrated, or refused when it conflicts, never overwritten', async () => {
  const { repository, input } = await prepared();
  await using _ = repository;
  await repository.write('b.txt', 'theirs\n');
  const theirs = repository.commit('theirs');
  const plan = ready(await planMerge(input));
  expect(plan).toMatchObject({ moved: true, parent: theirs });
  const raced = repository.commit('another, in this moment');
  expect(await performMerge({ ...input }, { ...plan, checkout: null }, 1)).toMatchObject({ ok: false });
  expect(repository.run('rev-parse', 'main')).toBe(raced);
  expect(await performMerge(input, ready(await planMerge(input)), 1)).toMatchObject({ ok: true });
  expect(repository.run('show', 'main:a.txt')).toBe('built');
  expect(repository.run('show', 'main:b.txt')).toBe('theirs');
});

test('conflicts and a lost base branch are said with the next command', async () => {
  const { repository, input } = await prepared();
  await using _ = repository;
  await repository.write('a.txt', 'theirs\n');
  repository.commit('theirs');
  expect(await planMerge(input)).toMatchObject({
    kind: 'refused',
    reasons: [/main has moved and conflicts .*\(a\.txt\).*git merge dimmer\/one/],
  });
  repository.run('checkout', '--quiet', '--detach');
  repository.run('branch', '--quiet', '-D', 'main');
  expect(await planMerge(input)).toMatchObject({
    kind: 'refused',
    reasons: [/branch main is gone.*git branch main/],
  });
});

test('hooks of the repository do not run in an approval', async () => {
  const { repository, input } = await prepared();
  await using _ = repository;
  const marker = join(repository.base, 'marker');
  for (const hook of ['post-merge', 'post-checkout', 'reference-transaction', 'pre-merge-commit']) {
    await repository.write(`.husky/${hook}`, `#!/bin/sh\ntouch ${marker}\n`, 0o755);
  }
  repository.run('config', 'core.hooksPath', '.husky');
  expect(await performMerge(input, ready(await planMerge(input)), 1)).toMatchObject({ ok: true });
  await expect(import('node:fs/promises').then((fs) => fs.stat(marker))).rejects.toThrow();
});
