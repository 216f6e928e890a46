// The harness's evidence on whole runs: a commit with a scenario, a flag, a dependency and a migration, and a hostile one.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { outcomeCard, type OutcomeCard } from '../../core/outcome/card.ts';
import { readRun } from '../../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../../node/temporary-repository.ts';
import { cli as dimmerProgram } from '../../node/testing.ts';
import { launch, resting, until } from '../testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const spec = `---
id: greeter
bin: {greet: [node, cli.js]}
---
# Greeter

- R1: \`greet NAME\` MUST print "hello" and the name.
- R2: \`greet --loud NAME\` MUST print it in capitals.
`;
const scenario = (id: string, requirement: string, run: string, expected: string) => `---
schema: dimmer/scenario@1
id: ${id}
spec: greeter
requirements: [${requirement}]
category: wrong-output
split: visible
trajectories: 1
---

# Feature: Greeting

Ada greets.

## Scenario: ${id}

* When it is run
  \`\`\`cli
  run: ${run}
  expect: ${expected}
  \`\`\`
`;
const cli = (loud: boolean) => `
const [first, second] = process.argv.slice(2);
if (first === '--help') console.log('Usage: greet NAME${loud ? '\\n\\nOptions:\\n  --loud  in capitals\\n  --bom  undeclared' : ''}');
else if (first === undefined) { console.error('a name is needed'); process.exit(2); }
else if (${loud} && first === '--loud') console.log(('hello ' + second).toUpperCase());
else console.log('hello ' + first);
`;

test('a card is filled by what the harness saw: behaviour, time, surface, way back, places to read', async () => {
  await using repository = await temporaryRepository({
    'specs/greeter.md': spec,
    'cli.js': cli(false),
    'index.mjs': 'export const greet = 1;\nexport const gone = 2;\n',
    'package.json': JSON.stringify({ name: 'greet', version: '1.0.0', main: 'index.mjs' }),
    'scenarios/plain.md': scenario('plain', 'R1', '[greet, ada]', '{ stdout: { contains: hello ada } }'),
    'scenarios/loud.md': scenario(
      'loud',
      'R2',
      "[greet, '--loud', ada]",
      '{ stdout: { contains: HELLO ADA } }',
    ),
    'scenarios/none.md': scenario('none', 'R1', '[greet]', '{ exit: 2 }'),
  });
  repository.run('checkout', '--quiet', '-b', 'robot');
  await repository.write('cli.js', cli(true));
  await repository.write('index.mjs', 'export const greet = 1;\nexport const loud = 2;\n');
  await repository.write(
    'package.json',
    JSON.stringify({
      name: 'greet',
      version: '1.0.0',
      main: 'index.mjs',
      dependencies: { leftpad: '1.0.0' },
    }),
  );
  await repository.write('db/migrations/1.sql', 'ALTER TABLE users DROP COLUMN email;\n');
  repository.commit('loud');
  repository.run('checkout', '--quiet', 'main');
  const before = repository.run('status', '--porcelain', '--branch');
  const { runDir } = await launch(repository, [], { backend: 'none', adopt: 'robot' });
  const state = await until(runDir, resting);
  expect(state.status).toBe('awaiting-decision');
  expect(state.evidence.missing).toEqual([]);
  const card = outcomeCard(state);
  expect(card.behaviour).toMatchObject({
    same: 2,
    asSpecified: 1,
    unexplained: 0,
    nowPossible: 1,
    problem: null,
  });
  expect(card.demonstrations.map((one) => [one.input, one.change, one.negative, one.replays])).toEqual([
    ['$ greet --loud ada', 'now-possible', false, true],
    ['$ greet', 'same', true, true],
    ['$ greet ada', 'same', false, true],
  ]);
  expect(card.demonstrations[0]).toMatchObject({
    difference: '-hello --loud\n+HELLO ADA',
    replay: 'node cli.js --loud ada',
  });
  const [time, size] = card.performance?.lines ?? [];
  expect([time?.name, size?.name, size?.base?.n, size?.head?.n]).toEqual(['time', 'size', 1, 1]);
  // Five each, fewer on a busy machine.
  expect(time?.base?.n).toBeGreaterThanOrEqual(1);
  expect(time?.head?.n).toBe(time?.base?.n);
  expect(
    card.surface?.changes.map((one) => [one.kind, one.change, one.name, one.breaking, one.named]),
  ).toEqual([
    ['flag', 'added', '--loud', false, true],
    ['flag', 'added', '--bom', false, false],
    ['export', 'removed', 'gone', true, false],
    ['export', 'added', 'loud', false, false],
    ['dependency', 'added', 'leftpad', false, false],
  ]);
  expect(card.surface?.tools.map((tool) => [tool.name, tool.status])).toEqual([
    ['flags and commands', 'ran'],
    ['exports', 'ran'],
    ['manifests and lock files', 'ran'],
    ['OpenAPI', 'not-applicable'],
  ]);
  expect(card.coverage).toMatchObject({ by: 'visible scenarios', problem: null, unseen: 1 });
  expect(card.coverage?.executed).toBeGreaterThan(0);
  expect(card.notChecked.map((one) => one.text).join('\n')).toMatch(
    /\d+ % of changed lines ran in no visible scenario \(\d+ of \d+\); 1 changed line of other files/,
  );
  expect(card.wayBack).toMatchObject({ rehearsed: false, irreversible: ['DROP COLUMN email'] });
  expect(card.spotChecks?.forced.map((spot) => [spot.title, spot.place])).toContainEqual([
    'schema or data migration',
    'db/migrations/1.sql, line 1',
  ]);
  expect(card.structure?.lines.map((line) => line.name)).toEqual([
    'size',
    'complexity',
    'duplication',
    'churn',
  ]);
  for (const line of card.structure?.lines ?? []) expect(line.head).toBeGreaterThanOrEqual(line.base ?? 0);
  await replayed(repository, card);
  await deleted(runDir, card);
  expect(card.decision.waits.map((wait) => wait.text).join('\n')).toMatch(
    /DROP COLUMN email, and no way back was rehearsed: never merged/,
  );
  expect(repository.run('status', '--porcelain', '--branch')).toBe(before);
});

