// Runs by a workflow file with human gates, tools and parallel branches, as real processes: a gate goes only where a human says, a
// branch writes only what it has claimed, and what was built side by side becomes one result.
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { sendControl } from '../node/control.ts';
import { startRunner } from '../node/launch.ts';
import { decideRun } from '../node/control.ts';
import { readRun } from '../node/run-store.ts';
import { temporaryRepository, type TemporaryRepository } from '../node/temporary-repository.ts';
import { bundles, files, human, launch, resting, until } from './testing.ts';

vi.setConfig({ testTimeout: 180_000 });

const asWritten = (name: string) =>
  fileURLToPath(new URL(`../../specs-templates/workflows/${name}.dot`, import.meta.url));

const says = (contains: string, ...reply: object[]) => ({ role: 'builder', when: { contains }, reply });
const tool = (name: string, input: object) => ({ tool: name, input });
const done = { role: 'builder', reply: [{ text: 'Done.' }], repeat: 40 };

async function answer({ env }: TemporaryRepository, runDir: string, question: string, text: string) {
  const start = { bundles, env };
  await sendControl(runDir, { type: 'answer', question, text, ...human }, start);
  await startRunner(runDir, start);
}

const gated = `digraph gated {
  start [shape=Mdiamond]
  exit [shape=Msquare]
  edge [condition="outcome!=retry"]
  build [prompt="Write greet.js."]
  stamp [shape=parallelogram, tool_command="printf stamped > STAMP; echo all is stamped; test -s greet.js", max_retries=0]
  ship [shape=hexagon, label="Ship it?"]
  look [type=review]
  start -> build -> stamp -> ship
  ship -> look [label="[Y] Yes"]
  ship -> build [label="[N] Build again"]
  look -> exit
}
`;

test('a gate rests the run until a human has chosen, goes where they say, and a tool works in the run’s own folder', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'gated.dot');
  await writeFile(path, gated);
  const { runDir } = await launch(
    repository,
    [
      says(
        'A person was asked how to go on',
        tool('write_file', { path: 'greet.js', content: '// again\n' }),
      ),
      says('Write greet.js', tool('write_file', { path: 'greet.js', content: '// once\n' })),
      done,
    ],
    { level: 3, workflow: path },
  );
  const first = await until(runDir, resting);
  expect(first).toMatchObject({
    status: 'suspended',
    reason: 'question',
    next: expect.stringContaining('dimmer answer RUN G1'),
    questions: [{ id: 'G1', text: 'Ship it?', choices: ['[Y] Yes', '[N] Build again'], gate: 'ship' }],
    nodes: { build: 'success', stamp: 'success', ship: 'active' },
  });
  expect(first.files.map((file) => file.path).sort()).toEqual(['STAMP', 'greet.js']);

  await answer(repository, runDir, 'G1', 'perhaps');
  const asked = await until(runDir, (state) => state.questions.length === 2 && resting(state));
  expect(asked).toMatchObject({ status: 'suspended', questions: [{}, { id: 'G2', answer: null }] });
  expect(asked.questions[1]?.text).toContain('"perhaps" is none of the choices');

  await answer(repository, runDir, 'G2', 'n');
  const again = await until(runDir, (state) => state.questions.length === 3 && resting(state));
  expect(again).toMatchObject({ status: 'suspended', round: 2 });
  await answer(repository, runDir, 'G3', 'yes');
  const state = await until(runDir, (now) => now.status === 'awaiting-decision');
  expect(state.nodes).toMatchObject({ build: 'success', stamp: 'success', ship: 'success', look: 'active' });
  const { events } = await readRun(runDir);
  const commands = events.flatMap((event) => (event.type === 'command-finished' ? [event] : []));
  expect(commands.map(({ exit, output }) => [exit, output])).toEqual([
    [0, 'all is stamped\n'],
    [0, 'all is stamped\n'],
  ]);
  expect(repository.run('show', `dimmer/${state.request.runId}:greet.js`)).toContain('again');
});

test('a gate with a time limit takes the choice that the file names, and a stage that takes too long has failed', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'timed.dot');
  const timed = gated
    .replace('label="Ship it?"', 'label="Ship it?", timeout=1s, human.default_choice=look')
    .replace('build [prompt="Write greet.js."', 'build [prompt="Write greet.js.", timeout=4s, max_retries=1');
  await writeFile(path, timed);
  const slow = { ...says('Write greet.js', tool('shell', { command: 'touch greet.txt; sleep 60' })) };
  const { runDir } = await launch(
    repository,
    [
      says('it took longer than its 4 s', tool('write_file', { path: 'greet.js', content: '// fast\n' })),
      slow,
      done,
    ],
    { level: 3, workflow: path },
  );
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    questions: [{ answer: { text: '[Y] Yes', by: 'the workflow' } }],
    nodes: { build: 'success', ship: 'success' },
  });
  const { events } = await readRun(runDir);
  const late = events.find((event) => event.type === 'stage-finished' && event.status === 'fail');
  expect(late).toMatchObject({ node: 'build', note: 'it took longer than its 4 s' });
});

