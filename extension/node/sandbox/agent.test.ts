// Real attacks on the real sandbox: each canary is readable from outside, so that the test has teeth.
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seccompHelper } from './agent-assets.ts';
import { openAgentSandbox, type AgentCommandResult, type AgentSandbox } from './agent.ts';

const canary = `canary-${process.pid}-5b1d`;
let root: string;
let worktree: string;
let repository: string;
let inHome: string;
let inShared: string;
let sandbox: AgentSandbox;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dimmer-agent-')));
  worktree = join(root, 'state', 'worktrees', 'one');
  repository = join(root, 'repository');
  mkdirSync(worktree, { recursive: true });
  mkdirSync(join(root, 'state', 'worktrees', 'two'), { recursive: true });
  mkdirSync(repository);
  execFileSync('git', ['init', '-q', repository]);
  writeFileSync(join(repository, 'secret.txt'), canary);
  writeFileSync(join(root, 'in-tmp.txt'), canary);
  writeFileSync(join(root, 'state', 'worktrees', 'two', 'sibling.txt'), canary);
  inHome = join(homedir(), `.dimmer-${canary}`);
  writeFileSync(inHome, canary);
  mkdirSync('/tmp/claude', { recursive: true });
  inShared = join('/tmp/claude', canary);
  writeFileSync(inShared, canary);
  writeFileSync(join(worktree, '.git'), `gitdir: ${repository}/.git\n`);
  writeFileSync(join(worktree, 'product.txt'), 'product');
  const opened = await openAgentSandbox({ worktree, scratch: join(root, 'scratch') });
  if (!opened.ok) throw new Error(`${opened.reason} ${opened.fix}`);
  sandbox = opened.sandbox;
});

afterAll(async () => {
  await sandbox?.close();
  rmSync(inHome, { force: true });
  rmSync(inShared, { force: true });
  rmSync(root, { recursive: true, force: true });
});

const options = { timeoutMs: 30_000, maxBytes: 1_000_000 };
const sh = (script: string, ...rest: string[]): Promise<AgentCommandResult> =>
  sandbox.run(['/bin/bash', '-c', script, 'sh', ...rest], options);

test('a command works in the worktree, with a toolchain, a home and a temporary folder of its own', async () => {
  const result = await sh(
    'cat product.txt && echo made > made.txt && mkdir -p deep/er && echo x > "$TMPDIR/t" && echo y > ~/h && node -p "1+1" && git --version',
  );
  expect(result.stderr).toBe('');
  expect(result).toMatchObject({ exit: 0, timedOut: false, denied: [] });
  expect(result.stdout).toContain('product2\n');
  expect(readFileSync(join(worktree, 'made.txt'), 'utf8')).toBe('made\n');
});

test.each([
  ['a file in /tmp', () => join(root, 'in-tmp.txt')],
  ['home', () => inHome],
  ['another repository', () => join(repository, 'secret.txt')],
  ['a sibling worktree', () => join(root, 'state', 'worktrees', 'two', 'sibling.txt')],
  ['the folder that all users of the runtime share', () => inShared],
])('%s is not readable, by path, by root link or by listing', async (_, path) => {
  expect(readFileSync(path(), 'utf8')).toBe(canary);
  const result = await sh(
    'cat "$1"; cat "/proc/self/root$1"; for p in /proc/[0-9]*; do cat "$p/root$1"; cat "$p/cwd/../../../in-tmp.txt"; done; ls -a "$(dirname "$1")"; ln "$1" here; cp "$1" here; ln -s "$1" link; cat link; rm -f link',
    path(),
  );
  expect(result.stdout + result.stderr.replaceAll(path(), '')).not.toContain(canary);
});

test('shadow passwords and ssh settings are not readable', async () => {
  const result = await sh('cat /etc/shadow; ls /etc/ssh; ls -A /home /var /run /srv; cat ~root/.[a-z]*');
  expect(result.stdout.replace(/^\/\w+:\n?|^\n/gm, '')).toBe('');
});

