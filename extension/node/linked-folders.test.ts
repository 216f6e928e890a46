// `worktrees.link`: what is linked is there, read-only and in no commit; what would lead an agent out of the project is refused.
import { existsSync, readFileSync } from 'node:fs';
import { lstat, mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { linkDependencies } from './dependencies.ts';
import { withCheckout } from './guardrails.ts';
import { linkedFolders, placeLink } from './linked-folders.ts';
import { openAgentSandbox } from './sandbox/agent.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';
import { commitWork, createWorktree } from './worktree.ts';

vi.setConfig({ testTimeout: 60_000 });

const yaml = (...names: string[]) => `worktrees: { link: ${JSON.stringify(names)} }\n`;

const files = {
  'dimmer.yaml': yaml('cache/models', 'packages/a/node_modules'),
  '.gitignore': 'cache/\nnode_modules/\nlater/\n*.link\n',
  'packages/a/index.js': '1\n',
  'src/a.js': '1\n',
};

const limits = { timeoutMs: 20_000, maxBytes: 10_000 };

async function place(more: Readonly<Record<string, string>> = {}) {
  const repository = await temporaryRepository({ ...files, ...more });
  await repository.write('cache/models/weights', 'heavy');
  await repository.write('cache/other/secret', 'not named');
  await repository.write('packages/a/node_modules/left/index.js', 'left');
  const commit = repository.run('rev-parse', 'HEAD');
  return { repository, root: repository.root, base: repository.base, commit };
}

/** A worktree as a run makes it, with its links. */
async function worktreeOf(repository: TemporaryRepository, commit: string) {
  const { folders, problems } = await linkedFolders(repository.root, commit);
  const plan = {
    ...{ repository: repository.root, path: join(repository.base, 'worktrees', 'one') },
    ...{ branch: 'dimmer/one', commit, links: folders.map(({ name }) => name) },
  };
  const pins = await createWorktree(plan);
  const dependencies = await linkDependencies(repository.root, commit, plan.path, folders);
  return { pins, plan, dependencies, problems };
}

test('a named folder is there for the agent and the guardrails, read-only, and in no commit', async () => {
  const { repository, root, base, commit } = await place();
  await using _ = repository;
  const { pins, plan, dependencies, problems } = await worktreeOf(repository, commit);
  expect(problems).toEqual([]);
  expect(dependencies.readable).toEqual([join(root, 'cache/models'), join(root, 'packages/a/node_modules')]);
  const scratch = join(base, 'scratch');
  await mkdir(scratch);
  const opened = await openAgentSandbox({ worktree: plan.path, scratch, ...dependencies });
  if (!opened.ok) throw new Error(opened.reason);
  const { sandbox } = opened;
  const shell = (script: string) => sandbox.run(['/bin/sh', '-c', script], limits);
  expect(await shell('cat cache/models/weights packages/a/node_modules/left/index.js')).toMatchObject({
    stdout: 'heavyleft',
    exit: 0,
  });
  for (const attack of [
    'echo x > cache/models/weights',
    'rm -f cache/models/weights',
    'mkdir packages/a/node_modules/new',
    `echo x > ${root}/cache/models/weights`,
    'cat cache/models/../other/secret',
    `cat ${root}/cache/other/secret`,
    `cat ${root}/src/a.js`,
  ])
    expect([attack, (await shell(attack)).exit]).not.toEqual([attack, 0]);
  await sandbox.close();
  expect(readFileSync(join(root, 'cache/models/weights'), 'utf8')).toBe('heavy');
  await writeFile(join(plan.path, 'src/a.js'), '2\n');
  await commitWork(pins, plan.branch, 'Work', { 'Dimmer-Run': 'one' });
  expect(repository.run('diff', '--name-only', commit, 'dimmer/one')).toBe('src/a.js');
  const checkout = { repository: root, base: commit, commit, folder: join(base, 'check') };
  const done = await withCheckout(checkout, async (inside, directory) => {
    const argv = ['/bin/cat', 'cache/models/weights', 'packages/a/node_modules/left/index.js'];
    expect(await inside.run(argv, { ...limits, cwd: directory })).toMatchObject({ stdout: 'heavyleft' });
  });
  expect(done).toEqual({ ok: true });
});

test('a name that leads out of the repository, or to what is not to be seen, is refused with the reason', async () => {
  const outside = /is not linked: it is not a path inside of the repository$/;
  const refused: readonly (readonly [string, RegExp])[] = [
    ['../x', outside],
    ['/etc', outside],
    ['cache/../../x', outside],
    ['./cache', outside],
    ['', outside],
    ['cache\\..\\..', outside],
    ['cache\u0000', outside],
    ['.git', /is git's own$/],
    ['.GIT/hooks', /is git's own$/],
    ['cache/.git', /is git's own$/],
    ['git~1', /is git's own$/],
    ['src', /is tracked, or lies below/],
    ['src/a.js', /is tracked, or lies below/],
    ['src/a.js/deeper', /is tracked, or lies below/],
    ['packages', /is not ignored by git$|is tracked/],
    ['build', /is not ignored by git$/],
    [':(glob)**', outside],
    ['out.link', /is a link or a file, or lies behind one$/],
    ['cache/out', /is a link or a file, or lies behind one$/],
    ['cache/out/deeper', /is a link or a file, or lies behind one$/],
    ['cache/state', /holds or lies in .*state, which no agent may see$/],
    ['cache/state/deep', /holds or lies in .*state, which no agent may see$/],
    ['cache', /holds or lies in .*, which no agent may see$/],
  ];
  const { repository, root, base, commit } = await place({
    'dimmer.yaml': yaml(...refused.map(([name]) => name)),
  });
  await using _ = repository;
  await mkdir(join(base, 'elsewhere/deeper'), { recursive: true });
  await symlink(join(base, 'elsewhere'), join(root, 'out.link'));
  await symlink(join(base, 'elsewhere'), join(root, 'cache/out'));
  await mkdir(join(root, 'cache/state/deep'), { recursive: true });
  vi.stubEnv('DIMMER_STATE', join(root, 'cache/state'));
  try {
    const { folders, problems } = await linkedFolders(root, commit);
    expect(folders).toEqual([]);
    expect(problems).toHaveLength(refused.length);
    for (const [index, [name, why]] of refused.entries()) {
      expect(problems[index]).toContain(`"${name}" is not linked`);
      expect(problems[index]).toMatch(why);
    }
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an agent cannot name a folder for itself, nor have a link made behind one of its own', async () => {
  const { repository, root, base, commit } = await place();
  await using _ = repository;
  const { pins, plan } = await worktreeOf(repository, commit);
  // It names another folder, and puts a link to outside where the host will make a folder.
  await writeFile(join(plan.path, 'dimmer.yaml'), yaml('cache/other'));
  const trap = join(base, 'trap');
  await mkdir(trap);
  await rm(join(plan.path, 'packages'), { recursive: true });
  await symlink(trap, join(plan.path, 'packages'));
  await rm(join(plan.path, 'cache'), { recursive: true });
  await symlink(trap, join(plan.path, 'cache'));
  const { folders } = await linkedFolders(root, commit);
  expect(folders.map(({ name }) => name)).toEqual(['cache/models', 'packages/a/node_modules']);
  expect((await linkDependencies(root, commit, plan.path, folders)).readable).toEqual([]);
  expect([existsSync(join(trap, 'models')), existsSync(join(trap, 'a'))]).toEqual([false, false]);
  const { commit: work } = await commitWork(pins, plan.branch, 'Work', { 'Dimmer-Run': 'one' });
  const checkout = { repository: root, base: commit, commit: work, folder: join(base, 'check') };
  await withCheckout(checkout, async (inside, directory) => {
    const script = `cat ${root}/cache/other/secret ${root}/cache/models/weights`;
    expect(await inside.run(['/bin/sh', '-c', script], { ...limits, cwd: directory })).toMatchObject({
      stdout: '',
      exit: 1,
    });
  });
});

test('a linked folder that becomes a link to outside is linked no more, and its content is out of reach', async () => {
  const { repository, root, base, commit } = await place();
  await using _ = repository;
  const { plan, dependencies } = await worktreeOf(repository, commit);
  expect(await readlink(join(plan.path, 'cache/models'))).toBe(join(root, 'cache/models'));
  await mkdir(join(base, 'elsewhere'));
  await writeFile(join(base, 'elsewhere/secret'), 'secret');
  await rename(join(root, 'cache/models'), join(root, 'cache/old'));
  await symlink(join(base, 'elsewhere'), join(root, 'cache/models'));
  const { folders, problems } = await linkedFolders(root, commit);
  expect(folders.map(({ name }) => name)).toEqual(['packages/a/node_modules']);
  expect(problems.join()).toContain('"cache/models" is not linked: it is a link or a file');
  const again = await linkDependencies(root, commit, plan.path, folders);
  expect(again.readable).not.toContain(join(base, 'elsewhere'));
  expect(dependencies.readable).toHaveLength(2);
  const scratch = join(base, 'scratch');
  await mkdir(scratch);
  const opened = await openAgentSandbox({ worktree: plan.path, scratch, ...again });
  if (!opened.ok) throw new Error(opened.reason);
  expect((await opened.sandbox.run(['/bin/cat', 'cache/models/secret'], limits)).exit).not.toBe(0);
  await opened.sandbox.close();
});

test('a folder that is not there yet is linked when it is, and what the agent put in its place is left alone', async () => {
  const { repository, root, base, commit } = await place({ 'dimmer.yaml': yaml('later', 'cache/models') });
  await using _ = repository;
  const target = join(base, 'target');
  await mkdir(join(target, 'cache/models'), { recursive: true });
  const before = await linkedFolders(root, commit);
  expect(before.folders.map(({ real }) => real !== null)).toEqual([false, true]);
  expect(before.folders.map((one) => placeLink(target, one))).toEqual([false, false]);
  expect((await lstat(join(target, 'cache/models'))).isDirectory()).toBe(true);
  await mkdir(join(root, 'later'));
  const { folders } = await linkedFolders(root, commit);
  expect(folders.map((one) => placeLink(target, one))).toEqual([true, false]);
});