/** The plan, and three workers that each claim and write a file of their own. */
const threeWorkers = [
  says('Split the work', { text: 'Worker A: a.txt. Worker B: b.txt. Worker C: greet.js.' }),
  ...(
    [
      ['Worker A', 'a.txt'],
      ['Worker B', 'b.txt'],
      ['Worker C', 'greet.js'],
    ] as const
  ).map(([name, path]) =>
    says(
      `called "${name}"`,
      tool('claim', { paths: [path] }),
      tool('write_file', { path, content: `// ${name}\n` }),
    ),
  ),
];

test('planner and workers: three build side by side, their work is combined, checked together and approved as one', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'planner-workers.dot');
  await copyFile(asWritten('planner-workers'), path);
  const { runDir, runId } = await launch(repository, [...threeWorkers, done], { workflow: path });
  const state = await until(runDir, resting);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    nodes: {
      planner: 'success',
      worker_a: 'success',
      checks_b: 'success',
      combine: 'success',
      combined: 'success',
    },
    guardrailsAtHead: { syntax: { outcome: 'pass' } },
  });
  expect(state.files.map((file) => file.path).sort()).toEqual(['a.txt', 'b.txt', 'greet.js']);
  expect(Object.values(state.lanes).map(({ removed }) => removed)).toEqual([true, true, true]);
  const { events } = await readRun(runDir);
  const lanes = events.flatMap((event) => (event.type === 'stage-entered' && event.lane ? [event.lane] : []));
  // Side by side: the last of them has begun before the first has ended.
  expect(new Set(lanes.slice(0, 3))).toEqual(new Set(['worker_a', 'worker_b', 'worker_c']));
  expect(repository.run('branch', '--list', 'dimmer/*')).not.toContain('lane');
  expect(await readdir(join(dirname(dirname(runDir)), 'worktrees'))).toEqual(
    expect.not.arrayContaining([expect.stringContaining('.lane.')]),
  );
  const approved = await decideRun(
    runDir,
    { decision: 'approve', reason: 'good', acceptedUntested: { R1: 'looked at it' }, ...human },
    { bundles, env: repository.env },
  );
  expect(approved).toMatchObject({ ok: true });
  await until(runDir, (now) => now.status === 'approved' && now.merged !== null);
  expect(repository.run('log', '-1', '--name-only', '--format=%B')).toMatch(
    new RegExp(`Dimmer-Run: ${runId}[^]*a\\.txt\\nb\\.txt\\ngreet\\.js`),
  );
  expect(repository.run('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('a worker that writes what another has claimed is refused, and what a command writes past that fails its branch', async () => {
  await using repository = await temporaryRepository(files);
  const path = join(repository.base, 'planner-workers.dot');
  await copyFile(asWritten('planner-workers'), path);
  const attack = says(
    'called "Worker B"',
    tool('claim', { paths: ['../outside', 'b.txt'] }),
    tool('claim', { paths: ['a.txt'] }),
    tool('write_file', { path: 'README.md', content: 'mine\n' }),
    tool('shell', {
      command: 'ls ..; cat ../*/a.txt; echo mine > README.md; mkdir -p sub; echo mine > sub/new.txt',
    }),
  );
  const { runDir } = await launch(
    repository,
    [...threeWorkers.slice(0, 2), attack, ...threeWorkers.slice(3), done],
    { workflow: path },
  );
  const state = await until(runDir, resting);
  const { events } = await readRun(runDir);
  const said = events.flatMap((event) =>
    event.type === 'tool-finished' && event.lane === 'worker_b' ? [String(event.output)] : [],
  );
  expect(said[0]).toContain('Not a path inside of the repository: ../outside. Nothing was claimed.');
  expect(said[2]).toContain('README.md is not claimed, so nothing was written.');
  // Of the folders beside its own it sees nothing.
  expect(said[3]).toContain("cat: '../*/a.txt': No such file");
  expect(said[3]).not.toMatch(/worker_a|Worker A/);
  const failed = events.filter(
    (event) => event.type === 'stage-finished' && event.lane === 'worker_b' && event.status === 'fail',
  );
  expect(failed[0]).toMatchObject({ note: expect.stringContaining('README.md, sub/new.txt') });
  // Once more, as the file allows; then the branch has failed, and the others are combined without it.
  expect(failed).toHaveLength(2);
  expect(state).toMatchObject({
    status: 'awaiting-decision',
    nodes: { worker_b: 'fail', combine: 'success' },
  });
  expect(state.files.map((file) => file.path).sort()).toEqual(['a.txt', 'greet.js']);
  expect(repository.run('branch', '--list', 'dimmer/*worker_b')).toContain('worker_b');
});
