// Real repositories, hostile ones included: what git may start, what a snapshot holds, what a state is called.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentBranch, git, GitProblem, gitText, repositoryRoot, resolveCommit } from './git.ts';
import { changedFiles, listTree, showFile, snapshot } from './snapshot.ts';
import { repoKey, repositoryState } from './state-home.ts';
import { temporaryRepository } from './temporary-repository.ts';

test('no git, no commits, a detached HEAD and an unknown revision each have their own reason', async () => {
  await using empty = await temporaryRepository();
  expect(await repositoryRoot(empty.base)).toBeNull();
  expect(await repositoryRoot(empty.root)).toBe(empty.root);
  await expect(resolveCommit(empty.root, 'HEAD')).rejects.toMatchObject({ reason: 'no-commits' });
  await expect(gitText(empty.base, ['status'])).rejects.toMatchObject({ reason: 'not-a-repository' });
  await empty.write('a.txt', 'a');
  const commit = empty.commit('a');
  expect(await currentBranch(empty.root)).toBe('main');
  empty.run('checkout', '--quiet', '--detach');
  expect(await currentBranch(empty.root)).toBeNull();
  expect(await resolveCommit(empty.root, 'HEAD')).toBe(commit);
  await expect(resolveCommit(empty.root, 'nope')).rejects.toMatchObject({ reason: 'unknown-revision' });
  await expect(resolveCommit(empty.root, '--all')).rejects.toBeInstanceOf(GitProblem);
});

test('hooks, fsmonitor, filters, textconv, external diff and merge drivers of a repository do not run', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'one\n' });
  const { root, base } = repository;
  const marker = join(base, 'marker');
  const script = join(base, 'evil.sh');
  await writeFile(script, `#!/bin/sh\necho "$0 $@" >> ${marker}\ncat\n`, { mode: 0o755 });
  await mkdir(join(root, '.husky'));
  for (const hook of [
    'pre-commit',
    'post-checkout',
    'post-merge',
    'post-commit',
    'reference-transaction',
    'post-index-change',
  ])
    await writeFile(join(root, '.husky', hook), `#!/bin/sh\necho ${hook} >> ${marker}\n`, { mode: 0o755 });
  for (const [key, value] of [
    ['core.hooksPath', '.husky'],
    ['core.fsmonitor', script],
    ['filter.evil.clean', script],
    ['filter.evil.smudge', script],
    ['diff.evil.textconv', script],
    ['diff.evil.command', script],
    ['diff.external', script],
    ['merge.evil.driver', script],
    ['commit.gpgSign', 'true'],
    ['gpg.program', script],
    ['core.pager', script],
  ] as const)
    repository.run('config', key, value);
  await repository.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
  await repository.write('a.txt', 'two\n');

  await git(root, ['status', '--porcelain']);
  await git(root, ['add', '--all']);
  await git(root, ['diff', '--cached']);
  expect((await git(root, ['commit', '--quiet', '-m', 'two'])).ok).toBe(true);
  await git(root, ['diff', 'HEAD~1', 'HEAD']);
  await git(root, ['checkout', '--quiet', '-b', 'side', 'HEAD~1']);
  await git(root, ['merge', '--ff-only', 'main']);
  await git(root, ['log', '-p', '-1']);
  expect(existsSync(marker)).toBe(false);

  repository.run('status');
  expect(existsSync(marker), 'the trap works for a plain git').toBe(true);
});

test('a merge driver of the repository becomes a conflict, not a silent choice', async () => {
  await using repository = await temporaryRepository({
    'a.txt': '1\n',
    '.gitattributes': '*.txt merge=keep\n',
  });
  repository.run('config', 'merge.keep.driver', 'true');
  repository.run('checkout', '--quiet', '-b', 'side');
  await repository.write('a.txt', '2\n');
  repository.commit('2');
  repository.run('checkout', '--quiet', 'main');
  await repository.write('a.txt', '3\n');
  repository.commit('3');
  expect((await git(repository.root, ['merge-tree', '--write-tree', 'main', 'side'])).exit).toBe(1);
});

