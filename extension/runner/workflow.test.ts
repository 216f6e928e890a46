// Runs whose stages are a workflow file, as real processes: the prompts reach the agent, a failure takes the edge of the file, and a
// run that was killed in between goes on at its node.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { LaunchOptions } from '../node/launch-options.ts';
import { startRunner } from '../node/launch.ts';
import { readRun } from '../node/run-store.ts';
import { temporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, good, launch, resting, until, writes } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const workflow = `digraph two_builders {
  start [shape=Mdiamond]
  exit [shape=Msquare]
  edge [condition="outcome!=retry"]
  tests [label="Tests first", prompt="Write NOTES.md before anything else."]
  build [label="Build", prompt="Now write greet.js as the notes say."]
  checks [type=guardrails, max_retries=0]
  look [type=review, mode=change_set]
  start -> tests -> build -> checks -> look -> exit
  checks -> build [condition="outcome=fail", weight=1]
}
`;

const step = (path: string, content: string, contains: string) => [
  {
    role: 'builder',
    when: { contains },
    reply: [{ text: 'As asked.' }, { tool: 'write_file', input: { path, content } }],
  },
];

test('each node is a stage with its own words, and a red guardrail takes the edge of the file', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'flow.dot');
  await writeFile(path, workflow);
  const { runDir } = await launch(
    repository,
    [
      ...step('NOTES.md', 'notes\n', 'Write NOTES.md before anything else'),
      ...step('greet.js', good, 'guardrail'),
      ...step('greet.js', 'console.log(\n', 'Now write greet.js as the notes say'),
      { role: 'builder', reply: [{ text: 'Done.' }], repeat: 20 },
    ],
    { level: 3, workflow: path },
  );
  const state = await until(runDir, resting);
  expect(state).toMatchObject({ status: 'awaiting-decision', round: 3, stages: { guardrails: 'success' } });
  const { events } = await readRun(runDir);
  expect(
    events.flatMap((event) =>
      event.type === 'stage-entered' ? [`${event.node} ${event.stage} ${event.round}`] : [],
    ),
  ).toEqual([
    'tests implement 1',
    'build implement 2',
    'checks guardrails 2',
    'build implement 3',
    'checks guardrails 3',
    'look change-set-review 3',
  ]);
  expect(state.files.map((file) => file.path).sort()).toEqual(['NOTES.md', 'greet.js']);
});

test('the shipped file of a level carries a run to the same result as the level itself, also when its runner is killed', async () => {
  await using repository = await temporaryRepository(files);
  const { env } = repository;
  const path = join(repository.base, 'level-4.dot');
  await copyFile(
    fileURLToPath(new URL('../../specs-templates/workflows/level-4.dot', import.meta.url)),
    path,
  );
  const { runDir } = await launch(repository, writes(good, { delayMs: 1_000 }), { workflow: path });
  const working = await until(runDir, ({ turns, status }) => status === 'working' && turns === 0);
  if (working.runner) process.kill(working.runner.pid, 'SIGKILL');
  await startRunner(runDir, { bundles, env });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    stages: {
      clarify: 'success',
      implement: 'success',
      guardrails: 'success',
      validation: 'skipped',
      sealed: 'skipped',
      outcome: 'success',
    },
  });
  const entered = (await readRun(runDir)).events.filter(({ type }) => type === 'stage-entered');
  expect(entered).toHaveLength(6);
});

test('a file that cannot be the stages of a run is refused before anything exists', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'flow.dot');
  await writeFile(path, workflow.replace('type=guardrails', 'type=telegram'));
  await expect(launch(repository, writes(good), { level: 3, workflow: path })).rejects.toThrow(
    'checks (telegram)',
  );
  await expect(launch(repository, writes(good), { level: 3, workflow: `${path}.not-there` })).rejects.toThrow(
    'There is no workflow at',
  );
  const agent = {
    name: 'Other',
    version: '1',
    command: 'other',
    args: [],
    env: {},
  } as unknown as NonNullable<LaunchOptions['agent']>;
  const forks = fileURLToPath(
    new URL('../../specs-templates/workflows/planner-workers.dot', import.meta.url),
  );
  await expect(launch(repository, [], { backend: 'acp', agent, workflow: forks })).rejects.toThrow(
    'an installed agent keeps its conversation to itself',
  );
});
