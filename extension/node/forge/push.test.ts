// Attacks on the one place where git may use the network: nothing of the repository starts a program, asks, or is moved.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';
import { deliveryOf, findRemote } from './find-remote.ts';
import { lookAtRemote, pushBranch, squash } from './push.ts';
import { forgeFor } from './testing.ts';

vi.setConfig({ testTimeout: 60_000 });

async function prepared(repository: TemporaryRepository) {
  const base = repository.run('rev-parse', 'HEAD');
  repository.run('checkout', '--quiet', '-b', 'dimmer/one');
  await repository.write('a.txt', 'built\n');
  const head = repository.commit('work');
  repository.run('checkout', '--quiet', 'main');
  const result = {
    ...{ repository: repository.root, runId: 'one', head, base, subject: 'A title', specPath: 'specs/a.md' },
    ...{ seq: 42, at: '2026-11-20T14:00:00.500Z' },
  };
  return { base, head, result, commit: await squash(result) };
}

async function remoteOf(repository: TemporaryRepository) {
  const found = await findRemote(repository.root, 'main');
  if (found.kind !== 'found') throw new Error(JSON.stringify(found));
  return { remote: found.remote, session: {} };
}

/** The home of the process counts for git; each test has its own. */
async function withHome<T>(repository: TemporaryRepository, work: () => Promise<T>): Promise<T> {
  vi.stubEnv('HOME', repository.env['HOME']);
  try {
    return await work();
  } finally {
    vi.unstubAllEnvs();
  }
}

async function withBare(repository: TemporaryRepository): Promise<string> {
  const bare = join(repository.base, 'bare.git');
  repository.run('init', '--quiet', '--bare', '-b', 'main', bare);
  repository.run('remote', 'add', 'origin', `file://${bare}`);
  repository.run('push', '--quiet', 'origin', 'main');
  return bare;
}

test('one commit of the user, the same each time, and a push that is repeated changes nothing', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await withBare(repository);
  const { base, head, result, commit } = await prepared(repository);
  expect(await squash(result)).toBe(commit);
  expect(repository.run('log', '--format=%an|%P|%T|%s|%(trailers:separator=%x2C)', '-1', commit)).toBe(
    `Ada|${base}|${repository.run('rev-parse', `${head}^{tree}`)}|A title|Dimmer-Run: one,Dimmer-Seq: 42`,
  );
  const reach = await remoteOf(repository);
  expect(await lookAtRemote(repository.root, reach)).toEqual({ ok: true });
  for (let at = 0; at < 2; at += 1)
    expect(await pushBranch(repository.root, reach, 'dimmer/one', commit)).toEqual({ ok: true, commit });
  const later = await squash({ ...result, seq: 50, at: '2026-11-21T00:00:00Z' });
  expect(later).not.toBe(commit);
  expect(await pushBranch(repository.root, reach, 'dimmer/one', later)).toEqual({ ok: true, commit });
});

test('a branch of that name with other content stays, also where it could be moved forward', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const bare = await withBare(repository);
  const { base, commit } = await prepared(repository);
  repository.run('--git-dir', bare, 'update-ref', 'refs/heads/dimmer/one', base);
  const reach = await remoteOf(repository);
  expect(await pushBranch(repository.root, reach, 'dimmer/one', commit)).toMatchObject({
    ok: false,
    reason: /other content.*left as it is/,
  });
  expect(repository.run('--git-dir', bare, 'rev-parse', 'dimmer/one')).toBe(base);
});

test('hooks, helpers and programs of the repository do not run; no tag and no other branch goes along', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const bare = await withBare(repository);
  const { commit } = await prepared(repository);
  const marker = join(repository.base, 'marker');
  const evil = join(repository.base, 'evil.sh');
  await writeFile(evil, `#!/bin/sh\ntouch ${marker}\nexit 1\n`, { mode: 0o755 });
  for (const folder of ['.git/hooks', '.husky'])
    for (const hook of ['pre-push', 'reference-transaction'])
      await repository.write(`${folder}/${hook}`, `#!/bin/sh\ntouch ${marker}\nexit 1\n`, 0o755);
  const settings: Record<string, string> = {
    'core.hooksPath': '.husky',
    'core.sshCommand': evil,
    'core.askPass': evil,
    'credential.helper': `!${evil}`,
    'remote.origin.receivepack': evil,
    'remote.origin.uploadpack': evil,
    'remote.origin.mirror': 'true',
    'push.followTags': 'true',
    'push.gpgSign': 'true',
    'gpg.program': evil,
    'push.recurseSubmodules': 'on-demand',
    'protocol.ext.allow': 'always',
  };
  for (const [key, value] of Object.entries(settings)) repository.run('config', key, value);
  repository.run('-c', 'core.hooksPath=/dev/null', 'tag', '-a', '-m', 'x', 'v1', commit);
  const reach = await remoteOf(repository);
  expect(await lookAtRemote(repository.root, reach)).toEqual({ ok: true });
  expect(await pushBranch(repository.root, reach, 'dimmer/one', commit)).toEqual({ ok: true, commit });
  expect(existsSync(marker)).toBe(false);
  const refs = repository.run('--git-dir', bare, 'for-each-ref', '--format=%(refname)');
  expect(refs.split('\n')).toEqual(['refs/heads/dimmer/one', 'refs/heads/main']);
});

