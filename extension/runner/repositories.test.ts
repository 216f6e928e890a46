// Whole runs in repositories as people have them: cloned without history, in paths with blanks and letters of other alphabets, with
// Windows line ends, files of Git LFS, sparse checkouts and submodules.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { decideRun } from '../node/control.ts';
import { describeLaunch } from '../node/launch.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, human, launch, resting, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

/** A clone of `from` at `name` beside it, as somebody would have made it. */
function clone(
  from: { base: string; root: string; env: NodeJS.ProcessEnv },
  name: string,
  ...flags: string[]
) {
  const root = join(from.base, name);
  const run = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: from.base,
      env: from.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  run('clone', '--quiet', ...flags, `file://${from.root}`, root);
  const inside = (...args: string[]) => run('-C', root, ...args);
  inside('config', 'user.name', 'Ada');
  inside('config', 'user.email', 'ada@example.com');
  return { root, run: inside };
}

test('a run in a shallow clone with Windows line ends and files of Git LFS, in a path with blanks and umlauts', async () => {
  await using repository = await temporaryRepository({
    ...files,
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n*.txt text eol=crlf\n',
    'data.bin': pointer,
    'notes.txt': 'one\ntwo\n',
  });
  await repository.write('later.md', 'a second commit\n');
  repository.commit('second');
  const { root, run } = clone(
    repository,
    "Größe – α (mit 'Blank')",
    '--depth',
    '1',
    '-c',
    'core.autocrlf=true',
  );
  expect(await readFile(join(root, 'notes.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
  expect(run('rev-list', '--count', 'HEAD')).toBe('1');
  const described = await describeLaunch(
    { repository: root, specPath: 'specs/greeter.md' },
    { bundles, env: repository.env },
  );
  expect(described.ok && described.description.notes).toContainEqual(expect.stringContaining('Git LFS'));
  const { runDir, runId } = await launch(repository, writes(good), { level: 3, repository: root });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'awaiting-decision', files: [{ path: 'greet.js', status: 'M' }] });
  const decision = { decision: 'approve', reason: 'tried it', deliver: 'local', ...human } as const;
  expect(await decideRun(runDir, decision, { bundles, env: repository.env })).toMatchObject({ ok: true });
  expect(run('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe('greet.js');
  expect(run('show', 'HEAD:data.bin')).toBe(pointer.trim());
  expect((await readFile(join(root, 'greet.js'), 'utf8')).replaceAll('\r\n', '\n')).toBe(good);
  expect(await readFile(join(root, 'notes.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
  expect(run('status', '--porcelain')).toBe('');
  expect(run('worktree', 'list').split('\n')).toHaveLength(1);
  expect(run('branch', '--list', `dimmer/${runId}`)).toBe('');
});

test('a run in a sparse checkout with a submodule changes nothing that is not checked out, and says what is empty', async () => {
  await using inner = await temporaryRepository({ 'inside.txt': 'inside' });
  await using repository = await temporaryRepository({
    ...files,
    'docs/guide.md': '# Guide\n',
    'apps/other/x.js': '1;\n',
  });
  const { env } = repository;
  repository.run(
    '-c',
    'protocol.file.allow=always',
    'submodule',
    'add',
    '--quiet',
    inner.root,
    'vendor/inner',
  );
  repository.commit('with a submodule');
  const { root, run } = clone(repository, 'sparse', '--sparse');
  run('sparse-checkout', 'set', 'specs');
  await expect(readFile(join(root, 'apps/other/x.js'))).rejects.toThrow('ENOENT');
  const described = await describeLaunch(
    { repository: root, specPath: 'specs/greeter.md' },
    { bundles, env },
  );
  expect(described.ok && described.description.notes).toContainEqual(
    'submodules are empty folders in a run: vendor/inner',
  );
  const { runDir } = await launch(repository, writes(good), { level: 3, repository: root });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'awaiting-decision', files: [{ path: 'greet.js', status: 'M' }] });
  const decision = { decision: 'approve', reason: 'tried it', deliver: 'local', ...human } as const;
  expect(await decideRun(runDir, decision, { bundles, env })).toMatchObject({ ok: true });
  expect(run('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe('greet.js');
  expect(run('ls-tree', '-r', '--name-only', 'HEAD').split('\n')).toContain('apps/other/x.js');
  expect(run('ls-tree', 'HEAD', 'vendor/inner')).toContain('160000 commit');
  expect(run('status', '--porcelain')).toBe('');
});

test('a bare repository is refused with what to do', async () => {
  await using repository = await temporaryRepository(files);
  const bare = join(repository.base, 'bare.git');
  repository.run('clone', '--quiet', '--bare', repository.root, bare);
  await writeFile(join(bare, 'greeter.md'), files['specs/greeter.md']);
  const described = await describeLaunch(
    { repository: bare, specPath: 'greeter.md' },
    { bundles, env: repository.env },
  );
  expect(described).toMatchObject({
    ok: false,
    message: expect.stringMatching(/not in a git repository|working tree/),
  });
});
