// A sandbox that lost its runner is found by its folder, and nothing else is touched.
import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endLeftoverSandboxes } from './leftover-sandboxes.ts';

async function sandboxOn(folder: string) {
  const child = spawn('bwrap', [
    '--ro-bind',
    '/',
    '/',
    '--bind',
    folder,
    folder,
    '--unshare-pid',
    'sleep',
    '60',
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.once('spawn', resolve));
  await new Promise((resolve) => setTimeout(resolve, 150));
  return child;
}

test.runIf(process.platform === 'linux')('only sandboxes of this folder end', async () => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'dimmer-left-')));
  const other = await realpath(await mkdtemp(join(tmpdir(), 'dimmer-left-')));
  onTestFinished(async () => {
    for (const folder of [base, other]) await rm(folder, { recursive: true, force: true });
  });
  const mine = await sandboxOn(base);
  const theirs = await sandboxOn(other);
  const ended = new Promise((resolve) => mine.once('exit', resolve));
  expect(endLeftoverSandboxes(base)).toBeGreaterThan(0);
  await ended;
  expect(theirs.exitCode).toBeNull();
  expect(theirs.signalCode).toBeNull();
});
