// Branches that are carried out side by side.
import { expect, test } from 'vitest';
import type { CodergenBackend } from './codergen.ts';
import { graph, passes, run, type Setup } from './testing.ts';

const body =
  'p [shape=component] a [prompt=x] b [prompt=x] j [shape=tripleoctagon] start -> p p -> a -> j p -> b -> j j -> exit';
test('run at the same time, meet at the fan-in, and the best is chosen', async () => {
  let [now, most] = [0, 0];
  const backend: CodergenBackend['run'] = async (_, { node }) => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    now -= 1;
    return { status: 'success', contextUpdates: { score: node.id === 'b' ? 2 : 1 } };
  };
  const { state, events, json } = await run(graph(body), { backend });
  expect([most, state.line.context['parallel.fan_in.best_id'], state.line.context['b.score']]).toEqual([
    2,
    'b',
    2,
  ]);
  expect(
    events
      .filter(({ type }) => type.startsWith('parallel') || type.startsWith('branch'))
      .map(({ type }) => type),
  ).toEqual(['parallel-started', 'branch-completed', 'branch-completed', 'parallel-completed']);
  expect(await json('b/status.json')).toMatchObject({ outcome: 'success' });
});
test('some may fail; when all fail the fan-in fails', async () => {
  const failing = (...ids: string[]): Setup => ({
    backend: async (_, { node }) => ({ status: ids.includes(node.id) ? 'fail' : 'success' }),
  });
  expect((await run(graph(body), failing('a'))).state.line.context['parallel.fan_in.best_id']).toBe('b');
  expect(await run(graph(body), failing('a', 'b'))).toMatchObject({
    status: 'fail',
    reason: 'all branches failed',
  });
});
test('a fan-in with a prompt asks the model, which has to name a candidate', async () => {
  const asked = graph(body.replace('tripleoctagon', 'tripleoctagon, prompt="Which?"'));
  const says = (text: string): Setup => ({
    backend: async (_, { node }) => (node.id === 'j' ? text : passes),
  });
  expect((await run(asked, says('I take a.'))).state.line.context['parallel.fan_in.best_id']).toBe('a');
  expect(await run(asked, says('both a and b'))).toMatchObject({ status: 'fail' });
});
test('first_success stops the others by their signal', async () => {
  let stopped = false;
  const backend: CodergenBackend['run'] = (_, { node, signal }) =>
    node.id === 'b'
      ? Promise.resolve(passes)
      : new Promise(() => signal.addEventListener('abort', () => (stopped = true)));
  const { status } = await run(
    graph(body.replace('shape=component', 'shape=component, join_policy=first_success')),
    { backend },
  );
  expect([status, stopped]).toEqual(['success', true]);
});
