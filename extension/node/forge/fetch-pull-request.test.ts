// A pull request's head, fetched over real smart HTTP; and the attacks: settings of the repository that would start a program.
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';
import { pullRequestNamed, revisionOf } from './fetch-pull-request.ts';
import { forgeFor, type Forge } from './testing.ts';

vi.setConfig({ testTimeout: 60_000 });

test('a request is named as people name it, and anything else is a revision', () => {
  const page = { host: 'example.com', path: 'ada/greeter' };
  const names = {
    '#12': { number: 12, page: null },
    'pull/12': { number: 12, page: null },
    '!3': { number: 3, page: null },
    'https://example.com/ada/greeter/pull/12': { number: 12, page },
    'https://example.com/ada/greeter/pull/12/files?w=1': { number: 12, page },
    'https://example.com/ada/greeter/-/merge_requests/3': { number: 3, page },
    main: null,
    '12': null,
    'HEAD~1': null,
    '#': null,
    'pull/12/head': null,
    'https://example.com/ada/greeter/issues/12': null,
    '--upload-pack=x': null,
  };
  const found = Object.keys(names).map((text) => [text, pullRequestNamed(text)]);
  expect(Object.fromEntries(found)).toEqual(names);
});

/** A commit that only the forge has, under the ref that forges keep for request `number`. */
function requestOn(repository: TemporaryRepository, forge: Forge, ref: string): string {
  const tree = repository.run('rev-parse', 'HEAD^{tree}');
  const commit = repository.run('commit-tree', tree, '-p', 'HEAD', '-m', 'Theirs');
  repository.run('update-ref', 'refs/theirs/x', commit);
  const to = forge.bare('rev-parse', '--absolute-git-dir');
  repository.run('push', '--quiet', to, `${commit}:${ref}`);
  repository.run('update-ref', '-d', 'refs/theirs/x');
  return commit;
}

test('its head is fetched into one ref, and nothing of the user changes', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  const commit = requestOn(repository, forge, 'refs/pull/7/head');
  const merge = requestOn(repository, forge, 'refs/merge-requests/9/head');
  const look = () =>
    repository.run('for-each-ref', 'refs/heads', 'refs/tags', 'refs/remotes') +
    repository.run('status', '--porcelain');
  const before = look();
  const fetched = [];
  for (const text of ['#7', 'pull/7', `http://${forge.host}/ada/greeter/pull/7`, '!9'])
    fetched.push(await revisionOf(repository.root, text, {}));
  expect(fetched).toEqual([
    ...Array.from({ length: 3 }, () => ({ ok: true, revision: 'refs/dimmer/pull/7' })),
    { ok: true, revision: 'refs/dimmer/pull/9' },
  ]);
  expect(repository.run('rev-parse', 'refs/dimmer/pull/7')).toBe(commit);
  expect(repository.run('rev-parse', 'refs/dimmer/pull/9')).toBe(merge);
  expect(look()).toBe(before);
  expect(existsSync(join(repository.root, '.git', 'FETCH_HEAD'))).toBe(false);
});

test('what cannot be fetched is refused in words, without the password of the address', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  expect(await revisionOf(repository.root, '#7', {})).toMatchObject({
    message: expect.stringContaining('has no remote') as string,
  });
  await using forge = await forgeFor(repository);
  const ask = async (text: string, timeoutMs?: number) => {
    const fetched = await revisionOf(repository.root, text, {}, timeoutMs);
    return fetched.ok ? fetched.revision : fetched.message;
  };
  const messages = [await ask('#404'), await ask('https://example.com/eve/greeter/pull/7')];
  forge.trouble.git.push('401', '401');
  messages.push(await ask('#7'));
  forge.trouble.git.push('hang');
  messages.push(await ask('#7', 1500));
  expect(messages.map((one) => /^[^.]*/.exec(one)?.[0].slice(0, 60))).toEqual([
    'origin has no pull request 404',
    expect.stringContaining('That pull request 7 belongs to example') as string,
    expect.stringContaining('origin could not be asked for pull request 7') as string,
    'origin could not be asked for pull request 7: it did not ans',
  ]);
  expect(messages.join('\n')).not.toContain('hunter2');
  expect(messages.every((one) => one.includes('Nothing was fetched or judged.'))).toBe(true);
});

test('no program of the repository is started by a fetch', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const bare = join(repository.base, 'bare.git');
  repository.run('init', '--quiet', '--bare', '-b', 'main', bare);
  repository.run('remote', 'add', 'origin', `file://${bare}`);
  repository.run('push', '--quiet', 'origin', 'main', 'main:refs/pull/1/head');
  const evil = join(repository.base, 'evil');
  const script = join(repository.base, 'evil.sh');
  await writeFile(script, `#!/bin/sh\ntouch ${evil}\nexec git-upload-pack "$@"\n`);
  await chmod(script, 0o755);
  for (const hook of ['reference-transaction', 'post-merge']) {
    await writeFile(join(repository.root, '.git', 'hooks', hook), `#!/bin/sh\ntouch ${evil}\n`);
    await chmod(join(repository.root, '.git', 'hooks', hook), 0o755);
  }
  repository.run('config', 'remote.origin.uploadpack', script);
  repository.run('config', 'core.fsmonitor', script);
  expect(await revisionOf(repository.root, '#1', {})).toEqual({ ok: true, revision: 'refs/dimmer/pull/1' });
  expect(existsSync(evil)).toBe(false);
  repository.run('remote', 'set-url', 'origin', `ext::${script}`);
  expect(await revisionOf(repository.root, '#1', {})).toMatchObject({ ok: false });
  expect(existsSync(evil)).toBe(false);
  // The attack has teeth: git itself starts the program.
  repository.run('remote', 'set-url', 'origin', `file://${bare}`);
  repository.run('fetch', '--quiet', 'origin');
  expect(existsSync(evil)).toBe(true);
});
