// `dimmer workflow run --simulate` as people and programs call it.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workflowRunSchema } from '../core/workflow/printed.ts';
import { runCommand } from '../node/run-command.ts';
import { runCommandHere } from './test-io.ts';
import { workflowCommand } from './workflow.ts';

const cwd = await mkdtemp(join(tmpdir(), 'dimmer-workflow-'));
const run = (argv: string[], json = false) =>
  runCommandHere(workflowCommand, ['run', ...argv], { cwd, env: {}, json });

await writeFile(
  join(cwd, 'flow.dot'),
  `digraph G { start [shape=Mdiamond] exit [shape=Msquare] work [prompt=x, max_retries=1] check [type=guardrails] ask [shape=hexagon] p [shape=component] a [prompt=x] b [prompt=x] j [shape=tripleoctagon] t [shape=parallelogram, tool_command="exit 1"]
  start -> work -> check check -> work [condition="outcome=fail"] check -> p [condition="outcome=success"] p -> a -> j p -> b -> j j -> t -> ask ask -> exit [label="[A] Approve"] ask -> work [label="[F] Fix"] }`,
);

test('it prints the way, with attempts, failures and branches', async () => {
  const { exit, out } = await run([
    'flow.dot',
    '--simulate',
    '--outcome',
    'work=fail/success',
    '--outcome',
    'check=fail,success',
  ]);
  expect([exit, out]).toEqual([
    0,
    [
      '  1  start  success',
      '  2  work   success after 2 attempts',
      '  3  check  fail: check failed, as simulated',
      '  4  work   success after 2 attempts',
      '  5  check  success',
      '  6  a / a  success',
      '  7  b / b  success',
      '  8  p      success',
      '  9  j      success',
      ' 10  t      success',
      ' 11  ask    success',
      ' 12  exit   success',
      '',
      'Simulated: success, the exit was reached.',
      '',
    ].join('\n'),
  ]);
});

test('--json prints the document of the schema; a failed run is exit 1', async () => {
  const { exit, out } = await run(['flow.dot', '--simulate', '--outcome', 'work=fail'], true);
  const document = workflowRunSchema.parse(JSON.parse(out));
  expect([exit, document.status, document.reason, document.stages.at(-1)]).toEqual([
    1,
    'fail',
    'work failed, as simulated',
    { node: 'work', attempts: 2, outcome: 'fail', reason: 'work failed, as simulated' },
  ]);
});

test('answers choose the edges of human gates', async () => {
  const { out } = await run(['flow.dot', '--simulate', '--answer', 'ask=fix,A'], true);
  const names = workflowRunSchema.parse(JSON.parse(out)).stages.map(({ node }) => node);
  expect([names.filter((name) => name === 'work').length, names.at(-1)]).toEqual([2, 'exit']);
  expect((await run(['flow.dot', '--simulate', '--answer', 'ask=perhaps'])).out).toContain(
    '3 answers were none of the choices',
  );
});

test('--folder keeps stages and checkpoint, and --resume goes on from it', async () => {
  const { exit, out } = await run(['flow.dot', '--simulate', '--folder', 'kept']);
  expect([exit, out.includes('Checkpoint and stages: ')]).toEqual([0, true]);
  expect(JSON.parse(await readFile(join(cwd, 'kept/checkpoint.json'), 'utf8'))).toMatchObject({
    current_node: 'exit',
  });
  expect(JSON.parse(await readFile(join(cwd, 'kept/work/status.json'), 'utf8'))).toMatchObject({
    outcome: 'success',
  });
  expect((await run(['flow.dot', '--simulate', '--folder', 'kept', '--resume'])).out).toContain(
    'Simulated: success',
  );
  expect((await run(['flow.dot', '--simulate', '--folder', 'none', '--resume'])).err).toContain(
    'none cannot be resumed: there is no checkpoint.',
  );
});

test('what cannot be run is refused with a reason', async () => {
  await writeFile(join(cwd, 'bad.dot'), 'digraph G { a }');
  for (const [argv, exit, said] of [
    [['flow.dot'], 2, '`dimmer run SPEC --workflow FILE.dot`'],
    [['flow.dot', '--simulate', '--outcome', 'work=sucess'], 2, 'there is no outcome "sucess"'],
    [['flow.dot', '--simulate', '--outcome', 'worx=fail'], 2, 'There is no node `worx`'],
    [['flow.dot', '--simulate', '--context', 'x'], 2, 'KEY=VALUE'],
    [['flow.dot', '--simulate', '--seed', 'x'], 2, 'whole number'],
    [['flow.dot', '--simulate', '--resume'], 2, '--folder DIR'],
    [['bad.dot', '--simulate'], 1, 'start_node'],
  ] as const) {
    const done = await run([...argv]);
    expect([argv, done.exit, done.err.includes(said) || done.err]).toEqual([argv, exit, true]);
  }
});

test('--ask asks human gates in the terminal, and the document keeps what was answered', async () => {
  const main = join(import.meta.dirname, 'main.ts');
  const args = ['--no-warnings', main, 'workflow', 'run', 'flow.dot', '--simulate', '--ask', '--json'];
  const { exit, stdout, stderr } = await runCommand(process.execPath, args, {
    cwd,
    env: {},
    input: 'what\nf\n[A] Approve\n',
    timeoutMs: 60_000,
  });
  expect(stderr).toContain(
    '[?] ask\n  [A] [A] Approve\n  [F] [F] Fix\nSelect: [ask] "what" is not one of the choices',
  );
  const { answers } = workflowRunSchema.parse(JSON.parse(stdout));
  expect([exit, answers?.map(({ answer }) => answer)]).toEqual([0, ['what', 'f', '[A] Approve']]);
});
