// A run's worktree on real git: what is committed, what never is, and what an agent that rewrites git metadata achieves.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPins } from './git-pins.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';
import { linkDependencies } from './dependencies.ts';
import { commitWork, createWorktree, listWorktrees, removeWorktree, restoreWorktree } from './worktree.ts';

function planFor(repository: TemporaryRepository) {
  return {
    repository: repository.root,
    path: join(repository.base, 'worktrees', 'one'),
    branch: 'dimmer/one',
    commit: repository.run('rev-parse', 'main'),
  };
}

const trailers = { 'Dimmer-Run': 'one', 'Dimmer-Seq': '7' };

test('work is committed by Dimmer on the branch of the run, once, and the user sees nothing of it', async () => {
  await using repository = await temporaryRepository({
    'a.txt': 'a',
    '.gitignore': 'node_modules/\n*.log\n',
  });
  await repository.write('node_modules/dep/index.js', 'dep');
  const plan = planFor(repository);
  const pins = await createWorktree(plan);
  expect((await linkDependencies(repository.root, plan.commit, plan.path)).readable).toEqual([
    join(repository.root, 'node_modules'),
  ]);
  expect(await readFile(join(plan.path, 'node_modules/dep/index.js'), 'utf8')).toBe('dep');
  await writeFile(join(plan.path, 'b.txt'), 'b');
  await writeFile(join(plan.path, 'x.log'), 'ignored');
  await rm(join(plan.path, 'a.txt'));
  const first = await commitWork(pins, plan.branch, 'Work of round 1', trailers);
  expect(await commitWork(pins, plan.branch, 'again', trailers)).toEqual(first);
  expect(repository.run('show', '--stat=80', '--format=%an <%ae>%n%B', 'dimmer/one')).toMatch(
    /^Dimmer <dimmer@localhost>\nWork of round 1\n\nDimmer-Run: one\nDimmer-Seq: 7\n/,
  );
  expect(repository.run('ls-tree', '-r', '--name-only', 'dimmer/one')).toBe('.gitignore\nb.txt');
  expect(repository.run('status', '--porcelain')).toBe('');
  expect(repository.run('rev-parse', 'main')).toBe(plan.commit);
});

test('a folder of its own that an agent puts in the place of a link keeps nothing else from being committed', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a', '.gitignore': 'node_modules/\n' });
  const plan = planFor(repository);
  const pins = await createWorktree(plan);
  await mkdir(join(plan.path, 'node_modules'));
  await writeFile(join(plan.path, 'node_modules/x.js'), 'x');
  await writeFile(join(plan.path, 'a.txt'), 'b');
  await commitWork(pins, plan.branch, 'Work of round 1', trailers);
  expect(repository.run('diff', '--name-only', 'main', 'dimmer/one')).toBe('a.txt');
  // Nor where it says that the folder is not ignored.
  await writeFile(join(plan.path, '.gitignore'), '');
  await commitWork(pins, plan.branch, 'Work of round 2', trailers);
  expect(repository.run('ls-tree', '-r', '--name-only', 'dimmer/one')).toBe('.gitignore\na.txt');
});

test('a half made worktree is replaced, a lost one comes back at its branch, and removal leaves nothing', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const plan = planFor(repository);
  await mkdir(plan.path, { recursive: true });
  await writeFile(join(plan.path, 'debris'), 'x');
  await createWorktree(plan);
  const pins = await createWorktree(plan);
  expect(existsSync(join(plan.path, 'debris'))).toBe(false);
  await writeFile(join(plan.path, 'b.txt'), 'b');
  await commitWork(pins, plan.branch, 'b', trailers);
  await writeFile(join(plan.path, 'c.txt'), 'not committed');
  expect(await restoreWorktree(plan, pins)).toBe(pins);
  expect(existsSync(join(plan.path, 'c.txt'))).toBe(true);
  await rm(plan.path, { recursive: true });
  await restoreWorktree(plan, pins);
  expect(existsSync(join(plan.path, 'b.txt'))).toBe(true);
  await removeWorktree(repository.root, plan.path, plan.branch);
  await removeWorktree(repository.root, plan.path, plan.branch);
  expect((await listWorktrees(repository.root)).map((one) => one.branch)).toEqual(['main']);
  expect(repository.run('branch', '--list', 'dimmer/*')).toBe('');
  expect(existsSync(join(repository.root, '.git', 'worktrees', 'one'))).toBe(false);
});

