// The command as users start it: what it refuses, with which exit code, and that nothing is left behind by a refusal.
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCommand } from '../node/run-command.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { cli } from '../node/testing.ts';

// Each test starts several processes, and other tests run beside them.
vi.setConfig({ testTimeout: 180_000 });

const spec = '# Greeter\n\n- R1: The program greet.js MUST print hello.\n';

async function dimmer(repository: TemporaryRepository, args: string[], env: NodeJS.ProcessEnv = {}) {
  const result = await runCommand(process.execPath, ['--no-warnings', cli, ...args], {
    cwd: repository.root,
    env: { ...repository.env, ...env } as Record<string, string>,
    timeoutMs: 120_000,
    maxBytes: 10_000_000,
  });
  return { exit: result.exit, out: String(result.stdout), err: String(result.stderr) };
}

const refusals: [string, string[], number, RegExp][] = [
  ['no command', [], 2, /^Usage: dimmer COMMAND/],
  ['an unknown command', ['frobnicate'], 2, /no command "frobnicate"/],
  [
    'no agent, no key and no cassette',
    ['run', 'specs/a.md'],
    3,
    /No agent was found and no API key is set\. Nothing was started\. Install .*--cassette/,
  ],
  [
    'an agent that is not here',
    ['run', 'specs/a.md', '--agent', 'codex'],
    3,
    /"codex" was chosen and is not on this machine/,
  ],
  ['an agent command with quotes', ['run', 'specs/a.md', '--agent-command', 'a "b c"'], 2, /JSON array/],
  [
    'a workflow that is not there',
    ['run', 'specs/a.md', '--workflow', 'x.dot'],
    2,
    /There is no workflow at .*x\.dot\. Nothing was started/,
  ],
  ['level 5', ['run', 'specs/a.md', '--level', '5'], 1, /licence for level 5.*kill switch.*named owner/],
  ['level 9', ['run', 'specs/a.md', '--level', '9'], 2, /--level is 2, 3 or 4/],
  ['a cap that is no number', ['run', 'specs/a.md', '--budget-tokens', 'lots'], 2, /positive numbers/],
  ['a spec that is not there', ['run', 'specs/b.md'], 2, /There is no spec at specs\/b\.md/],
  ['a spec outside', ['run', '../outside.md'], 2, /outside the repository/],
  ['a base that is not there', ['run', 'specs/a.md', '--base', 'nope'], 2, /no commit "nope"/],
  ['a cassette that is not there', ['run', 'specs/a.md', '--cassette', 'x.yaml'], 2, /no cassette at/],
  ['an unknown run', ['show', 'last'], 2, /There is no run "last"/],
  ['a decision without reason', ['reject', 'last'], 2, /Usage: dimmer reject/],
];

test('every refusal has its exit code, says why, and starts nothing', async () => {
  await using repository = await temporaryRepository({ 'specs/a.md': spec });
  await writeFile(join(repository.base, 'outside.md'), spec);
  for (const [name, args, exit, message] of refusals) {
    const result = await dimmer(repository, args);
    expect([name, result.exit]).toEqual([name, exit]);
    expect(result.out + result.err).toMatch(message);
    expect(result.err).not.toMatch(/\n {4}at /);
  }
  // The programs themselves are copied there once, before anything is asked of them.
  expect(readdirSync(join(repository.base, 'state'))).toEqual(['bundles']);
});

test('no git, no commits: exit 3 with the next step, as JSON when asked', async () => {
  await using repository = await temporaryRepository();
  await repository.write('a.md', spec);
  const none = await dimmer(repository, ['run', 'a.md', '--cwd', repository.root, '--json']);
  expect([none.exit, JSON.parse(none.out)]).toMatchObject([3, { error: { message: /no commits yet/ } }]);
  const outside = await dimmer(repository, ['runs', '--cwd', repository.base, '--json']);
  expect([outside.exit, JSON.parse(outside.out)]).toMatchObject([
    3,
    { error: { message: /not in a git repository/ } },
  ]);
});

test('every command answers --help with its usage', async () => {
  await using repository = await temporaryRepository();
  const { out } = await dimmer(repository, ['--help']);
  const names = [...out.matchAll(/^ {2}(\w+) /gm)].map((match) => match[1] ?? '');
  expect(names).toEqual(
    expect.arrayContaining(['lint', 'run', 'runs', 'show', 'stop', 'approve', 'vault', 'doctor']),
  );
  for (const name of names) {
    const help = await dimmer(repository, [name, '--help']);
    expect([name, help.exit, /usage/i.test(help.out)]).toEqual([name, 0, true]);
  }
});

test('a rehearsed run is followed, listed, shown, read and approved', async () => {
  await using repository = await temporaryRepository({ 'specs/a.md': spec });
  const entries = [
    {
      role: 'builder',
      reply: [{ tool: 'write_file', input: { path: 'greet.js', content: 'console.log("hello");\n' } }],
    },
    { role: 'builder', reply: [{ text: 'Done.' }] },
  ];
  const cassette = join(repository.base, 'cassette.json');
  await writeFile(cassette, JSON.stringify({ cassette: 1, title: 't', entries }));
  const run = await dimmer(repository, ['run', 'specs/a.md', '--level', '3', '--json'], {
    DIMMER_CASSETTE: cassette,
  });
  const lines = run.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; run?: string; forecast?: object });
  expect(lines[0]?.forecast).toMatchObject({ n: 0, level: 3, backend: 'rehearsal', tokens: null });
  expect(run.err).toContain('forecast: no history yet');
  expect([run.exit, lines[0]?.type, lines.at(-1)?.type]).toEqual([0, 'launched', 'rested']);
  const id = lines[0]?.run ?? '';
  const list = JSON.parse((await dimmer(repository, ['runs', '--json'])).out);
  expect(list).toMatchObject({
    v: 1,
    runs: [{ id, status: 'awaiting-decision', rehearsal: true, level: 3 }],
  });
  expect((await dimmer(repository, ['show', id])).out).toMatch(/awaits decision.* \[rehearsal\]\n/);
  expect((await dimmer(repository, ['diff', 'last'])).out).toContain('+console.log("hello");');
  const card = JSON.parse((await dimmer(repository, ['outcome', 'last', '--json'])).out);
  expect(card).toMatchObject({ v: 1, identity: { runId: id }, watermark: /rehearsal/ });
  const approved = await dimmer(repository, ['approve', id.slice(0, -2), '--reason', 'read it', '--json']);
  expect([approved.exit, JSON.parse(approved.out)]).toMatchObject([
    0,
    { carriedOut: true, merged: { branch: 'main' } },
  ]);
  expect((await dimmer(repository, ['approve', 'last'])).exit).toBe(1);
  expect(repository.run('show', 'main:greet.js')).toBe('console.log("hello");');
});
