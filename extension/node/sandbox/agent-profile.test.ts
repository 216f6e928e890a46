import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentEnvironment, isWithin, systemPaths, toolchain, tooWide } from './agent-profile.ts';
import { userNode } from './user-node.ts';

let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-profile-')));
  for (const folder of [
    'tools/bin',
    'tools/lib/node_modules/npm/bin',
    'tools/share/keys',
    'links/bin',
    'app/.bin',
    'shims',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'tools/bin/node'), '', { mode: 0o755 });
  writeFileSync(join(root, 'tools/lib/node_modules/npm/bin/npm-cli.js'), '');
  symlinkSync(join(root, 'tools/bin/node'), join(root, 'links/bin/node'));
  symlinkSync(join(root, 'tools/lib/node_modules/npm/bin/npm-cli.js'), join(root, 'links/bin/npm'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a toolchain opens its bin and lib, never what lies beside them', () => {
  const found = toolchain(`${root}/tools/bin:/usr/bin`, '/usr/bin/env');
  expect(found.path).toContain(`${root}/tools/bin:/usr/bin`);
  expect(found.readable).toEqual(expect.arrayContaining([join(root, 'tools/bin'), join(root, 'tools/lib')]));
  expect(found.readable).not.toContain(join(root, 'tools'));
  expect(found.readable.some((path) => path.includes('share'))).toBe(false);
});

test('a link to a program elsewhere opens what that program needs', () => {
  const found = toolchain(`${root}/links/bin`, '/usr/bin/env');
  expect(found.readable).toEqual(
    expect.arrayContaining([
      join(root, 'tools/bin'),
      join(root, 'tools/lib'),
      join(root, 'tools/lib/node_modules/npm'),
    ]),
  );
});

test('every folder of the PATH is opened by itself; relative, missing, shared and private ones are left out', () => {
  const before = process.env['DIMMER_STATE'];
  process.env['DIMMER_STATE'] = join(root, 'state');
  mkdirSync(join(root, 'state', 'bin'), { recursive: true });
  const path = `${root}/app/.bin:${root}:${tmpdir()}:${homedir()}:${root}/state/bin:${root}/shims:relative:${root}/none`;
  const found = toolchain(`${path}:/usr/bin`, '/usr/bin/env');
  if (before === undefined) delete process.env['DIMMER_STATE'];
  else process.env['DIMMER_STATE'] = before;
  expect(found).toEqual({
    path: `${root}/app/.bin:${root}/shims:/usr/bin`,
    readable: [join(root, 'app/.bin'), join(root, 'shims')],
  });
});

test('node is the first real program of that name on the PATH, never a shim, and comes first inside', () => {
  const real = realpathSync(process.execPath);
  mkdirSync(join(root, 'mine/bin'), { recursive: true });
  copyFileSync(real, join(root, 'mine/bin/node'));
  writeFileSync(join(root, 'shims/node'), '#!/bin/sh\nexec elsewhere', { mode: 0o755 });
  const mine = join(root, 'mine/bin');
  expect(userNode(`${root}/shims:${mine}:/usr/bin`)).toBe(join(mine, 'node'));
  expect(toolchain(`${root}/shims:${mine}:/usr/bin`).path).toBe(`${mine}:${root}/shims:${mine}:/usr/bin`);
  expect(userNode(`${root}/shims`, real)).toBe(real);
});

test('home, its parents and the root are too wide', () => {
  expect(['/', homedir(), join(homedir(), '..')].map(tooWide)).toEqual([true, true, true]);
  expect(tooWide(root)).toBe(false);
  expect(isWithin('/a', '/ab')).toBe(false);
  expect(isWithin('/', '/a')).toBe(true);
});

test('no list opens secrets', () => {
  const open = systemPaths();
  for (const secret of [
    '/etc/shadow',
    '/etc/ssh',
    '/etc/ssl/private',
    '/root',
    '/home',
    '/var',
    '/run',
    '/tmp',
  ])
    expect(
      open.some((path) => isWithin(path, secret)),
      secret,
    ).toBe(false);
});

test('the environment is built from nothing', () => {
  process.env['DIMMER_TEST_SECRET'] = 'secret';
  expect(JSON.stringify(agentEnvironment('/s', '/bin'))).not.toContain('secret');
  delete process.env['DIMMER_TEST_SECRET'];
});
