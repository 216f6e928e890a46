// Advisories from the real npm against a server that plays the registry's endpoint; what a change brings cannot steer npm.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { newAdvisories, type LockedPackages } from './advisories.ts';

vi.setConfig({ testTimeout: 60_000 });

const hole = {
  id: 1,
  url: 'https://example.com/advisories/1',
  title: 'Prototype pollution',
  severity: 'high',
  vulnerable_versions: '<2.0.0',
  cwe: [],
  cvss: { score: 7.5, vectorString: null },
};

const versions = ['1.0.0', '1.1.0', '2.0.0'].map((version) => [version, { name: 'left-pad', version }]);
const packument = {
  name: 'left-pad',
  'dist-tags': { latest: '2.0.0' },
  versions: Object.fromEntries(versions) as object,
};

/** A registry that knows one hole; `broken` answers with nothing that is a report. */
async function registry(broken = false) {
  const home = await mkdtemp(join(tmpdir(), 'dimmer-npm-home-'));
  const requests: string[] = [];
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.replace(/\?.*/, '')}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (broken) return void response.writeHead(500).end('no');
      const body = Buffer.concat(chunks);
      if (request.method === 'POST')
        asked.push(JSON.parse((body[0] === 0x1f ? gunzipSync(body) : body).toString('utf8')));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.method === 'POST' ? { 'left-pad': [hole] } : packument));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await writeFile(join(home, '.npmrc'), `registry=http://127.0.0.1:${port}/\nfetch-retries=0\n`);
  return {
    requests,
    asked,
    env: { PATH: process.env['PATH'], HOME: home, npm_config_registry: 'http://127.0.0.1:1/' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(home, { recursive: true, force: true });
    },
  };
}

function locked(version: string, extra: object = {}, entry: object = {}): LockedPackages {
  const dependencies = { 'left-pad': version };
  const name = { name: 'product', version: '1.0.0' };
  return {
    manifest: JSON.stringify({ ...name, dependencies, ...extra }),
    lock: JSON.stringify({
      ...name,
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { ...name, dependencies },
        'node_modules/left-pad': { version, resolved: 'http://127.0.0.1:1/evil.tgz', ...entry },
      },
    }),
  };
}

test('what a change brings is told, and what was there before is not news', async () => {
  await using forge = await registry();
  const told = [
    await newAdvisories(null, locked('1.0.0'), forge.env),
    await newAdvisories(locked('2.0.0'), locked('1.0.0'), forge.env),
    await newAdvisories(locked('1.0.0'), locked('1.1.0'), forge.env),
    await newAdvisories(locked('1.0.0'), locked('2.0.0'), forge.env),
  ];
  const { url, title, severity } = hole;
  const found = { ok: true, advisories: [{ package: 'left-pad', title, url, severity }] };
  const none = { ok: true, advisories: [] };
  expect(told).toEqual([found, found, none, none]);
  expect(forge.asked[0]).toEqual({ 'left-pad': ['1.0.0'] });
});

test('a registry that does not answer is a reason, never "no advisories"', async () => {
  await using forge = await registry(true);
  expect(await newAdvisories(null, locked('1.0.0'), forge.env)).toMatchObject({ ok: false });
  const nowhere = { PATH: '/nowhere', HOME: '/nowhere' };
  expect(await newAdvisories(null, locked('1.0.0'), nowhere)).toEqual({
    ok: false,
    reason: 'npm is not installed',
  });
  const garbage = await newAdvisories(null, { manifest: '{', lock: 'x' }, forge.env);
  expect(garbage.ok).toBe(false);
});

test('nothing of the change is run, and npm asks nobody but the registry of the user', async () => {
  await using forge = await registry();
  const evil = join(forge.env.HOME, 'evil');
  const scripts = { preinstall: `touch ${evil}`, preaudit: `touch ${evil}`, postaudit: `touch ${evil}` };
  const hostile = locked(
    '1.0.0',
    { scripts, publishConfig: { registry: 'http://127.0.0.1:1/' } },
    {
      hasInstallScript: true,
      resolved: `git+ssh://git@127.0.0.1:1/x.git#${'a'.repeat(40)}`,
    },
  );
  const told = await newAdvisories(null, hostile, forge.env);
  expect(existsSync(evil)).toBe(false);
  expect(told.ok).toBe(true);
  const known = /^(POST \/-\/npm\/v1\/security\/advisories\/bulk|GET \/[\w.@%-]+)$/;
  expect(forge.requests.filter((one) => !known.test(one))).toEqual([]);
});