/** Every command that stands beside a green, typed in a checkout of the head commit. */
async function replayed(repository: TemporaryRepository, card: OutcomeCard) {
  const root = join(repository.base, 'replay');
  repository.run('worktree', 'add', '--quiet', '--detach', root, card.identity.head ?? '');
  const shell = (line: string) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], {
      cwd: root,
      env: { ...process.env, ...repository.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    return { status, text: stdout + stderr };
  };
  for (const { input, replay, negative, difference } of card.demonstrations) {
    const { status, text } = shell(replay);
    expect([input, status === 0]).toEqual([input, !negative]);
    const after = difference?.split('\n').filter((line) => line.startsWith('+')) ?? [];
    for (const line of after) expect(text).toContain(line.slice(1));
  }
  const tools = new Map(card.surface?.tools.map((tool) => [tool.name, tool.replay]));
  expect(shell(tools.get('flags and commands') ?? 'false').text).toContain('--loud');
  expect(shell(tools.get('exports') ?? 'false').text).toContain('greet,loud');
  expect(shell(tools.get('manifests and lock files') ?? 'false').text).toContain('leftpad');
  expect(shell(card.wayBack?.replay ?? 'false').status).toBe(0);
  for (const { command } of card.integrity.guardrails) expect(shell(command).status).toBe(0);
  const dimmer = `${process.execPath} ${dimmerProgram}`;
  const visible = shell(card.satisfaction.visibleReplay.replace(/^dimmer/, dimmer));
  expect([visible.status, visible.text]).toEqual([0, expect.stringContaining('3/3')]);
  repository.run('worktree', 'remove', '--force', root);
}

/** Whatever somebody deletes beside the log, the log has it all. */
async function deleted(runDir: string, card: OutcomeCard) {
  for (const name of ['outcome.json', 'evaluations', 'artifacts'])
    await rm(join(runDir, name), { recursive: true, force: true });
  const { state } = await readRun(runDir);
  expect(state && outcomeCard(state)).toEqual(card);
}

test('a product that hangs, floods and leaves costs a few seconds and a sentence each', async () => {
  await using repository = await temporaryRepository({
    'specs/greeter.md': spec,
    'cli.js': 'console.log("ok");\n',
    'package.json': JSON.stringify({ main: 'index.js' }),
    'index.js': 'exports.a = 1;\n',
  });
  repository.run('checkout', '--quiet', '-b', 'robot');
  await repository.write('cli.js', 'for (;;) process.stdout.write("x".repeat(65536));\n');
  await repository.write('index.js', 'process.exit(0);\n');
  await repository.write('openapi.yaml', 'openapi: &a [*a]\n');
  repository.commit('hostile');
  repository.run('checkout', '--quiet', 'main');
  const { runDir } = await launch(repository, [], { backend: 'none', adopt: 'robot' });
  const state = await until(runDir, resting);
  expect(state.status).toBe('awaiting-decision');
  const tools = Object.fromEntries((state.evidence.surface?.tools ?? []).map((tool) => [tool.name, tool]));
  expect(tools['exports']).toMatchObject({ status: 'failed', detail: /could not be imported/ });
  expect(tools['flags and commands']?.status).toMatch(/failed|ran/);
  expect(state.evidence.behaviour?.problem).toMatch(/no visible scenario/);
  expect(
    outcomeCard(state)
      .notChecked.map((gap) => gap.text)
      .join('\n'),
  ).toMatch(/exports: the entry point could not be imported/);
});
