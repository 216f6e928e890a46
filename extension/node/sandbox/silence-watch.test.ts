// A real sandbox: a command that waits for nothing is ended, one that is quiet and works is not.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';
import { openAgentSandbox, type AgentSandbox } from './agent.ts';

vi.setConfig({ testTimeout: 60_000 });

let repository: TemporaryRepository;
let sandbox: AgentSandbox;
beforeAll(async () => {
  repository = await temporaryRepository({ 'a.txt': 'a\n' });
  const scratch = join(repository.base, 'scratch');
  await mkdir(scratch);
  const opened = await openAgentSandbox({ worktree: repository.root, scratch });
  if (!opened.ok) throw new Error(opened.reason);
  sandbox = opened.sandbox;
});
afterAll(async () => {
  await sandbox?.close();
  await repository?.[Symbol.asyncDispose]();
});

const run = (script: string) =>
  sandbox.run(['/bin/bash', '-c', script], { timeoutMs: 50_000, silentMs: 3_000, maxBytes: 10_000 });

/** Computes for five seconds and writes nothing. */
const computes = 'end=$((SECONDS + 5)); while [ $SECONDS -lt $end ]; do :; done';

test.each([
  ['sleeps', 'echo before; sleep 40; echo after'],
  ['reads what nobody writes', 'echo before; mkfifo /tmp/pipe; cat /tmp/pipe; echo after'],
  ['waits for a child that has stopped', 'echo before; (kill -STOP $BASHPID) & wait; echo after'],
])('a command that %s is ended, with what it had written', async (_, script) => {
  const result = await run(script);
  expect(result).toMatchObject({ silent: true, timedOut: false, stdout: 'before\n' });
  expect(result.exit).not.toBe(0);
});

test.each([
  ['computes', `${computes}; echo built`],
  ['has a grandchild that computes', `bash -c '(${computes}) & wait'; echo built`],
  ['is many short processes', 'for i in {1..1500}; do /bin/true; done; echo built'],
  ['writes now and then', 'for i in {1..5}; do sleep 1; echo $i >&2; done; echo built'],
])('a command that %s is left alone', async (_, script) => {
  const result = await run(script);
  expect(result).toMatchObject({ exit: 0, timedOut: false, stdout: 'built\n' });
  expect(result.silent).toBeUndefined();
});
