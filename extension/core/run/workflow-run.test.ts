// The stages of a run by a workflow file: the same as by the level's own, at every moment of the log; and what is not carried out.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as samples from '../../../test/samples/runs.ts';
import { levelTable, levels, type StageName } from '../level/level.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { nextStep } from './next-stage.ts';
import { nextOfWorkflow } from './workflow-next.ts';
import { runnableWorkflow } from './workflow-run.ts';

const shipped = (name: string) =>
  readFileSync(new URL(`../../../specs-templates/workflows/${name}.dot`, import.meta.url), 'utf8');

const event = (body: RunEventBody, seq: number) =>
  ({ v: 1, seq, at: '2026-11-29T10:00:00.000Z', ...body }) as RunEvent;

/** All ways in which a run can end its stages, each followed by both: what the level says is next, and what the file says. */
test.each(levels)(
  'level %i: the shipped file and the level table give the same stages, whatever comes of each',
  (level) => {
    const read = runnableWorkflow(shipped(`level-${level}`));
    if (!read.ok) throw new Error(read.problem);
    const { stages } = levelTable[level];
    const limits = { minutes: 10, rounds: 3, tokens: 1 };
    const failing: ReadonlySet<StageName> = new Set(['guardrails', 'validation', 'sealed']);
    let ends = 0;
    const follow = (events: RunEvent[]): void => {
      const expected = nextStep(stages, events, limits.rounds);
      const next = nextOfWorkflow({ runId: '20261129T100000Z-0001', limits }, read.graph, events);
      const path = events
        .filter(({ type }) => type === 'stage-finished')
        .map((one) => 'stage' in one && one.stage);
      if (expected === null) {
        ends += 1;
        expect([path, next]).toEqual([path, { end: 'success', reason: expect.any(String) }]);
        return;
      }
      const { stage, round, begin } = expected;
      expect([path, next]).toEqual([
        path,
        { steps: [expect.objectContaining({ stage, round, begin, waitMs: 0 })] },
      ]);
      const entered = [...events, event({ type: 'stage-entered', stage, round }, events.length + 1)];
      // As a crash in the middle of the stage would leave it.
      expect(nextOfWorkflow({ runId: 'x', limits }, read.graph, entered)).toMatchObject({
        steps: [{ stage, round, begin: false }],
      });
      for (const status of failing.has(stage)
        ? (['success', 'fail', 'skipped'] as const)
        : (['success'] as const))
        follow([...entered, event({ type: 'stage-finished', stage, round, status }, entered.length + 1)]);
    };
    follow([event({ type: 'run-requested', request: samples.request({ level }) }, 1)]);
    expect(ends).toBeGreaterThan(level < 4 ? 2 : 20);
  },
);

test.each([
  [
    'digraph g { start [shape=Mdiamond] start -> exit exit [shape=Msquare] }',
    'no stage of it builds anything',
  ],
  ['digraph g { start -> ', 'line 1:'],
  [
    'digraph g { start [shape=Mdiamond] exit [shape=Msquare] a [prompt="x"] b [type=guardrails] start -> a -> b -> exit }',
    'it comes to no `outcome` and no `review`',
  ],
  [
    'digraph g { start [shape=Mdiamond] exit [shape=Msquare] a [prompt="x"] t [type=telegram] o [type=outcome] start -> a -> t -> o -> exit }',
    'a run does not carry out t (telegram)',
  ],
  [
    `digraph g { start [shape=Mdiamond] exit [shape=Msquare] p [shape=component] a [prompt="x"] s [type=scenarios, split=validation] b [prompt="y"]
      j [shape=tripleoctagon] o [type=outcome] start -> p -> a -> s -> j p -> b -> j -> o -> exit }`,
    's (scenarios) cannot be in a parallel branch: put it behind the fan-in',
  ],
])('what cannot be the stages of a run is refused: %s', (text, words) => {
  const read = runnableWorkflow(text);
  expect(read.ok ? 'accepted' : read.problem).toContain(words);
});