test('processes of this machine, their environments and descriptors are not visible', async () => {
  const secret = spawn('/bin/sleep', ['60'], { env: { SECRET: canary } });
  try {
    expect(readFileSync(`/proc/${secret.pid}/environ`, 'utf8')).toContain(canary);
    const result = await sh('cat /proc/*/environ /proc/*/cmdline | tr "\\0" "\\n"; env; ls /proc/self/fd');
    expect(result.stdout).not.toContain(canary);
    expect(result.stdout).not.toContain('VITEST');
    const descriptors = result.stdout.trim().split('\n').slice(-4);
    expect(descriptors).toEqual(['0', '1', '2', '3']);
    const names = (await sh('env')).stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name && !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort()).toEqual(
      ['CI', 'HOME', 'LANG', 'NO_COLOR', 'PATH', 'TERM', 'TMPDIR'].sort(),
    );
  } finally {
    secret.kill('SIGKILL');
  }
});

test('the network is closed: this machine, names, and sockets by path or by name', async () => {
  const server = createServer((socket) => socket.end(canary)).listen(0, '127.0.0.1');
  const path = join(root, 'socket');
  const local = createServer((socket) => socket.end(canary)).listen(path);
  await Promise.all([once(server, 'listening'), once(local, 'listening')]);
  const port = (server.address() as { port: number }).port;
  const script = `
    const net = require('node:net');
    const tries = [{host:'127.0.0.1',port:${port}},{host:'::1',port:${port}},{host:'1.1.1.1',port:53},{path:${JSON.stringify(path)}},{path:'\\0abstract'}];
    let left = tries.length;
    for (const to of tries) { const s = net.connect(to); const end = (m) => { console.log(m); s.destroy(); if (--left === 0) process.exit(0); };
      s.on('error', (e) => end('error ' + e.code)); s.on('data', (d) => end('data ' + d)); s.setTimeout(3000, () => end('timeout')); }
    require('node:dns').lookup('example.com', (e) => console.log('dns', e ? e.code : 'resolved'));`;
  try {
    const result = await sandbox.run(['node', '-e', script], options);
    expect(result.stdout).not.toContain(canary);
    expect(result.stdout.match(/^error /gm)).toHaveLength(5);
    expect(result.stdout).not.toContain('resolved');
  } finally {
    server.close();
    local.close();
  }
});

test('git metadata and what configures programs outside cannot be written, moved or covered', async () => {
  const before = readFileSync(join(worktree, '.git'), 'utf8');
  const result = await sh(
    `for n in .git .npmrc .envrc .vscode .devcontainer; do echo x > "$n"; mkdir -p "$n"; rm -rf "$n"; mv "$n" moved; ln -sf /tmp "$n"; done
     echo x > .vscode/tasks.json
     mkdir m && mount --bind . m && echo x > m/.git; mount -t tmpfs none m; mount -o remount,rw,bind .git; umount .git; umount -l .git
     unshare -Urm sh -c 'umount .git; echo x > .git'
     cd .. && mv one three; mv . ../gone`,
  );
  expect(result.denied.length).toBeGreaterThan(0);
  expect(readFileSync(join(worktree, '.git'), 'utf8')).toBe(before);
  expect(existsSync(worktree)).toBe(true);
  expect(readdirSync(worktree).filter((name) => name.startsWith('.'))).toEqual(['.git']);
});

test('nothing outside of the worktree can be written', async () => {
  await sh('echo x > /usr/bin/evil; echo x > "$1/evil"; echo x > /tmp/evil; echo x > /etc/evil', root);
  expect(existsSync('/usr/bin/evil')).toBe(false);
  expect(existsSync(join(root, 'evil'))).toBe(false);
  expect(existsSync('/tmp/evil')).toBe(false);
});

