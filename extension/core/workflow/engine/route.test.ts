// Which edge is taken: conditions, labels, weights, failures, and nodes that are used up.
import { expect, test } from 'vitest';
import type { Workflow } from '../graph.ts';
import { graph, walk, type Answer } from './testing.ts';

const fork = (edges: string) => graph(`a b c start -> a ${edges} b -> exit c -> exit`);
test.each<[string, string, Answer, string]>([
  ['a condition wins over weight', 'a -> b [condition="outcome=success"] a -> c [weight=9]', 'success', 'b'],
  [
    'among true conditions the weight decides',
    'a -> b [condition="outcome=success"] a -> c [condition="outcome!=fail", weight=2]',
    'success',
    'c',
  ],
  [
    'a condition wins over the preferred label',
    'a -> b [condition="outcome=success"] a -> c [label=Go]',
    { status: 'success', preferredLabel: 'Go' },
    'b',
  ],
  [
    'the preferred label wins over suggested ids',
    'a -> b [label="[Y] Yes, go "] a -> c [weight=3]',
    { status: 'success', preferredLabel: 'y) YES, go', suggestedNextIds: ['c'] },
    'b',
  ],
  [
    'suggested ids win over weight, the first that fits',
    'a -> b a -> c [weight=3]',
    { status: 'success', suggestedNextIds: ['nowhere', 'b', 'c'] },
    'b',
  ],
  ['the weight decides between edges without a condition', 'a -> b a -> c [weight=3]', 'success', 'c'],
  ['the name decides last', 'a -> c a -> b', 'success', 'b'],
  [
    'an edge whose condition is false is not taken',
    'a -> b [condition="outcome=fail", weight=9] a -> c',
    'success',
    'c',
  ],
  [
    'a label of an edge with a condition is not matched',
    'a -> b [label=Go, condition="outcome=fail"] a -> c',
    { status: 'success', preferredLabel: 'Go' },
    'c',
  ],
])('%s', (_, edges, outcome, to) => {
  expect(walk(fork(edges), { a: outcome }).path[2]).toBe(to);
});

test('success and failure take their own ways', () => {
  const of = graph(
    'a good bad start -> a a -> good [condition="outcome=success"] a -> bad [condition="outcome=fail"] good -> exit bad -> exit',
  );
  expect([walk(of).path[2], walk(of, { a: 'fail' }).path[2]]).toEqual(['good', 'bad']);
});

test('a failure is carried to a node that decides by conditions, before a retry target', () => {
  const of = graph(
    'a [retry_target=b] b gate [shape=diamond] start -> b -> a -> gate gate -> exit [condition="outcome=success"] gate -> b [condition="outcome!=success"]',
  );
  expect(walk(of, { a: ['fail', 'success'] }).path).toEqual([
    'start',
    'b',
    'a',
    'gate',
    'b',
    'a',
    'gate',
    'exit',
  ]);
});

test('failure routing: fail edge, then retry target, then fallback, then the end', () => {
  const of = (attributes: string, edge = '') =>
    graph(`a b [${attributes}] c start -> a -> b -> exit a -> c -> exit ${edge}`);
  const next = (made: Workflow) => walk(made, { b: ['fail', 'success'] }).path.slice(3);
  expect(next(of('retry_target=a', 'b -> c [condition="outcome=fail"]'))).toEqual(['c', 'exit']);
  expect(next(of('retry_target=a, fallback_retry_target=c'))).toEqual(['a', 'b', 'exit']);
  expect(next(of('retry_target=gone, fallback_retry_target=c'))).toEqual(['c', 'exit']);
  expect(next(of('label=x'))).toEqual([]);
});

const loop =
  'a [max_visits=2] check last start -> a -> check check -> exit check -> a [condition="outcome=fail", weight=1]';
test('when a node is used up the next edge whose condition holds is taken', () => {
  expect(
    walk(graph(`${loop} check -> last [condition="outcome=fail"] last -> exit`), { check: 'fail' }).path,
  ).toEqual(['start', 'a', 'check', 'a', 'check', 'last', 'exit']);
});
test('a chosen way is never replaced by another one', () => {
  const of = graph(
    'a [max_visits=1] ask [shape=hexagon] start -> a -> ask ask -> exit [label="[A] Approve"] ask -> a [label="[F] Fix"]',
  );
  expect(walk(of, { ask: { status: 'success', preferredLabel: '[F] Fix' } })).toMatchObject({
    ...{ status: 'fail', reason: '`a` was visited 1 times, which is its limit (max_visits)' },
  });
});
