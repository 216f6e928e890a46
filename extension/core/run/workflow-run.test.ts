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
