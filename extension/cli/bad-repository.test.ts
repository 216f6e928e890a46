// Repositories, and decisions, that are not as a run expects them: one plain sentence each, nothing lost, never two decisions.
// In-process runs are real: real git, real runner, real sandbox. The command line is the one that ships.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { describeLaunch } from '../runner/describe.ts';
import { runCommand } from '../node/run-command.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { cli } from '../node/testing.ts';

vi.setConfig({ testTimeout: 240_000 });

const spec = '# Greeter\n\n- R1: The program greet.js MUST print hello.\n';
const entries = [
  {
    role: 'builder',
    reply: [{ tool: 'write_file', input: { path: 'greet.js', content: 'console.log("hello");\n' } }],
  },
  { role: 'builder', reply: [{ text: 'Done.' }] },
];

async function dimmer({ root, env }: TemporaryRepository, ...args: string[]) {
  const result = await runCommand(process.execPath, ['--no-warnings', cli, ...args], {
    cwd: root,
    env: env as Record<string, string>,
    timeoutMs: 200_000,
  });
  const text = result.stderr + result.stdout;
  expect(text).not.toMatch(/\n {4}at |This is a fault of dimmer/);
  return { exit: result.exit, text };
}

/** A run at level 3, followed to its rest. */
async function rehearse(repository: TemporaryRepository) {
  const cassette = join(repository.base, 'good.json');
  writeFileSync(cassette, JSON.stringify({ cassette: 1, title: 'test', entries }));
  return dimmer(repository, 'run', 'specs/a.md', '--level', '3', '--cassette', cassette);
}

test('a repository without tests and without a manifest: built, and said first that nothing was checked', async () => {
  await using bare = await temporaryRepository({ 'specs/a.md': spec });
  expect(await rehearse(bare)).toMatchObject({ exit: 0, text: /awaits your decision/ });
  const card = (await dimmer(bare, 'outcome', 'last')).text;
  expect(card).toMatch(/^.*\n.*No guardrail was run\. No hidden scenario was run\./);
  expect(card).toContain('Build, types, lint and tests: no guardrail was found');
});

test('two windows that decide differently at once: one decision, the other is told which, nothing is lost', async () => {
  await using repository = await temporaryRepository({ 'specs/a.md': spec });
  expect((await rehearse(repository)).exit).toBe(0);
  const [approve, reject] = await Promise.all([
    dimmer(repository, 'approve', 'last', '--reason', 'good'),
    dimmer(repository, 'reject', 'last', '--reason', 'bad'),
  ]);
  const carriedOut = [/^Approved and merged/m.test(approve.text), /is rejected\.$/m.test(reject.text)];
  expect(carriedOut.filter(Boolean)).toHaveLength(1);
  const told = carriedOut[0] ? reject : approve;
  expect(told).toMatchObject({ exit: 1, text: /Not carried out:\n.*decided already: (approve|reject)/ });
  const runs = JSON.parse((await dimmer(repository, 'runs', '--json')).text) as {
    runs: { status: string }[];
  };
  expect(runs.runs.map(({ status }) => status)).toEqual([carriedOut[0] ? 'approved' : 'rejected']);
  expect(repository.run('log', '--format=%s', 'main')).toBe(carriedOut[0] ? 'Greeter\nstart' : 'start');
});

test('branch, worktree and commit of a run are deleted: the card stays, the rest is refused and says why', async () => {
  await using repository = await temporaryRepository({ 'specs/a.md': spec });
  expect((await rehearse(repository)).exit).toBe(0);
  const state = join(repository.base, 'state');
  const home = readdirSync(state).find((name) => name.startsWith('repository-')) ?? '';
  rmSync(join(state, home, 'worktrees'), { recursive: true });
  repository.run('worktree', 'prune');
  const branch = repository.run('for-each-ref', '--format=%(refname:short)', 'refs/heads/dimmer');
  repository.run('branch', '-D', branch);
  expect(await dimmer(repository, 'diff', 'last')).toMatchObject({ exit: 0, text: /\+console\.log/ });
  repository.run('reflog', 'expire', '--expire=now', '--all');
  repository.run('gc', '--quiet', '--prune=now');

  expect((await dimmer(repository, 'outcome', 'last')).text).toContain('Greeter');
  const gone = /is gone from this repository.*Reject the run and launch it again/;
  expect(await dimmer(repository, 'diff', 'last')).toMatchObject({ exit: 1, text: gone });
  expect(await dimmer(repository, 'approve', 'last', '--reason', 'ok')).toMatchObject({
    exit: 1,
    text: gone,
  });
  expect(await dimmer(repository, 'return', 'last', '--reason', 'again')).toMatchObject({
    exit: 0,
    text: /returned\. Its branch was deleted, so its work is not kept/,
  });
  expect(repository.run('log', '--format=%s', 'main')).toBe('start');
});

test('a hundred thousand files: a launch is described', async () => {
  await using large = await temporaryRepository({ 'specs/a.md': spec });
  many(large, 100_000);
  const below = (place: string) => large.run('ls-tree', '--name-only', place).split('\n').length;
  expect([below('main'), below('main:d999')]).toEqual([1_001, 100]);
  const answer = await describeLaunch({ v: 1, repository: large.root, specPath: 'specs/a.md' });
  expect(answer).toMatchObject({
    ok: true,
    description: { guardrails: [], notes: [], spec: { title: 'Greeter' } },
  });
});

/** A commit with `count` small files, made without a working tree. */
function many({ root, env, run }: TemporaryRepository, count: number): void {
  const files = Array.from({ length: count }, (_, at) => `M 100644 :1 d${at % 1000}/f${at}.txt\n`).join('');
  const commit = 'commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 4\nmany\n';
  const input = `blob\nmark :1\ndata 6\nhello\n\n${commit}from refs/heads/main^0\n${files}`;
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, env, input });
  // As somebody works in it who has only the specs checked out.
  run('config', 'core.sparseCheckout', 'true');
  writeFileSync(join(root, '.git', 'info', 'sparse-checkout'), '/specs/\n');
  run('read-tree', '-m', '-u', 'main');
}
