import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';

const bin = resolve('bin/stint.js');

test('an entry is added', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'stint-'));
  const out = execFileSync(process.execPath, [bin, 'add', '2026-03-02', 'website', '1h30m'], { cwd, encoding: 'utf8' });
  assert.equal(out, 'added 1 2026-03-02 website 1:30\n');
  rmSync(cwd, { recursive: true });
});

test('30 February is refused', () => {
  assert.equal(spawnSync(process.execPath, [bin, 'add', '2026-02-30', 'website', '1h']).status, 2);
});