test.each([
  ['ext::sh -c "touch MARKER"', /space/],
  ['ext::touch%20MARKER', /helper program/],
  ['--upload-pack=touch MARKER', /space|option/],
])('a remote at %s is not used', async (url, reason) => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  repository.run('config', 'remote.origin.url', url.replace('MARKER', join(repository.base, 'marker')));
  repository.run('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  const found = await findRemote(repository.root, 'main');
  expect(found).toMatchObject({ kind: 'unusable', name: 'origin', reason });
  expect(await deliveryOf(repository.root, 'HEAD', found)).toMatchObject({ how: 'pull-request', host: null });
  expect(existsSync(join(repository.base, 'marker'))).toBe(false);
});

test('an address that settings turn into a program is stopped by git itself', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await withBare(repository);
  const { commit } = await prepared(repository);
  const reach = await remoteOf(repository);
  const marker = join(repository.base, 'marker');
  repository.run('config', 'remote.origin.url', `ext::touch ${marker}`);
  repository.run('config', 'remote.origin.vcs', 'ext');
  repository.run('config', 'protocol.ext.allow', 'always');
  expect(await lookAtRemote(repository.root, reach)).toMatchObject({ ok: false });
  expect(await pushBranch(repository.root, reach, 'dimmer/one', commit)).toMatchObject({ ok: false });
  expect(existsSync(marker)).toBe(false);
});

test('only the credential helper of the user is asked; the one of the repository never is', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  const asked = join(repository.base, 'asked');
  const stolen = join(repository.base, 'stolen');
  const helper = (file: string) => `!f() { cat >> ${file}; echo username=ada; echo password=pw; }; f`;
  repository.run('config', 'remote.origin.url', `http://${forge.host}/ada/greeter.git`);
  repository.run('config', '--global', `credential.http://${forge.host}.helper`, helper(asked));
  repository.run('config', 'credential.helper', helper(stolen));
  repository.run('config', `credential.http://${forge.host}.helper`, helper(stolen));
  forge.trouble.git.push('401');
  const looked = await withHome(repository, async () =>
    lookAtRemote(repository.root, await remoteOf(repository)),
  );
  expect(looked).toEqual({ ok: true });
  expect(await readFile(asked, 'utf8')).toContain('protocol=http');
  expect(existsSync(stolen)).toBe(false);
});

test('a remote that wants a password nobody has is told at once, without its credentials, and nobody is asked', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  forge.trouble.git.push('401', '401', '401', '401');
  const looked = await withHome(repository, async () =>
    lookAtRemote(repository.root, await remoteOf(repository)),
  );
  expect(looked).toMatchObject({ ok: false, reason: /origin could not be reached: .*--local/ });
  expect(JSON.stringify(looked)).not.toMatch(/hunter2|ada:/);
});

test('a remote that never answers is left after the time allowed, with every process of git', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  await using forge = await forgeFor(repository);
  forge.trouble.git.push('hang');
  const begun = Date.now();
  const reach = { ...(await remoteOf(repository)), timeoutMs: 1_500 };
  expect(await lookAtRemote(repository.root, reach)).toMatchObject({
    ok: false,
    reason: /did not answer in time/,
  });
  expect(Date.now() - begun).toBeLessThan(10_000);
});

test('a port where nobody listens is said, with what to do next', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  repository.run('remote', 'add', 'origin', `http://ada:hunter2@127.0.0.1:${port}/a/b.git`);
  const looked = await lookAtRemote(repository.root, await remoteOf(repository));
  expect(looked).toMatchObject({ ok: false, reason: /could not be reached.*approve again/s });
  expect(JSON.stringify(looked)).not.toContain('hunter2');
});

test('a base branch that the remote does not have is said before anything is pushed', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const bare = await withBare(repository);
  repository.run('--git-dir', bare, 'update-ref', '-d', 'refs/heads/main');
  expect(await lookAtRemote(repository.root, await remoteOf(repository))).toMatchObject({
    ok: false,
    reason: /origin has no branch main\. Nothing was pushed\..*git push origin main/,
  });
});

test('the upstream of the base comes first, then origin, then the only remote; commits that go with it are counted', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const nameOf = async () => {
    const found = await findRemote(repository.root, 'main');
    return found.kind === 'found' ? [found.remote.name, found.remote.into] : found.kind;
  };
  expect(await nameOf()).toBe('none');
  repository.run('remote', 'add', 'mine', '/srv/mine.git');
  expect(await nameOf()).toEqual(['mine', 'main']);
  repository.run('remote', 'add', 'other', '/srv/other.git');
  expect(await nameOf()).toBe('none');
  await mkdir(join(repository.base, 'x'));
  await withBare(repository);
  expect(await nameOf()).toEqual(['origin', 'main']);
  repository.run('config', 'branch.main.remote', 'other');
  repository.run('config', 'branch.main.merge', 'refs/heads/trunk');
  expect(await nameOf()).toEqual(['other', 'trunk']);
  repository.run('config', '--unset', 'branch.main.remote');
  repository.run('commit', '--quiet', '--allow-empty', '-m', 'mine, not pushed');
  const found = await findRemote(repository.root, 'main');
  expect(await deliveryOf(repository.root, 'HEAD', found)).toMatchObject({ remote: 'origin', unpushed: 1 });
  repository.run('remote', 'set-url', '--add', 'origin', '/srv/second.git');
  expect(await findRemote(repository.root, 'main')).toMatchObject({
    kind: 'unusable',
    reason: /2 addresses/,
  });
});
