import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftDocumentSchema } from '../core/module/draft-document.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { git } from '../node/git.ts';
import { specCommand } from './spec.ts';
import { runCommandHere } from './test-io.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'dimmer-module-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => runCommandHere(specCommand, ['from', ...argv], { cwd: folder, env: {} });

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function commit(message: string): Promise<void> {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@b.test'];
  await git(folder, ['add', '-A']);
  expect((await git(folder, [...author, 'commit', '-q', '-m', message])).ok).toBe(true);
}

test('a module in a repository: history, paths from the root, and no place of the machine', async () => {
  await git(folder, ['init', '-q']);
  await write({ 'lib/a.ts': 'export const one = 1;\n', 'other/b.ts': 'export const two = 2;\n' });
  await commit('Add it');
  await write({ 'lib/a.ts': 'export const one = 2;\n' });
  await commit('Fix one');
  await write({ 'other/b.ts': 'export const two = 3;\n' });
  await commit('Fix two');
  const { exit, out } = await run('lib');
  expect(exit).toBe(0);
  expect(out).toMatch(/"Fix one"\. \[HIST [0-9a-f]{10}\]/);
  expect(out).not.toContain('Fix two');
  expect(out).not.toContain(folder);
  expect(out).toMatch(/`lib`, at commit `[0-9a-f]{10}`\. 1 source file/);
  expect((await run('lib')).out).toBe(out);
  await write({ 'lib/c.ts': 'export const three = 3;\n' });
  expect((await run('lib')).out).toContain('with changes that are not committed');
});

test('nothing of the module is run', async () => {
  const mark = join(folder, 'ran');
  const evil = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`;
  await git(folder, ['init', '-q']);
  await write({ 'lib/a.cjs': `${evil};\nexports.a = 1;`, 'lib/a.test.cjs': evil });
  await git(folder, ['config', 'core.fsmonitor', `touch ${mark}; false`]);
  expect((await run('lib')).out).toContain('CommonJS `a`');
  await expect(readFile(mark)).rejects.toThrow('ENOENT');
});

test('a file that exists is never written over', async () => {
  await write({ 'lib/a.ts': 'export const one = 1;\n', 'kept.md': 'mine' });
  const refused = await run('lib', '--out', 'kept.md');
  expect([refused.exit, refused.err]).toEqual([
    2,
    'kept.md exists and was not changed. Name another file, or move this one away.\n',
  ]);
  expect(await readFile(join(folder, 'kept.md'), 'utf8')).toBe('mine');
  expect((await run('lib', '--out', 'new.md')).exit).toBe(0);
  expect(await readFile(join(folder, 'new.md'), 'utf8')).toBe((await run('lib')).out);
  expect((await run('lib', '--out', 'no/such/folder.md')).err).toContain('could not be written (ENOENT)');
});

test('what is not there or cannot be read is said', async () => {
  await write({ 'empty/.gitkeep': '', 'binary/a.ts': Buffer.from([0x65, 0, 1, 2]) });
  await symlink('/etc', join(folder, 'away'));
  expect(await run('none')).toMatchObject({
    exit: 2,
    err: 'There is no file or folder none. No draft was made.\n',
  });
  expect((await run('empty')).err).toContain('empty has no source, document or manifest');
  expect((await run('binary')).err).toContain('binary has no source');
  expect((await run('away')).err).toContain('away is a symbolic link');
  expect((await run()).exit).toBe(2);
  expect((await run('a', 'b')).exit).toBe(2);
  expect(JSON.parse((await run('none', '--json')).out)).toMatchObject({ v: 1, error: { exit: 2 } });
});

test('links lead nowhere, large and foreign files are counted, and one file can be a module', async () => {
  await write({
    'lib/a.ts': 'export const one = 1;\n',
    'lib/large.ts': `export const big = 1;\n${'x'.repeat(300_000)}`,
    'lib/b.java': 'class B {}',
    'lib/raw.ts': Buffer.from([0, 1]),
    'lib/deep.ts': '('.repeat(2000),
  });
  await writeFile(join(folder, 'secret.ts'), 'export const secret = 1;');
  await symlink(join(folder, 'secret.ts'), join(folder, 'lib/link.ts'));
  await symlink(tmpdir(), join(folder, 'lib/loop'));
  const { out } = await run('lib');
  expect(out).toContain('There is no git repository here, so no history was read. [UNKNOWN]');
  expect(out).toContain('Symbolic links that were not followed: 2.');
  expect(out).toContain('Files over 256 KB that were not read: 1, of the module: 1.');
  expect(out).toContain('Files that could not be read as text: 1.');
  expect(out).toContain('Files nested too deeply to be parsed: 1.');
  expect(out).toContain('Exports are not read for .java files.');
  expect(out).not.toMatch(/secret|big/);
  expect(out).toContain('Not looked for: not every file was read.');
  expect((await run('lib/a.ts')).out).toContain('value `one`');
});

test.skipIf(process.getuid?.() === 0)('a file without permission is counted', async () => {
  await write({ 'lib/a.ts': 'export const one = 1;\n', 'lib/b.ts': 'export const two = 2;\n' });
  await chmod(join(folder, 'lib/b.ts'), 0);
  expect((await run('lib')).out).toContain('Files that could not be read as text: 1.');
});

test('--json has the draft and its parts', async () => {
  await write({ 'lib/a.ts': 'export const one = 1;\n' });
  const { out } = await run('lib', '--json');
  expect(decodeJson(draftDocumentSchema, out)).toMatchObject({ ok: true });
  const document = JSON.parse(out) as Record<string, unknown>;
  expect(document).toMatchObject({ v: 1, module: '.', commit: null });
  expect(document['markdown']).toBe((await run('lib')).out);
});
