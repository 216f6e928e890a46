// Attacks of a confined agent itself: each canary is readable from outside, so that the tests have teeth.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { carryOut, makePlace, testAgent, type Place } from './testing.ts';

// Each starts processes in a sandbox, and other tests run beside them.
vi.setConfig({ testTimeout: 180_000 });

const canary = `canary-${process.pid}-9c2e`;
const secret = `secret-${process.pid}-41d7`;
let place: Place;
let server: Server;
let port: number;

beforeEach(async () => {
  place = makePlace();
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.end('pong'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.close();
  place.remove();
});

test('a confined agent reads no vault, no run, no file of home and no other repository', async () => {
  const files = [
    join(place.root, 'vaults/one/manifest.age'),
    join(place.root, 'runs/one/events.ndjson'),
    join(place.root, 'repository/secret.txt'),
    join(homedir(), `.dimmer-${canary}`),
  ];
  for (const file of files) {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, secret);
    expect(execFileSync('/bin/cat', [file], { encoding: 'utf8' })).toBe(secret);
  }
  const look = files.map((file) => `cat ${file} 2>&1 | head -c 200; echo`).join('; ');
  const script = `${look}; ls -A ${homedir()} 2>&1 | head -5; cat /proc/1/environ /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c CANARY_VARIABLE`;
  process.env['CANARY_VARIABLE'] = secret;
  try {
    const agent = testAgent(place.root, { turns: [[{ shell: `${script}; true` }]] });
    const { said } = await carryOut(place, { agent });
    expect(said).toContain('No such file');
    expect(said).not.toContain(secret);
    expect(said.trim().endsWith('0')).toBe(true);
  } finally {
    delete process.env['CANARY_VARIABLE'];
    rmSync(files[3] as string, { force: true });
  }
});

test('it reaches the hosts of its list through the proxy, and no other host, and none directly', async () => {
  const listed = `127.0.0.1:${port}`;
  const other = createServer((socket) => socket.end('pong')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const unlisted = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const agent = testAgent(
    place.root,
    {
      turns: [
        [
          { reach: listed },
          { reach: unlisted },
          { reach: 'example.com:443' },
          { shell: 'cat /proc/net/dev | tail -n +3 | cut -d: -f1' },
        ],
      ],
    },
    { hosts: [listed] },
  );
  const { said, denied } = await carryOut(place, { agent });
  other.close();
  const lines = said.split('\n');
  expect(lines[0]).toContain('200 Connection established');
  expect(lines[0]).toContain('pong');
  expect(lines[0]).toContain('direct-ECONNREFUSED');
  expect(lines[1]).toContain('403 Forbidden');
  expect(lines[1]).not.toContain('direct-open');
  expect(lines[2]).toContain('403 Forbidden');
  expect(lines[2]).not.toContain('direct-open');
  expect(lines.slice(3).map((line) => line.trim())).toEqual(['lo']);
  expect(denied).toEqual([
    `network: ${unlisted} is not on the list of hosts of this agent`,
    'network: example.com:443 is not on the list of hosts of this agent',
  ]);
});

test('without a list there is no way out, and no relay', async () => {
  const agent = testAgent(place.root, { turns: [[{ reach: `127.0.0.1:${port}` }]] });
  const { said } = await carryOut(place, { agent });
  expect(said).not.toContain('200');
  expect(said).not.toContain('direct-open');
});

test('it opens no Unix socket, not even the one of its own proxy', async () => {
  const open = `import socket
for path in ["/run/dimmer-proxy", "/var/run/docker.sock"]:
    try:
        socket.socket(socket.AF_UNIX).connect(path); print("unix-open")
    except Exception as e: print("unix", type(e).__name__)`;
  const agent = testAgent(
    place.root,
    { turns: [[{ shell: `python3 -c '${open}'` }]] },
    { hosts: [`127.0.0.1:${port}`] },
  );
  const { said } = await carryOut(place, { agent });
  expect(said).not.toContain('unix-open');
  expect(said).toContain('unix PermissionError');
});

test('nothing that it started is alive when its task has ended', async () => {
  const file = join(place.worktree, 'alive.txt');
  const agent = testAgent(place.root, { turns: [[{ spawnSurvivor: file }, { say: 'done' }]] });
  const { end } = await carryOut(place, { agent });
  expect(end).toEqual({ type: 'done', text: 'done' });
  const { size } = statSync(file);
  expect(size).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(statSync(file).size).toBe(size);
});

test('an agent that runs as the user leaves nothing running either, in whatever session it hid', async () => {
  const file = join(place.worktree, 'alive.txt');
  const script = { turns: [[{ spawnSurvivor: file }, { say: 'done' }]] };
  const home = join(place.root, 'scratch/agent/home');
  const agent = testAgent(place.root, script, { environment: { HOME: home } }, 'unconfined');
  mkdirSync(home, { recursive: true });
  await carryOut(place, { agent });
  const { size } = statSync(file);
  expect(size).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(statSync(file).size).toBe(size);
});

test('an agent that runs as the user is denied what cannot be held in the worktree', async () => {
  const home = join(place.root, 'scratch/agent/home');
  mkdirSync(home, { recursive: true });
  const agent = testAgent(
    place.root,
    {
      turns: [
        [
          { ask: 'command', kind: 'execute' },
          { ask: 'edit without a name', kind: 'edit' },
          { ask: 'edit inside', kind: 'edit', paths: ['greet.js'] },
          { ask: 'read home', kind: 'read', paths: ['~/.ssh/id_ed25519'] },
        ],
      ],
    },
    { environment: { HOME: home } },
    'unconfined',
  );
  const { said, denied } = await carryOut(place, { agent });
  expect(said.split('\n')).toEqual([
    'command: no',
    'edit without a name: no',
    'edit inside: yes',
    'read home: no',
  ]);
  expect(denied.length).toBe(3);
});

test('its sign-in is a copy that is gone afterwards; a link in its home leads neither the copy out nor the removal', async () => {
  const name = `.dimmer-test-${canary}`;
  const original = join(homedir(), name, 'auth.json');
  mkdirSync(join(homedir(), name));
  writeFileSync(original, 'sign-in');
  try {
    const agent = testAgent(
      place.root,
      {
        turns: [
          [{ shell: `cat ~/${name}/auth.json; echo changed > ~/${name}/auth.json` }],
          [{ shell: `rm -rf ~/${name}; ln -s ${place.worktree} ~/${name}; ln -s /etc ~/other; echo linked` }],
          [{ shell: `ls ${place.worktree}` }],
        ],
      },
      { files: [`${name}/auth.json`] },
    );
    const copy = join(place.scratch, 'agent/home', name, 'auth.json');
    expect((await carryOut(place, { agent })).said).toContain('sign-in');
    expect(existsSync(copy)).toBe(false);
    expect(readFileSync(original, 'utf8')).toBe('sign-in');
    expect((await carryOut(place, { agent })).said).toContain('linked');
    expect((await carryOut(place, { agent })).said).not.toContain('auth.json');
    expect(existsSync(join(place.worktree, 'auth.json'))).toBe(false);
    rmSync(join(place.scratch, 'agent/home', name));
    execFileSync('ln', ['-s', join(homedir(), name), join(place.scratch, 'agent/home', name)]);
    await carryOut(place, { agent });
    expect(readFileSync(original, 'utf8')).toBe('sign-in');
  } finally {
    rmSync(join(homedir(), name), { recursive: true, force: true });
  }
});