test('every word of an argv arrives as it was', async () => {
  const corpus = [
    '',
    ' ',
    '"; id; #',
    "'; id; '",
    '$(id)',
    '`id`',
    '$HOME',
    '!history',
    '\\',
    '\\n',
    'a\nb',
    'a\tb',
    '*',
    '~',
    '=ls',
    'A=b',
    '-n',
    '--',
    '>out',
    '| tee',
    '&',
    "it's \"quoted\" 'twice'",
    'ünïcödé 🎉',
    '\u0001\u007f',
    '{a,b}',
    '%s%n',
    ' --unshare-pid --unshare-user ',
  ];
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const result = await sandbox.run(['node', '-e', script, '--', ...corpus], options);
  expect(JSON.parse(result.stdout)).toEqual(corpus);
  await expect(sandbox.run(['echo', 'a\0b'], options)).rejects.toThrow('NUL');
  expect((await sandbox.run(['no-such-program-here'], options)).exit).toBe(127);
});

test('a long argument and a long output are carried and bounded', async () => {
  const long = 'x'.repeat(60_000);
  const result = await sandbox.run(['/bin/sh', '-c', 'printf %s "$1" | wc -c', 'sh', long], options);
  expect(result.stdout.trim()).toBe('60000');
  const flood = await sandbox.run(['yes'], { ...options, maxBytes: 20_000 });
  expect(flood.truncated).toBe(true);
  expect(flood.stdout.length).toBeLessThan(21_000);
});

test('a timeout ends the whole tree, a daemon included, within seconds', async () => {
  const mark = `9${process.pid}`;
  const started = Date.now();
  const result = await sandbox.run(
    ['/bin/bash', '-c', `trap '' TERM; (setsid sleep ${mark} &) ; sleep ${mark} & wait`],
    { ...options, timeoutMs: 500 },
  );
  expect(result.timedOut).toBe(true);
  expect(Date.now() - started).toBeLessThan(5_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(survivors(mark)).toEqual([]);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  await sandbox.run(['sleep', mark], { ...options, signal: controller.signal });
  await sh(`(setsid sleep ${mark} >/dev/null 2>&1 &); true`);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(survivors(mark)).toEqual([]);
});

function survivors(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`sleep\0${mark}`);
      } catch {
        return false;
      }
    });
}

test('commands run side by side, each with its exit code', async () => {
  const results = await Promise.all([1, 2, 3, 4].map((code) => sh(`echo out${code}; exit ${code}`)));
  expect(results.map(({ exit, stdout }) => [exit, stdout])).toEqual(
    [1, 2, 3, 4].map((code) => [code, `out${code}\n`]),
  );
  expect(readdirSync(worktree).filter((name) => name.startsWith('.'))).toEqual(['.git']);
});

test('what a killed command left behind is removed, what was there stays', () => {
  writeFileSync(join(worktree, '.npmrc'), '');
  mkdirSync(join(worktree, '.vscode'));
  writeFileSync(join(worktree, 'other.txt'), '');
  sandbox.tidy();
  expect(readdirSync(worktree).filter((name) => name.startsWith('.'))).toEqual(['.git']);
  expect(existsSync(join(worktree, 'other.txt'))).toBe(true);
});

test('settings that the worktree had are readable and stay; settings that it had not do not stay', async () => {
  const other = join(root, 'state', 'worktrees', 'three');
  mkdirSync(join(other, '.vscode'), { recursive: true });
  writeFileSync(join(other, '.npmrc'), 'fund=false\n');
  writeFileSync(join(other, '.vscode', 'settings.json'), '{}');
  const opened = await openAgentSandbox({ worktree: other, scratch: join(root, 'scratch') });
  if (!opened.ok) throw new Error(opened.reason);
  const script =
    'cat .npmrc; echo x > .vscode/tasks.json; echo x > .npmrc; echo x > mise.toml; mkdir .idea; grep -r fund .; tar cf /dev/null .';
  const result = await opened.sandbox.run(['/bin/bash', '-c', script], options);
  await opened.sandbox.close();
  expect(result.stdout).toBe('fund=false\n./.npmrc:fund=false\n');
  expect(result.denied).toEqual([
    '.idea: an agent may not make it, removed',
    'mise.toml: an agent may not make it, removed',
    '/bin/bash: line 1: .vscode/tasks.json: Read-only file system',
    '/bin/bash: line 1: .npmrc: Read-only file system',
  ]);
  expect(readdirSync(other).sort()).toEqual(['.npmrc', '.vscode']);
  expect(readdirSync(join(other, '.vscode'))).toEqual(['settings.json']);
});

