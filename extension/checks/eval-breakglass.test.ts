// `npm run eval:breakglass` on what a stranger may give it: it ends with counts or with one sentence, never with a stack.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { root } from './sources.ts';

const script = join(root, 'scripts', 'eval-breakglass.mjs');

function evaluate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

test('renames, merges, submodules, binaries, strange names and line ends are judged', async () => {
  await using repository = await temporaryRepository({ 'src/a.ts': 'export const a = 1;\n' });
  const { run, write, commit } = repository;
  run('mv', 'src/a.ts', 'src/b.ts');
  commit('rename');
  run('checkout', '--quiet', '-b', 'side');
  await write('side.ts', 'side();\r\n');
  commit('side');
  run('checkout', '--quiet', 'main');
  await write('main.ts', 'chmodSync(path, 0o777);\n');
  commit('a cue');
  run('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
  await write('bin/tool', '\0\0\0');
  commit('binary');
  const odd = Buffer.concat([
    Buffer.from(`${repository.root}/`),
    Buffer.from([0xff, 0xe9]),
    Buffer.from('.ts'),
  ]);
  writeFileSync(odd, 'eval(input);\n');
  commit('a name that is no UTF-8');
  const head = run('rev-parse', 'HEAD');
  run('update-index', '--add', '--cacheinfo', `160000,${head},module`);
  run('commit', '--quiet', '-m', 'submodule');
  const { status, stdout } = evaluate('--repo', repository.root, '--commits', '50', '--json');
  expect(status).toBe(0);
  const [result] = JSON.parse(stdout).repositories;
  expect(result).toMatchObject({ commits: 6, forced: 4, skipped: [] });
  expect(result.rules).toEqual({
    'sandbox-and-permissions': 1,
    'untrusted-input': 1,
    'unreadable-content': 2,
  });
});

test('a folder that is no repository, one without commits and one that is too shallow get one sentence', async () => {
  await using repository = await temporaryRepository({ 'a.ts': 'a\n' });
  await using empty = await temporaryRepository();
  await repository.write('a.ts', 'b\n');
  repository.commit('second');
  const shallow = join(repository.base, 'shallow');
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${repository.root}`, shallow]);
  const module = pathToFileURL(join(root, 'scripts', 'eval-breakglass', 'judge.mjs')).href;
  const { judgeRepository } = (await import(module)) as {
    judgeRepository: (folder: string, options: object) => Promise<{ problem?: string }>;
  };
  const problem = async (folder: string) =>
    (await judgeRepository(folder, { name: folder, commits: 5 })).problem ?? 'judged';
  expect(await problem(repository.root)).toBe('judged');
  expect(await problem(repository.base)).toMatch(/no git repository/);
  expect(await problem(join(repository.base, 'none'))).toMatch(/folder/);
  expect(await problem(empty.root)).toMatch(/no commits yet/);
  expect(await problem(shallow)).toMatch(/fetch --unshallow/);
  const { status, stdout, stderr } = evaluate('--repo', empty.root);
  expect([status, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
});
