// Parallel branches: what is due, where they meet, and what comes back from them.
import { expect, test } from 'vitest';
import type { Workflow } from '../graph.ts';
import type { FlowState } from './state.ts';
import { beginWorkflow, dueTasks, settle } from './step.ts';
import { graph, walk, type Walk } from './testing.ts';

const parallel = (attributes = 'label=p', graphAttributes = '') =>
  graph(
    `p [shape=component, ${attributes}] a b c [max_retries=0] d j [shape=tripleoctagon] start -> p p -> a -> j p -> b -> c -> j p -> d -> j j -> exit`,
    graphAttributes,
  );
const keys = (of: Workflow, state: FlowState) =>
  dueTasks(of, state).map(({ branch, node }) => [...branch, node.id].join('/'));

test('all branches are due at once, up to max_parallel, and the fan-in waits for all', () => {
  const of = parallel('max_parallel=2');
  let state = settle(of, beginWorkflow(of, { seed: 1 }).state, [], { status: 'success' }).state;
  const due = [keys(of, state)];
  for (const branch of ['b', 'a', 'd', 'b']) {
    state = settle(of, state, [branch], { status: 'success' }).state;
    due.push(keys(of, state));
  }
  expect(due).toEqual([['a/a', 'b/b'], ['a/a', 'b/c'], ['b/c', 'd/d'], ['b/c'], ['j']]);
});

const results = ({ state }: Walk) => [
  state.line.context['parallel.outcome'],
  (state.line.context['parallel.results'] as { id: string; outcome: string }[]).map(
    ({ id, outcome }) => `${id} ${outcome}`,
  ),
];

test('wait_all: some failed is a part, all failed is a failure', () => {
  expect(results(walk(parallel()))).toEqual(['success', ['a success', 'b success', 'd success']]);
  expect(results(walk(parallel(), { c: 'fail' }))).toEqual([
    'partial_success',
    ['a success', 'b fail', 'd success'],
  ]);
  expect(results(walk(parallel(), { a: 'fail', b: 'fail', d: 'fail' }))).toEqual([
    'fail',
    ['a fail', 'b fail', 'd fail'],
  ]);
});

test('first_success ends the others', () => {
  const { path, events, ...rest } = walk(parallel('join_policy=first_success'), { a: 'fail' });
  expect(path).toEqual(['start', 'a/a', 'b/b', 'b/c', 'j', 'exit']);
  expect(results({ path, events, ...rest })).toEqual(['success', ['a fail', 'b success', 'd skipped']]);
  expect(events.filter(({ type }) => type === 'branch-completed')).toContainEqual({
    type: 'branch-completed',
    node: 'p',
    id: 'd',
    status: 'skipped',
    cancelled: true,
  });
});

test('fail_fast ends the others and fails; ignore leaves failed ones out', () => {
  expect(results(walk(parallel('error_policy=fail_fast'), { a: 'fail' }))).toEqual([
    'fail',
    ['a fail', 'b skipped', 'd skipped'],
  ]);
  expect(results(walk(parallel('error_policy=ignore'), { a: 'fail' }))).toEqual([
    'success',
    ['b success', 'd success'],
  ]);
});

test('branches do not see each other; what they set comes back under their name', () => {
  const of = parallel();
  const seen: Record<string, unknown> = {};
  let { state } = settle(of, beginWorkflow(of, { seed: 1, context: { shared: 0 } }).state, [], {
    status: 'success',
  });
  while (keys(of, state)[0] !== 'j') {
    const [task] = dueTasks(of, state);
    if (!task) break;
    seen[task.node.id] = task.context['shared'];
    state = settle(of, state, task.branch, {
      status: 'success',
      contextUpdates: { shared: task.node.id, 'context.tests': 1 },
    }).state;
  }
  expect(seen).toEqual({ a: 0, b: 0, c: 'b', d: 0 });
  expect(state.line.context).toMatchObject({
    shared: 0,
    'a.shared': 'a',
    'b.shared': 'c',
    'b.tests': 1,
    'd.shared': 'd',
  });
});

test('the order in which branches end does not matter for what follows', () => {
  const of = parallel();
  const run = (order: readonly string[]) => {
    let { state } = settle(of, beginWorkflow(of, { seed: 1 }).state, [], { status: 'success' });
    for (const branch of order)
      state = settle(of, state, [branch], { status: 'success', contextUpdates: { by: branch } }).state;
    return state;
  };
  expect(run(['a', 'b', 'b', 'd'])).toEqual(run(['d', 'b', 'a', 'b']));
});

test('gates inside branches count, failed parallels are tried again, and a branch does not leave its region', () => {
  const gated = graph(
    'p [shape=component, max_retries=1] a [goal_gate=true] b j [shape=tripleoctagon] start -> p p -> a -> j p -> b -> j j -> exit',
  );
  expect(walk(gated)).toMatchObject({ status: 'success' });
  expect(walk(gated, { a: ['fail', 'success'], b: ['fail', 'success'] }).path).toEqual([
    'start',
    'a/a',
    'b/b',
    'a/a',
    'b/b',
    'j',
    'exit',
  ]);
  const leaves = graph(
    'w p [shape=component] a [retry_target=w] b j [shape=tripleoctagon] start -> w -> p p -> a -> j p -> b -> j j -> exit',
  );
  expect(results(walk(leaves, { a: 'fail' }))[0]).toBe('partial_success');
  expect(walk(leaves, { a: 'fail' }).path).not.toContain('a/w');
});

test('a parallel node that failed waits before its branches run again', () => {
  const of = graph(
    'p [shape=component, max_retries=1, retry_jitter=false] a b j [shape=tripleoctagon] start -> p p -> a -> j p -> b -> j j -> exit',
  );
  let { state } = settle(of, beginWorkflow(of, { seed: 1 }).state, [], { status: 'success' });
  expect(dueTasks(of, state).map(({ waitMs }) => waitMs)).toEqual([0, 0]);
  for (const branch of ['a', 'b']) state = settle(of, state, [branch], { status: 'fail' }).state;
  expect(dueTasks(of, state).map(({ node, waitMs }) => [node.id, waitMs])).toEqual([
    ['a', 200],
    ['b', 200],
  ]);
});

test('parallel nodes nest', () => {
  const of = graph(
    'p [shape=component] q [shape=component] a b c i [shape=tripleoctagon] j [shape=tripleoctagon] start -> p p -> q q -> a -> i q -> b -> i i -> j p -> c -> j j -> exit',
  );
  expect(walk(of).path).toEqual(['start', 'q/a/a', 'q/b/b', 'q/i', 'c/c', 'j', 'exit']);
});
