// Retries: how often, after how long, and what is never tried again.
import { expect, test } from 'vitest';
import type { Workflow } from '../graph.ts';
import type { StageStatus } from '../outcome.ts';
import { delayAfter, mayPass, retryPolicyOf } from './retry.ts';
import { beginWorkflow, settle } from './step.ts';
import { graph, walk, type Answer } from './testing.ts';

const once = (attributes: string, graphAttributes = '') =>
  graph(`a [${attributes}] start -> a -> exit a -> exit [condition="outcome=fail"]`, graphAttributes);
const tries = (of: Workflow, outcome: Answer) =>
  walk(of, { a: outcome }).path.filter((id) => id === 'a').length;

test('FAIL and RETRY are tried again up to max_retries', () => {
  expect([
    tries(once('max_retries=2'), 'fail'),
    tries(once('max_retries=2'), 'retry'),
    tries(once('label=x'), 'fail'),
  ]).toEqual([3, 3, 1]);
  expect(walk(once('max_retries=2'), { a: ['fail', 'fail', 'success'] })).toMatchObject({
    status: 'success',
    path: ['start', 'a', 'a', 'a', 'exit'],
  });
});

test('the graph sets a default, under both names, and a node its own', () => {
  expect([
    tries(once('label=x', 'default_max_retries=1'), 'fail'),
    tries(once('label=x', 'default_max_retry=1'), 'fail'),
    tries(once('max_retries=0', 'default_max_retries=1'), 'fail'),
  ]).toEqual([2, 2, 1]);
});

test('the count is kept per node, in state and context, and reset by success', () => {
  const of = graph('a [max_retries=3] b [max_retries=3] start -> a -> b -> exit');
  let { state } = beginWorkflow(of, { seed: 1 });
  const outcomes: StageStatus[] = ['success', 'fail', 'fail', 'success', 'fail'];
  const counts = outcomes.map((status) => {
    state = settle(of, state, [], { status }).state;
    return { ...state.line.retries };
  });
  expect(counts).toEqual([{}, { a: 1 }, { a: 2 }, {}, { b: 1 }]);
  expect(state.line.context['internal.retry_count.b']).toBe(1);
});

test('after the last attempt the outcome decides the edge; allow_partial turns RETRY into a part', () => {
  const of = graph(
    'a [max_retries=1] bad start -> a -> exit a -> bad [condition="outcome=fail"] bad -> exit',
  );
  expect(walk(of, { a: 'retry' }).path).toEqual(['start', 'a', 'a', 'bad', 'exit']);
  expect(walk(once('max_retries=1, allow_partial=true'), { a: 'retry' }).state.line.outcomes['a']).toBe(
    'partial_success',
  );
});

test('what cannot pass is not tried again', () => {
  expect(tries(once('max_retries=3'), { status: 'fail', retryable: false })).toBe(1);
  expect([401, 403, 400, 429, 500].map((status) => mayPass({ status }))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  expect([mayPass(new TypeError('x')), mayPass(new Error('reset')), mayPass('x')]).toEqual([
    false,
    true,
    true,
  ]);
});

test('delays are constant or exponential, and capped', () => {
  const policy = (attributes: string) => {
    const of = once(`${attributes}, retry_jitter=false`);
    const node = of.nodes.get('a');
    return node ? retryPolicyOf(of, node) : undefined;
  };
  const delays = (attributes: string, attempts: number) => {
    const one = policy(attributes);
    return Array.from(
      { length: attempts },
      (_, at) => one && delayAfter(one, { seed: 1, node: 'a', visit: 1, attempt: at + 1 }),
    );
  };
  expect(delays('max_retries=3', 4)).toEqual([200, 400, 800, 1600]);
  expect(delays('retry_policy=linear', 3)).toEqual([500, 500, 500]);
  expect(delays('retry_policy=aggressive', 5)).toEqual([500, 1000, 2000, 4000, 8000]);
  expect(delays('retry_policy=patient', 3)).toEqual([2000, 6000, 18_000]);
  expect(delays('retry_delay=1s, retry_factor=10, retry_max_delay=5s', 3)).toEqual([1000, 5000, 5000]);
  expect(
    ['none', 'standard', 'aggressive', 'linear', 'patient'].map(
      (name) => policy(`retry_policy=${name}`)?.maxAttempts,
    ),
  ).toEqual([1, 5, 5, 3, 3]);
});

test('jitter keeps a delay between half and one and a half, follows from the seed, and can be off', () => {
  const base = { maxAttempts: 5, initialDelayMs: 1000, factor: 2, maxDelayMs: 60_000, jitter: true };
  const delays = Array.from({ length: 500 }, (_, seed) =>
    delayAfter(base, { seed, node: 'a', visit: 1, attempt: 1 }),
  );
  expect([Math.min(...delays) >= 500, Math.max(...delays) <= 1500, new Set(delays).size > 300]).toEqual([
    true,
    true,
    true,
  ]);
  const mean = delays.reduce((sum, one) => sum + one, 0) / delays.length;
  expect(Math.abs(mean - 1000)).toBeLessThan(50);
  expect(delayAfter(base, { seed: 7, node: 'a', visit: 1, attempt: 1 })).toBe(delays[7]);
  expect(delayAfter({ ...base, jitter: false }, { seed: 7, node: 'a', visit: 1, attempt: 3 })).toBe(4000);
  const { events } = walk(once('max_retries=1'), { a: 'fail' }, { seed: 3 });
  expect(events.find(({ type }) => type === 'stage-retrying')).toMatchObject({
    attempt: 2,
    delayMs: expect.any(Number),
  });
});
