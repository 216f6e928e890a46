// The gate on a machine whose sandbox leaks: a bwrap on the PATH that leaves the network as it is, and is otherwise the real one.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { closeInheritedDescriptors } from '../../node/sandbox/descriptors.ts';
import { takeLock } from '../../node/run-lock.ts';
import { findProgram } from '../../node/sandbox/find-program.ts';
import { selftestFolder } from '../../node/sandbox/selftest-record.ts';
import { answerTo } from '../answer.ts';
import { newIdentity } from '../vault/cipher.ts';
import { sandboxGate } from './gate.ts';

const root = mkdtempSync(join(tmpdir(), 'dimmer-gate-'));
const before = { ...process.env };
afterEach(() => {
  for (const name of ['PATH', 'DIMMER_STATE']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function machine(name: string, bwrap?: string): string {
  const bin = join(root, name, 'bin');
  mkdirSync(bin, { recursive: true });
  if (bwrap !== undefined) writeFileSync(join(bin, 'bwrap'), bwrap, { mode: 0o755 });
  process.env['DIMMER_STATE'] = join(root, name, 'state');
  process.env['PATH'] = `${bin}:${before['PATH']}`;
  return join(root, name, 'state', 'bundles', 'selftest');
}

test('where something gets through, nothing hidden is evaluated, and a visible scenario still is', async () => {
  closeInheritedDescriptors();
  const real = findProgram('bwrap') ?? '';
  const leaky = `#!/bin/bash\nargs=()\nfor one in "$@"; do [ "$one" = --unshare-net ] || args+=("$one"); done\nexec ${real} "\${args[@]}"\n`;
  const results = machine('leaky', leaky);
  const found = await sandboxGate();
  expect(found).toMatchObject({ reason: 'sandbox-leaks', exit: 3, next: /dimmer vault selftest/ });
  expect(found?.message).toMatch(/connect to a loopback port/);
  // Remembered: asking again runs nothing.
  const [file] = readdirSync(results).filter((name) => name.endsWith('.json'));
  const written = statSync(join(results, file as string)).mtimeMs;
  const { identity } = await newIdentity();
  const where = { repository: root, spec: 'none.md', vaultDir: join(root, 'none') };
  const hidden = await answerTo({ v: 1, mode: 'evaluate', identity, ...where, split: 'validation' });
  expect([hidden.exit, hidden.body['error']]).toMatchObject([3, { reason: 'sandbox-leaks' }]);
  const visible = await answerTo({ v: 1, mode: 'evaluate', ...where, split: 'visible' });
  expect(visible.body['error']).not.toMatchObject({ reason: 'sandbox-leaks' });
  expect(await answerTo({ v: 1, mode: 'selftest', vaultDir: '', remembered: true })).toMatchObject({
    exit: 3,
  });
  expect(statSync(join(results, file as string)).mtimeMs).toBe(written);
});

test('a suite that cannot be run to its end refuses, and is not remembered', async () => {
  const results = machine('broken');
  const bin = join(root, 'broken', 'bin');
  for (const name of ['bwrap', 'socat', 'rg', 'bash', 'sh', 'which', 'node'])
    symlinkSync(findProgram(name) ?? '/usr/bin/false', join(bin, name));
  // Without git there is no repository to plant anything in.
  process.env['PATH'] = bin;
  expect(await sandboxGate()).toMatchObject({ reason: 'sandbox-untested', exit: 3 });
  expect(readdirSync(results).filter((name) => name.endsWith('.json'))).toEqual([]);
});

test('a process that tests for ever is not waited for, for ever', async () => {
  const folder = machine('held');
  await selftestFolder();
  const lock = takeLock(folder);
  expect(lock).not.toBeNull();
  const found = await sandboxGate(300);
  lock?.release();
  expect(found).toMatchObject({ reason: 'sandbox-untested', exit: 3 });
  expect(found?.message).toContain('another process has been running it for too long');
});