test('a snapshot holds the bytes of the commit, whatever attributes say, and nothing of the working tree', async () => {
  await using repository = await temporaryRepository();
  const { root } = repository;
  const bytes = Buffer.from([0, 1, 2, 10, 13, 10, 255, 0]);
  await writeFile(join(root, 'data.bin'), bytes);
  await repository.write('crlf.txt', 'a\r\nb\r\n');
  await repository.write('secret/x.txt', 'x');
  await repository.write('.gitattributes', 'secret export-ignore\n*.txt text eol=lf -text\n');
  await repository.write('ümlaut and space.txt', 'u');
  await repository.write('run.sh', '#!/bin/sh\n', 0o755);
  await repository.write('empty', '');
  await symlink('run.sh', join(root, 'link'));
  const commit = repository.commit('all');
  await repository.write('later.txt', 'not committed');
  const target = join(repository.base, 'snapshot');
  const result = await snapshot(root, 'HEAD', target);
  expect(result).toMatchObject({ commit, files: 8, submodules: [] });
  expect(await readFile(join(target, 'data.bin'))).toEqual(bytes);
  expect(await readFile(join(target, 'secret/x.txt'), 'utf8')).toBe('x');
  expect(await readFile(join(target, 'ümlaut and space.txt'), 'utf8')).toBe('u');
  expect(await readlink(join(target, 'link'))).toBe('run.sh');
  expect(existsSync(join(target, 'later.txt'))).toBe(false);
  expect((await listTree(root, commit)).length).toBe(8);
  expect(await showFile(root, commit, 'data.bin')).toEqual(bytes);
  expect(await showFile(root, commit, 'secret')).toBeNull();
  expect(await showFile(root, commit, 'later.txt')).toBeNull();
});

test('a crafted tree cannot write outside the snapshot', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { root } = repository;
  const blob = repository.run('hash-object', '-w', 'a.txt');
  const raw = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]);
  const written = await git(root, ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
    input: raw,
  });
  const commit = repository.run('commit-tree', '-m', 'evil', written.stdout.trim());
  await expect(snapshot(root, commit, join(repository.base, 'out'))).rejects.toThrow(/unsafe path/);
});

test('changed files name status and lines; submodules are left out of snapshots', async () => {
  await using repository = await temporaryRepository({
    'a.txt': '1\n2\n3\n',
    'b.txt': 'b\n',
    'tab\there': 'x\n',
  });
  const base = repository.run('rev-parse', 'HEAD');
  await repository.write('a.txt', '1\n3\n4\n5\n');
  await repository.write('tab\there', 'y\n');
  repository.run('rm', '--quiet', 'b.txt');
  await writeFile(join(repository.root, 'n.bin'), Buffer.from([0, 1, 2]));
  repository.run('update-index', '--add', '--cacheinfo', `160000,${base},sub`);
  await mkdir(join(repository.root, 'sub'));
  const head = repository.commit('change');
  const files = await changedFiles(repository.root, base, head);
  expect(files.filter((file) => file.path !== 'sub')).toEqual([
    { path: 'a.txt', status: 'M', added: 2, removed: 1 },
    { path: 'b.txt', status: 'D', added: 0, removed: 1 },
    { path: 'n.bin', status: 'A', added: 0, removed: 0 },
    { path: 'tab\there', status: 'M', added: 1, removed: 1 },
  ]);
  const result = await snapshot(repository.root, head, join(repository.base, 'out'));
  expect(result.submodules).toEqual(['sub']);
});

test('all worktrees of a repository share one key, and its state lies outside it', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  repository.run('worktree', 'add', '--quiet', '../other');
  const key = await repoKey(repository.root);
  expect(key).toMatch(/^repository-[0-9a-f]{12}$/);
  expect(await repoKey(join(repository.base, 'other'))).toBe(key);
  const state = await repositoryState(repository.root, repository.env);
  expect(state.runs).toBe(join(repository.base, 'state', key, 'runs'));
  await expect(repoKey(repository.base)).rejects.toMatchObject({ reason: 'not-a-repository' });
});
