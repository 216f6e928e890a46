// Goal gates: when the exit opens, and where a run goes while it does not.
import { expect, test } from 'vitest';
import type { Workflow } from '../graph.ts';
import type { Beginning } from './step.ts';
import { graph, walk } from './testing.ts';

const gated = (more = '') =>
  graph(`a gate [goal_gate=true${more}] b start -> a -> gate gate -> b [condition="outcome!=x"] b -> exit`);

test('the exit opens when every gate succeeded, partly counts', () => {
  expect(walk(gated())).toMatchObject({ status: 'success' });
  expect(walk(gated(), { gate: 'partial_success' })).toMatchObject({ status: 'success' });
});

test('an unsatisfied gate sends the run to its retry target instead of the exit', () => {
  expect(walk(gated(', retry_target=a'), { gate: ['fail', 'success'] })).toMatchObject({
    ...{ path: ['start', 'a', 'gate', 'b', 'exit', 'a', 'gate', 'b', 'exit'], status: 'success' },
  });
});

test('fallback, then the targets of the graph', () => {
  const back = (attributes: string, more = '') =>
    walk(
      graph(
        `a gate [goal_gate=true${more}] b start -> a -> gate gate -> b [condition="outcome!=x"] b -> exit`,
        attributes,
      ),
      { gate: ['fail', 'success'] },
    ).path[5];
  expect([
    back('', ', fallback_retry_target=a'),
    back('retry_target=a'),
    back('fallback_retry_target=gate'),
  ]).toEqual(['a', 'a', 'gate']);
});

test('without a retry target the run fails', () => {
  expect(walk(gated(), { gate: 'fail' })).toMatchObject({
    status: 'fail',
    reason: 'the goal gate `gate` did not succeed and names no retry target',
  });
});

test('a gate that was not visited fails', () => {
  const of = graph('a gate [goal_gate=true] start -> a a -> exit [weight=2] a -> gate -> exit');
  expect(walk(of)).toMatchObject({
    status: 'fail',
    reason: 'the goal gate `gate` was not visited and names no retry target',
  });
  const back = graph(
    'a gate [goal_gate=true, retry_target=gate] start -> a a -> exit [weight=2] a -> gate -> exit',
  );
  expect(walk(back)).toMatchObject({ path: ['start', 'a', 'exit', 'gate', 'exit'], status: 'success' });
});

test('jumps are bounded by max_visits, ten unless told', () => {
  const visits = (of: Workflow, beginning?: Beginning) => {
    const { path, status } = walk(of, { gate: 'fail' }, beginning);
    return [path.filter((id) => id === 'gate').length, status];
  };
  expect(visits(gated(', retry_target=a'))).toEqual([10, 'fail']);
  expect(visits(gated(', retry_target=a, max_visits=3'))).toEqual([3, 'fail']);
  expect(visits(gated(', retry_target=a, max_visits=3'), { seed: 1, maxVisits: { gate: 2 } })).toEqual([
    2,
    'fail',
  ]);
});

test('of several gates each counts', () => {
  const of = graph(
    'a [goal_gate=true] b [goal_gate=true, retry_target=b] start -> a -> b b -> exit [condition="outcome!=x"]',
  );
  expect(walk(of, { b: ['fail', 'success'] }).path).toEqual(['start', 'a', 'b', 'exit', 'b', 'exit']);
});