test('a working directory outside is refused', async () => {
  await expect(sandbox.run(['pwd'], { ...options, cwd: root })).rejects.toThrow('outside');
});

test('without its parts there is no sandbox, and the refusal says what to do', async () => {
  const place = { worktree, scratch: join(root, 'scratch') };
  const noHelper = await openAgentSandbox({ ...place, assets: join(root, 'empty') });
  expect(noHelper).toMatchObject({ ok: false, reason: expect.stringContaining('apply-seccomp') as string });
  const tooMuch = await openAgentSandbox({ ...place, readable: [homedir()] });
  expect(tooMuch).toMatchObject({ ok: false, reason: expect.stringContaining('too wide') as string });
  for (const tool of ['bwrap', 'socat', 'rg'])
    expect(await openWith(programs(tool)), tool).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`\`${tool}\``) as string,
      fix: expect.stringContaining('apt-get install') as string,
    });
});

/** A folder with the sandbox's programs, without `left` and with `bwrap` as a script when given. */
function programs(left: string, bwrap?: string): string {
  const bin = mkdtempSync(join(root, 'bin-'));
  for (const name of ['bwrap', 'socat', 'rg', 'bash', 'sh', 'which'].filter((other) => other !== left))
    symlinkSync(`/usr/bin/${name}`, join(bin, name));
  if (bwrap !== undefined) writeFileSync(join(bin, 'bwrap'), bwrap, { mode: 0o755 });
  return bin;
}

async function openWith(bin: string): Promise<Awaited<ReturnType<typeof openAgentSandbox>>> {
  const before = process.env['PATH'];
  process.env['PATH'] = bin;
  try {
    return await openAgentSandbox({ worktree, scratch: join(root, 'scratch'), path: '/usr/bin:/bin' });
  } finally {
    process.env['PATH'] = before;
  }
}

test('a bwrap that this machine does not let work is a refusal, not a command without a sandbox', async () => {
  const refusing = '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n';
  expect(await openWith(programs('bwrap', refusing))).toMatchObject({
    ok: false,
    fix: expect.stringContaining('user namespaces') as string,
  });
});

test('a sandbox that hides nothing is refused', async () => {
  const open =
    '#!/bin/bash\n[ "$1" = --version ] && echo "bubblewrap 0.8.0" && exit\nwhile [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done\nshift\nshift 2\nexec /usr/bin/bash -c "${1/*apply-seccomp/}"\n';
  expect(await openWith(programs('bwrap', open))).toMatchObject({
    ok: false,
    reason: expect.stringContaining('does not hold') as string,
  });
});

test('the helper is found in the installed package', () => {
  expect(seccompHelper()).toMatch(/apply-seccomp$/);
});

test('an abort in any moment of the start ends the command at once and leaves no process', async () => {
  for (let round = 0; round < 60; round += 1) {
    const abort = new AbortController();
    const running = sandbox.run(['sleep', `${process.pid}77`], { ...options, signal: abort.signal });
    // Sandboxes stand after some 20 ms; the dangerous moments lie just before.
    await new Promise((resolve) => setTimeout(resolve, (round * 7.3) % 30));
    abort.abort();
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, 'late'));
    expect(await Promise.race([running, late])).toMatchObject({ timedOut: false });
  }
  const left = readdirSync('/proc').filter((pid) => commandLine(pid).includes(`${process.pid}77`));
  expect(left).toEqual([]);
}, 60_000);

test("the command does not hold bwrap's status open", async () => {
  const { stderr } = await sandbox.run(['bash', '-c', 'echo forged >&3'], options);
  expect(stderr).toContain('3: Bad file descriptor');
});

function commandLine(pid: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  } catch {
    return '';
  }
}
