// Real control groups where this user may make any: what is in one dies at its limit, and nobody outside of it notices.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createProcessGroup } from './process-limit.ts';

const group = createProcessGroup(1, { processes: 20, memory: 96 * 1024 ** 2 });
afterAll(() => group?.dispose());

function inGroup(script: string) {
  const enter = (group?.memberships ?? []).map((file) => `echo $$ > ${file}`).join(' && ');
  return spawnSync('/bin/sh', ['-c', `${enter} && ${script}`], { encoding: 'utf8', timeout: 20_000 });
}

test.runIf(group !== undefined)('processes are bounded together', () => {
  const pipe = join(mkdtempSync(join(tmpdir(), 'dimmer-limit-')), 'pipe');
  spawnSync('mkfifo', [pipe]);
  const fork = `i=0; while [ $i -lt 40 ]; do (read -r x < ${pipe}) >/dev/null 2>&1 & i=$((i+1)); done; echo all`;
  expect(inGroup(fork).stdout).not.toContain('all');
  // Each waits for a writer: this lets them go.
  spawnSync('/bin/sh', ['-c', `: > ${pipe}`]);
  rmSync(dirname(pipe), { recursive: true });
});

const memory = group?.memberships.some((file) =>
  ['memory.max', 'memory.limit_in_bytes'].some((name) => existsSync(`${dirname(file)}/${name}`)),
);

test.runIf(memory)('memory is bounded together, also what lies in a file system in memory', () => {
  const hog = 'head -c 200000000 /dev/zero | tail -c 200000000 | wc -c';
  expect(inGroup(hog).stdout).not.toContain('200000000');
  const file = `/dev/shm/dimmer-limit-${process.pid}`;
  const filled = inGroup(`head -c 200000000 /dev/zero > ${file}; stat -c %s ${file}; rm -f ${file}`);
  spawnSync('rm', ['-f', file]);
  expect(filled.stdout).not.toContain('200000000');
});

test.runIf(group !== undefined)('a group that is given back is gone', async () => {
  // The kernel takes a moment to let go of processes that have just ended.
  await new Promise((resolve) => setTimeout(resolve, 200));
  group?.dispose();
  expect(group?.memberships.map((file) => existsSync(file))).not.toContain(true);
});
