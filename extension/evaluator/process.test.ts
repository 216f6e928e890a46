import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundles } from '../node/testing.ts';

const main = join(bundles, 'evaluator.mjs');
const root = mkdtempSync(join(tmpdir(), 'dimmer-process-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function output(command: string, argv: string[], input: unknown) {
  const child = spawn(command, argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stdin.end(JSON.stringify(input));
  const exit = await new Promise((resolve) => child.once('close', resolve));
  return { exit, body: JSON.parse(text) as { error: { reason: string; message: string; next: string } } };
}

test('without bwrap nothing is evaluated, and the user is told what to install', async () => {
  const hidden = [
    '--dev-bind',
    '/',
    '/',
    '--ro-bind',
    '/dev/null',
    '/usr/bin/bwrap',
    '--',
    process.execPath,
    '--no-warnings',
    main,
  ];
  const input = {
    v: 1,
    mode: 'evaluate',
    vaultDir: root,
    identity: 'x',
    repository: root,
    spec: 's',
    split: 'validation',
  };
  const { exit, body } = await output('bwrap', hidden, input);
  expect([exit, body.error.reason]).toEqual([3, 'no-sandbox']);
  expect(body.error.message).toMatch(/apt-get install bubblewrap/);
});

test('no signal opens a debugger in the evaluator', async () => {
  // Without the flag the same signal does open one, else this would prove nothing.
  expect(await listenersAfterSignal([])).toHaveLength(1);
  expect(await listenersAfterSignal(['--disable-sigusr1'])).toEqual([]);
});

async function listenersAfterSignal(flags: string[]): Promise<string[]> {
  const child = spawn(process.execPath, ['--no-warnings', ...flags, main], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Asked nothing yet, it waits; long enough to have loaded.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  child.kill('SIGUSR1');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const found = child.exitCode === null ? listeningSockets(child.pid as number) : ['ended'];
  child.kill('SIGKILL');
  return found;
}

/** Inodes of TCP sockets that the process listens on. */
function listeningSockets(pid: number): string[] {
  const own = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').match(/^ino:\s*(\d+)/m)?.[1] ?? ''];
    } catch {
      return [];
    }
  });
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/${pid}/net/${name}`, 'utf8').trim().split('\n').slice(1),
  );
  const listening = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[3] === '0A');
  return listening.map((fields) => fields[9] as string).filter((inode) => own.includes(inode));
}
