// Stages of a model: what counts as done, and which conversation each is part of.
import { expect, test } from 'vitest';
import type { CodergenBackend } from './codergen.ts';
import { graph, passes, run, visited } from './testing.ts';

const bare = graph('a [prompt=x] start -> a -> exit');
test('text alone is a failure when nothing judges it', async () => {
  expect(await run(bare, { backend: async () => 'Done!' })).toMatchObject({
    status: 'fail',
    reason: '`a` returned text and no status, and nothing after it judges the work',
  });
});
test('text is enough with auto_status, and before a stage that judges', async () => {
  expect(
    await run(graph('a [prompt=x, auto_status=true] start -> a -> exit'), { backend: async () => 'Done!' }),
  ).toMatchObject({ status: 'success' });
  const judged = graph('a [prompt=x] g [type=guardrails] start -> a -> g -> exit');
  expect(
    await run(judged, { backend: async () => 'Done!', more: { guardrails: async () => passes } }),
  ).toMatchObject({ status: 'success' });
});
test('a status.json that the agent wrote counts, a stale or a broken one does not', async () => {
  const writes =
    (text: string): CodergenBackend['run'] =>
    async (_, { store }) => (store.write('a', 'status.json', text), 'Done!');
  expect((await run(bare, { backend: writes('{"outcome":"success","notes":"mine"}') })).status).toBe(
    'success',
  );
  expect(await run(bare, { backend: writes('{"outcome":"fine"}') })).toMatchObject({
    status: 'fail',
    reason: 'status.json has no valid `outcome`',
  });
  expect(await run(bare, { backend: writes('{') })).toMatchObject({
    status: 'fail',
    reason: 'status.json is not JSON',
  });
  const again = graph('a [prompt=x, max_retries=1] start -> a -> exit');
  const first = writes('{"outcome":"retry"}');
  expect(
    await run(again, {
      backend: async (prompt, stage) => (stage.attempt === 1 ? first(prompt, stage) : 'Done!'),
    }),
  ).toMatchObject({ status: 'fail' });
});
test('an exception is a failure with its message; one that cannot pass is not tried again', async () => {
  const of = graph('a [prompt=x, max_retries=2] start -> a -> exit');
  const tries = async (error: Error) => {
    const { events, reason } = await run(of, { backend: () => Promise.reject(error) });
    return [visited(events).length - 1, reason];
  };
  expect(await tries(new Error('reset'))).toEqual([3, 'reset']);
  expect(await tries(Object.assign(new Error('no key'), { status: 401 }))).toEqual([1, 'no key']);
});
test('fidelity and thread of a stage follow edge, node, graph and subgraph', async () => {
  const seen: string[] = [];
  const of = graph(
    'default_fidelity=truncate subgraph s { label="Loop A" a [prompt=x] } b [prompt=x, fidelity=full, thread_id=t] c [prompt=x] start -> a -> b b -> c [fidelity="summary:low"] c -> exit',
  );
  await run(of, {
    backend: async (_, { node, fidelity, thread }) => (seen.push(`${node.id} ${fidelity} ${thread}`), passes),
  });
  expect(seen).toEqual(['a truncate loop-a', 'b full t', 'c summary:low b']);
});
