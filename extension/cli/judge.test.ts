// `dimmer judge` as users start it: a branch that another tool left, a commit that is there already, and what it refuses.
import { expect, test, vi } from 'vitest';
import { outcomeCardSchema, type OutcomeCard } from '../core/outcome/card.ts';
import { decode } from '../core/protocol/decode.ts';
import { forgeFor } from '../node/forge/testing.ts';
import { runCommand } from '../node/run-command.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { cli } from '../node/testing.ts';

vi.setConfig({ testTimeout: 180_000 });

async function dimmer(repository: TemporaryRepository, ...args: string[]) {
  const result = await runCommand(process.execPath, ['--no-warnings', cli, ...args], {
    cwd: repository.root,
    env: repository.env as Record<string, string>,
    timeoutMs: 120_000,
  });
  return { exit: result.exit, out: result.stdout, err: result.stderr };
}

async function withTheirBranch(): Promise<TemporaryRepository> {
  const repository = await temporaryRepository({
    'specs/greeter.md': '# Greeter\n\n- R1: greet.js MUST print hello.\n',
    'dimmer.yaml': 'guardrails:\n  - { name: syntax, run: [node, --check, greet.js] }\n',
    'greet.js': '',
  });
  repository.run('checkout', '--quiet', '-b', 'robot');
  await repository.write('greet.js', 'console.log("hello");\n');
  repository.run('add', '--all');
  repository.run('commit', '--quiet', '--author=Robot <robot@example.com>', '-m', 'Say hello');
  repository.run('checkout', '--quiet', 'main');
  return repository;
}

/** Puts `robot` on a `main` whose files begin with `top`: one line more in `login.js`, and no `old.js`. */
async function theirChangeOn(repository: TemporaryRepository, top: string): Promise<void> {
  const login = `${top}// Who gets in.\nexport const limit = 3;\n`;
  await repository.write('login.js', login);
  await repository.write('old.js', `${top}export const a = 1;\nverifyToken(1);\nverifyToken(2);\n`);
  repository.commit('Ask who it is');
  repository.run('checkout', '--quiet', '-B', 'robot');
  await repository.write('login.js', `${login}eval(input);\n`);
  repository.run('rm', '--quiet', 'old.js');
  repository.commit('Let everybody in');
  repository.run('checkout', '--quiet', 'main');
}

interface Places {
  readonly forced: { path: string; side: string; start: number; text: string[] }[];
}

async function placesOf(repository: TemporaryRepository, id: string) {
  const { out } = await dimmer(repository, 'diff', id, '--forced', '--json');
  return (JSON.parse(out) as Places).forced.map(({ path, side, start, text }) => [path, side, start, text]);
}

/** Judges `robot` as it is now. */
async function forced(repository: TemporaryRepository) {
  const { out } = await dimmer(repository, 'judge', 'robot', '--spec', 'specs/greeter.md', '--json');
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { outcome: OutcomeCard };
  const id = last.outcome.identity.runId;
  return { id, places: await placesOf(repository, id) };
}

test('a branch gets its card, and the checkout is as it was', async () => {
  await using repository = await withTheirBranch();
  const before = repository.run('status', '--porcelain', '--branch');
  const { exit, out } = await dimmer(repository, 'judge', 'robot', '--spec', 'specs/greeter.md', '--json');
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { status: string; outcome: unknown };
  expect([exit, last.status]).toEqual([0, 'awaiting-decision']);
  const card = decode(outcomeCardSchema, last.outcome);
  expect(card).toMatchObject({
    ok: true,
    value: {
      identity: { backend: 'none', spec: { path: 'specs/greeter.md' }, requirements: ['R1'] },
      change: { files: 1, added: 1, removed: 0 },
      integrity: { guardrails: [{ name: 'syntax', before: 'pass', after: 'pass' }] },
      satisfaction: { kind: 'none' },
    },
  });
  expect(repository.run('status', '--porcelain', '--branch')).toBe(before);
});

test('a pull request is fetched and judged; without a spec the message of its commit stands for one', async () => {
  await using repository = await withTheirBranch();
  await using forge = await forgeFor(repository);
  repository.run('push', '--quiet', forge.bare('rev-parse', '--absolute-git-dir'), 'robot:refs/pull/12/head');
  repository.run('branch', '--quiet', '-D', 'robot');
  const { exit, out } = await dimmer(repository, 'judge', '#12');
  expect([exit, /Say hello/.test(out)]).toEqual([0, true]);
});

test('places are those of the commit that was judged: a branch that is rebased by hand moves none of them', async () => {
  await using repository = await withTheirBranch();
  await theirChangeOn(repository, '');
  const judged = await forced(repository);
  expect(judged.places).toEqual([
    ['old.js', 'base', 2, ['verifyToken(1);', 'verifyToken(2);']],
    ['login.js', 'head', 3, ['eval(input);']],
  ]);

  await theirChangeOn(repository, '// Mine.\n');
  expect(await placesOf(repository, judged.id)).toEqual(judged.places);
  expect((await forced(repository)).places).toEqual([
    ['old.js', 'base', 3, ['verifyToken(1);', 'verifyToken(2);']],
    ['login.js', 'head', 4, ['eval(input);']],
  ]);
});

test('what cannot be judged is refused before anything starts', async () => {
  await using repository = await withTheirBranch();
  const refusals: [string[], number, RegExp][] = [
    [[], 2, /^Usage: dimmer judge/],
    [['nope'], 2, /no commit "nope"/],
    [['#12'], 3, /has no remote, so there is no pull request 12/],
    [['main'], 2, /first commit of this repository/],
    [['robot', '--level', '5'], 2, /--level is 2, 3 or 4/],
    [['robot', '--spec', 'specs/none.md'], 2, /There is no spec at/],
  ];
  for (const [args, exit, message] of refusals) {
    const result = await dimmer(repository, 'judge', ...args);
    expect([args, result.exit, message.test(result.out + result.err)]).toEqual([args, exit, true]);
  }
  expect(repository.run('worktree', 'list').split('\n')).toHaveLength(1);
});
