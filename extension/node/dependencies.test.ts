import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeConfiguration } from '../core/configuration.ts';
import { chooseGuardrails } from './choose-guardrails.ts';
import { linkDependencies } from './dependencies.ts';
import { runGuardrail, withCheckout } from './guardrails.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';
import { commitWork, createWorktree } from './worktree.ts';

/** What the detected guardrails say on a clean checkout of HEAD, in the sandbox. */
async function guard(repository: TemporaryRepository): Promise<string[]> {
  const commit = repository.run('rev-parse', 'HEAD');
  const chosen = await chooseGuardrails(repository.root, commit, decodeConfiguration('').configuration);
  const results: string[] = [chosen.source];
  const checkout = {
    repository: repository.root,
    base: commit,
    commit,
    folder: join(repository.base, 'check'),
  };
  const done = await withCheckout(checkout, async (sandbox, directory) => {
    for (const guardrail of chosen.guardrails) {
      const result = await runGuardrail(sandbox, directory, guardrail, new AbortController().signal);
      results.push(`${result.name}: ${result.outcome}`);
    }
  });
  expect(done).toEqual({ ok: true });
  return results;
}

const python = {
  'pyproject.toml': '[project]\nname = "sums"\n',
  'sums.py': 'def add(a, b):\n    return a + b\n',
  'tests/__init__.py': '',
  'tests/test_sums.py': [
    'import unittest',
    'import sums',
    'class Sums(unittest.TestCase):',
    '    def test_add(self):',
    '        self.assertEqual(sums.add(1, 2), 3)',
    '',
  ].join('\n'),
};

test("a Python project is guarded with the user's interpreter, and a failing test is red", async () => {
  await using repository = await temporaryRepository(python);
  expect(await guard(repository)).toEqual(['pyproject.toml', 'compile: pass', 'test: pass']);
  await repository.write('sums.py', 'def add(a, b):\n    return a - b\n');
  repository.commit('broken');
  expect(await guard(repository)).toEqual(['pyproject.toml', 'compile: pass', 'test: fail']);
});

test('a virtual environment is linked, and what is installed in it is there', async () => {
  await using repository = await temporaryRepository({
    ...python,
    'sums.py': 'import only_here\ndef add(a, b):\n    return only_here.plus(a, b)\n',
  });
  expect(await guard(repository)).toContain('test: fail');
  execFileSync('python3', ['-m', 'venv', '--without-pip', '.venv'], { cwd: repository.root });
  const packages = execFileSync(
    join(repository.root, '.venv/bin/python3'),
    ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
    { encoding: 'utf8' },
  ).trim();
  await repository.write(
    join(packages.slice(repository.root.length + 1), 'only_here.py'),
    'def plus(a, b):\n    return a + b\n',
  );
  await repository.write('.venv/.gitignore', '*\n');
  expect(await guard(repository)).toEqual(['pyproject.toml', 'compile: pass', 'test: pass']);
});

test('a plain Make project is guarded with its targets', async () => {
  await using repository = await temporaryRepository({
    Makefile: 'all: answer\nanswer: answer.c\n\tcc -o answer answer.c\ntest: answer\n\t./answer\n',
    'answer.c': 'int main(void) { return 0; }\n',
  });
  expect(await guard(repository)).toEqual(['Makefile', 'build: pass', 'test: pass']);
});

test('a tool that is not there is red and ends nothing', async () => {
  await using repository = await temporaryRepository({
    'package.json': JSON.stringify({ scripts: { test: 'no-such-tool --run' } }),
  });
  expect(await guard(repository)).toEqual(['package.json', 'test: fail']);
});

test('Go and Rust work offline, with what the user has fetched before', async () => {
  await using repository = await temporaryRepository({ 'go.mod': 'module a', 'Cargo.toml': '[package]' });
  const target = join(repository.base, 'target');
  await mkdir(target);
  const { env, readable } = await linkDependencies(
    repository.root,
    repository.run('rev-parse', 'HEAD'),
    target,
  );
  expect(env).toMatchObject({ GOPROXY: 'off', GOTOOLCHAIN: 'local', CARGO_NET_OFFLINE: 'true' });
  expect(readable.filter((path) => !existsSync(path) || homedir().startsWith(path))).toEqual([]);
});

test('a folder that the project tracks is not a dependency: it is neither linked nor left out of a commit', async () => {
  await using repository = await temporaryRepository({ 'venv/config.txt': 'ours' });
  const plan = {
    repository: repository.root,
    path: join(repository.base, 'worktrees', 'one'),
    branch: 'dimmer/one',
    commit: repository.run('rev-parse', 'main'),
  };
  const pins = await createWorktree(plan);
  expect((await linkDependencies(repository.root, plan.commit, plan.path)).readable).toEqual([]);
  await repository.write('../worktrees/one/venv/config.txt', 'changed');
  await symlink(repository.base, join(plan.path, 'node_modules'));
  await commitWork(pins, plan.branch, 'Work', { 'Dimmer-Run': 'one' });
  expect(repository.run('show', 'dimmer/one:venv/config.txt')).toBe('changed');
  expect(repository.run('ls-tree', '--name-only', 'dimmer/one')).toBe('venv');
});

test('an environment that names home as its interpreter opens nothing', async () => {
  await using repository = await temporaryRepository({ ...python, '.gitignore': '.venv/\n' });
  await repository.write('.venv/pyvenv.cfg', `home = ${join(homedir(), 'bin')}\n`);
  const target = join(repository.base, 'target');
  await mkdir(target);
  const { readable } = await linkDependencies(repository.root, repository.run('rev-parse', 'HEAD'), target);
  expect(readable).toEqual([join(repository.root, '.venv')]);
  expect((await lstat(join(target, '.venv'))).isSymbolicLink()).toBe(true);
});