test('rewritten git metadata stops the commit; an editor that notes a merge base does not', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const plan = planFor(repository);
  const pins = await createWorktree(plan);
  repository.run('config', 'branch.main.vscode-merge-base', 'origin/main');
  expect(await checkPins(pins)).toEqual([]);
  repository.run('config', 'core.fsmonitor', '/tmp/evil');
  expect(await checkPins(pins)).toEqual(['config']);
  repository.run('config', '--unset', 'core.fsmonitor');
  for (const [name, file] of [
    ['.git', join(plan.path, '.git')],
    ['commondir', join(pins.gitDir, 'commondir')],
    ['gitdir', join(pins.gitDir, 'gitdir')],
  ] as const) {
    const before = await readFile(file);
    await writeFile(file, 'gitdir: /tmp/evil\n');
    expect(await checkPins(pins)).toEqual([name]);
    await rm(file);
    await symlink('/tmp/evil', file);
    await expect(commitWork(pins, plan.branch, 'x', trailers)).rejects.toThrow(
      /metadata changed .*nothing was committed/,
    );
    await rm(file);
    await writeFile(file, before);
  }
  expect(await checkPins(pins)).toEqual([]);
});

test('a repository that the agent makes inside the worktree is left out, said, and its programs do not run', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const plan = planFor(repository);
  const pins = await createWorktree(plan);
  const marker = join(repository.base, 'marker');
  const inner = join(plan.path, 'inner');
  repository.run('init', '--quiet', inner);
  await writeFile(join(inner, 'f.txt'), 'f');
  repository.run('-C', inner, 'add', '--all');
  repository.run('-C', inner, '-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '-m', 'x');
  const script = join(repository.base, 'evil.sh');
  await writeFile(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  repository.run('-C', inner, 'config', 'core.fsmonitor', script);
  await writeFile(join(plan.path, 'b.txt'), 'b');
  const done = await commitWork(pins, plan.branch, 'x', trailers);
  expect(done.nested).toEqual(['inner']);
  expect(repository.run('ls-tree', '-r', '--name-only', 'dimmer/one')).toBe('a.txt\nb.txt');
  expect(existsSync(marker)).toBe(false);
});

test('locks of a git that was killed do not keep the work from being committed', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const plan = planFor(repository);
  const pins = await createWorktree(plan);
  await writeFile(join(plan.path, 'b.txt'), 'b');
  const old = new Date(Date.now() - 60_000);
  const locks = [join(pins.gitDir, 'index.lock'), join(pins.commonDir, 'refs/heads/dimmer/one.lock')];
  for (const lock of locks) {
    await writeFile(lock, '');
    await utimes(lock, old, old);
  }
  await restoreWorktree(plan, pins);
  await commitWork(pins, plan.branch, 'Work', trailers);
  expect(repository.run('show', 'dimmer/one:b.txt')).toBe('b');
  // Fresh, it may belong to a git that is still at work: it is waited for.
  await writeFile(join(plan.path, 'c.txt'), 'c');
  await writeFile(locks[0] ?? '', '');
  const waiting = commitWork(pins, plan.branch, 'More', trailers);
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, 'waits'))])).toBe(
    'waits',
  );
  await rm(locks[0] ?? '');
  await waiting;
  expect(repository.run('show', 'dimmer/one:c.txt')).toBe('c');
});
