// The loop: from the start to the exit with its context, restarts, and that any sequence of outcomes ends, also through JSON.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stageStatuses, type Context } from '../outcome.ts';
import { checkpointOf, fingerprintOf, stateOf, type FlowState } from './state.ts';
import { beginWorkflow, dueTasks, settle } from './step.ts';
import { graph, linear, walk } from './testing.ts';

test('a run begins at the start, goes from stage to stage and ends at the exit', () => {
  expect(walk(linear)).toMatchObject({
    path: ['start', 'a', 'b', 'c', 'exit'],
    status: 'success',
    reason: 'the exit was reached',
  });
});

test('a pipeline of more than ten nodes ends', () => {
  const names = Array.from({ length: 14 }, (_, at) => `n${at}`);
  expect(walk(graph(`${names.join(' ')} start -> ${names.join(' -> ')} -> exit`)).path).toEqual([
    'start',
    ...names,
    'exit',
  ]);
});

test('context updates reach the next stage, with outcome, goal and current node', () => {
  const of = graph('a b start -> a -> b -> exit', 'goal="Win"');
  let state: FlowState = beginWorkflow(of, { seed: 1 }).state;
  const seen: Context[] = [];
  for (const outcome of [
    { status: 'success' },
    { status: 'partial_success', contextUpdates: { 'context.n': 3, list: ['x'] } },
  ] as const) {
    seen.push(dueTasks(of, state)[0]?.context ?? {});
    state = settle(of, state, [], outcome).state;
  }
  expect(seen[0]).toEqual({ 'graph.goal': 'Win', current_node: 'start' });
  expect(dueTasks(of, state)[0]?.context).toEqual({
    ...{
      'graph.goal': 'Win',
      current_node: 'b',
      outcome: 'partial_success',
      preferred_label: '',
      'context.n': 3,
      list: ['x'],
    },
  });
});

test('a failed stage ends the run when no edge takes the failure on', () => {
  expect(walk(linear, { b: { status: 'fail', failureReason: 'no disk' } })).toMatchObject({
    path: ['start', 'a', 'b'],
    status: 'fail',
    reason: 'no disk',
  });
});

test('a run that finds no edge has not come to its exit', () => {
  const of = graph('a start -> a a -> exit [condition="outcome=partial_success"]');
  expect(walk(of)).toMatchObject({
    status: 'fail',
    reason: 'no edge out of `a` applies, so the exit was not reached',
  });
});

test('a skipped stage goes on and records no outcome', () => {
  const { path, state } = walk(linear, { a: { status: 'success' }, b: 'skipped' });
  expect([path.length, state.line.outcomes, state.line.completed]).toEqual([
    5,
    { start: 'success', a: 'success', c: 'success', exit: 'success' },
    ['start', 'a', 'b', 'c', 'exit'],
  ]);
});

test('loop_restart begins again with nothing but the visits', () => {
  const of = graph(
    'a [max_visits=3] b start -> a -> b -> exit b -> a [condition="outcome=fail", loop_restart=true]',
    'goal=g',
  );
  const { path, state, events } = walk(of, {
    a: { status: 'success', contextUpdates: { x: 1 } },
    b: ['fail', 'success'],
  });
  expect(path).toEqual(['start', 'a', 'b', 'a', 'b', 'exit']);
  expect([state.restarts, state.line.completed, state.line.visits['a']]).toEqual([1, ['a', 'b', 'exit'], 2]);
  expect(events).toContainEqual({ type: 'restarted', node: 'a', restarts: 1 });
  expect(walk(of, { b: 'fail' })).toMatchObject({ status: 'fail' });
});

const rich = graph(
  `a [max_retries=1] p [shape=component] q [shape=component, join_policy=first_success] b c d e i [shape=tripleoctagon] j [shape=tripleoctagon] gate [goal_gate=true, max_visits=3] d1 [shape=diamond]
  start -> a -> p p -> b -> c -> j c -> b [condition="outcome=retry || x"] p -> q q -> d -> i q -> e -> i i -> j j -> gate -> d1 d1 -> exit d1 -> a [condition="outcome!=success"] j -> a [condition="outcome=fail"]`.replace(
    ' || x',
    '',
  ),
  'retry_target=a',
);

test('any outcomes in any order end, within the visits, and the state survives JSON at every step', () => {
  const outcome = fc.record({ status: fc.constantFrom(...stageStatuses), pick: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 1, maxLength: 40 }), (outcomes) => {
      let { state } = beginWorkflow(rich, { seed: 5 });
      let steps = 0;
      while (!state.line.end) {
        const due = dueTasks(rich, state);
        expect(due.length).toBeGreaterThan(0);
        const { status, pick } = outcomes[steps % outcomes.length] ?? { status: 'fail', pick: 0 };
        const task = due[pick % due.length];
        if (!task) throw new Error('nothing is due');
        const kept = stateOf(
          JSON.parse(JSON.stringify(checkpointOf(state, 'now'))),
          fingerprintOf(rich.source),
        );
        expect(kept).toEqual({ ...state, resumed: true });
        state = settle(rich, state, task.branch, { status }).state;
        steps += 1;
        expect(steps).toBeLessThan(500);
      }
      for (const count of Object.values(state.line.visits)) expect(count).toBeLessThanOrEqual(10);
    }),
    { numRuns: 150 },
  );
});

test('a checkpoint names the last node, and is refused when it is not one or the workflow changed', () => {
  const { state } = walk(linear);
  const checkpoint = checkpointOf(state, '2026-01-01T00:00:00.000Z');
  expect(checkpoint).toMatchObject({
    current_node: 'exit',
    completed_nodes: ['start', 'a', 'b', 'c', 'exit'],
    node_retries: {},
    context: { outcome: 'success' },
  });
  const own = fingerprintOf(linear.source);
  expect(stateOf(checkpoint, own)).toEqual({ ...state, resumed: true });
  expect([stateOf({ v: 1 }, own), stateOf(checkpoint, 'other')]).toEqual([
    'the checkpoint is not one that this version wrote',
    'the workflow was changed since the checkpoint',
  ]);
});