test('a workflow that cannot come to its exit says why', () => {
  const read = runnableWorkflow(
    `digraph g { start [shape=Mdiamond] exit [shape=Msquare]
      build [prompt="x"] check [type=guardrails, goal_gate=true, max_retries=0] out [type=outcome]
      start -> build -> check
      check -> out [condition="outcome=success"]
      out -> exit }`,
  );
  if (!read.ok) throw new Error(read.problem);
  const stage = (name: StageName, status: 'success' | 'fail', seq: number) => [
    event({ type: 'stage-entered', stage: name, round: 1 }, seq),
    event({ type: 'stage-finished', stage: name, round: 1, status }, seq + 1),
  ];
  const events = [...stage('implement', 'success', 1), ...stage('guardrails', 'fail', 3)];
  const limits = { minutes: 10, rounds: 3 };
  expect(nextOfWorkflow({ runId: 'x', limits }, read.graph, events)).toMatchObject({ end: 'fail' });
});

test('a stage that a human wants once more begins anew where the run came to it, in another round', () => {
  const read = runnableWorkflow(shipped('level-3'));
  if (!read.ok) throw new Error(read.problem);
  const stage = (name: StageName, round: number, status: 'success' | 'fail' = 'success') => [
    event({ type: 'stage-entered', stage: name, round }, 1),
    event({ type: 'stage-finished', stage: name, round, status }, 2),
  ];
  const limits = { minutes: 10, rounds: 2 };
  const next = (events: readonly RunEvent[]) => nextOfWorkflow({ runId: 'x', limits }, read.graph, events);
  const red = [...stage('implement', 1), ...stage('guardrails', 1, 'fail')];
  const spent = [...red, ...stage('implement', 2), ...stage('guardrails', 2, 'fail')];
  expect(next(spent)).toMatchObject({ steps: [{ stage: 'change-set-review', begin: true }] });
  const retried = [...spent, event({ type: 'stage-retried', stage: 'implement', round: 3, by: 'ada' }, 9)];
  expect(next(retried)).toMatchObject({ steps: [{ stage: 'implement', round: 3, begin: true }] });
  expect(next([...retried, ...stage('implement', 3)])).toMatchObject({ steps: [{ stage: 'guardrails' }] });
});

test('branches are due side by side, each with its own round; a second fork gives them names of their own', () => {
  const read = runnableWorkflow(shipped('planner-workers'));
  if (!read.ok) throw new Error(read.problem);
  const events: RunEvent[] = [];
  const add = (body: RunEventBody, lane?: string) =>
    events.push({ ...event(body, events.length + 1), ...(lane === undefined ? {} : { lane }) });
  const stage = (name: StageName, round: number, status: 'success' | 'fail' = 'success', lane?: string) => {
    add({ type: 'stage-entered', stage: name, round }, lane);
    add({ type: 'stage-finished', stage: name, round, status }, lane);
  };
  const due = () => {
    const next = nextOfWorkflow({ runId: 'x', limits: { minutes: 10, rounds: 3 } }, read.graph, events);
    return 'steps' in next
      ? next.steps.map(({ lane = '', node, stage: name, round }) => `${lane}:${node} ${name} ${round}`)
      : [next.reason];
  };
  stage('clarify', 1);
  stage('plan', 1);
  expect(due()).toEqual([
    'worker_a:worker_a implement 1',
    'worker_b:worker_b implement 1',
    'worker_c:worker_c implement 1',
  ]);
  stage('implement', 1, 'fail', 'worker_b');
  expect(due()[1]).toBe('worker_b:worker_b implement 2');
  for (const lane of ['worker_c', 'worker_a']) {
    stage('implement', 1, 'success', lane);
    stage('guardrails', 1, 'success', lane);
  }
  stage('implement', 2, 'success', 'worker_b');
  stage('guardrails', 2, 'success', 'worker_b');
  expect(due()).toEqual([':combine combine 2']);
  stage('combine', 2);
  stage('guardrails', 2, 'fail');
  // Guardrails have no retries of their own here: the planner is asked again.
  expect(due()).toEqual([':planner plan 2']);
  stage('plan', 2);
  expect(due()).toEqual([
    'worker_a.2:worker_a implement 2',
    'worker_b.2:worker_b implement 2',
    'worker_c.2:worker_c implement 2',
  ]);
  // What comes late from the first fork changes nothing.
  add({ type: 'stage-finished', stage: 'implement', round: 1, status: 'fail' }, 'worker_a');
  expect(due()[0]).toBe('worker_a.2:worker_a implement 2');
});
