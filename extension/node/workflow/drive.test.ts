// A workflow carried out: stages, files, events and time.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outcome } from '../../core/workflow/outcome.ts';
import { prepareWorkflow } from '../../core/workflow/prepare.ts';
import { builtInHandlers } from './built-in.ts';
import type { StageInput } from './handler.ts';
import { autoApprove } from './interviewers.ts';
import { graph, passes, run, visited } from './testing.ts';

test('a linear pipeline of three stages runs from start to exit', async () => {
  const { status, events } = await run(
    graph('a [prompt=x] b [prompt=x] c [prompt=x] start -> a -> b -> c -> exit'),
  );
  expect([status, visited(events)]).toEqual(['success', ['start', 'a', 'b', 'c', 'exit']]);
});

test('a handler gets node, context, graph and the folder of the logs, and answers with an outcome', async () => {
  const seen: StageInput[] = [];
  const of = graph('mine [type=mine, custom_attr=3] start -> mine -> exit', ['mine']);
  const { folder, state } = await run(of, {
    more: {
      mine: async (stage) => (
        seen.push(stage),
        { status: 'success', contextUpdates: { 'context.made': 'it' } }
      ),
    },
  });
  const [stage] = seen;
  expect([
    stage?.node.attributes.get('custom_attr')?.value,
    stage?.graph,
    stage?.store.folder,
    stage?.context['graph.goal'],
  ]).toEqual([3, of, folder, 'ship it']);
  expect(state.line.context['context.made']).toBe('it');
});

test('a handler registered again replaces the first', async () => {
  const { state } = await run(graph('a [prompt=x] start -> a -> exit'), {
    more: { codergen: async () => ({ status: 'partial_success' }) },
  });
  expect(state.line.outcomes['a']).toBe('partial_success');
});

test('nothing runs when a handler is missing or the graph has errors', async () => {
  const of = graph('mine [type=mine] start -> mine -> exit', ['mine']);
  await expect(run(of)).rejects.toThrow('no handler is registered for mine (mine)');
  await expect(run({ ...of, edges: [] })).rejects.toThrow('reachability');
});

test('status.json, prompt.md and response.md of each stage, manifest and checkpoint are in the folder', async () => {
  const { json, read, folder } = await run(graph('plan [prompt="Plan $goal"] start -> plan -> exit'), {
    backend: async () => ({
      text: 'the plan',
      outcome: {
        status: 'success',
        preferredLabel: 'Go',
        suggestedNextIds: ['exit'],
        contextUpdates: { n: 1 },
        notes: 'well',
      },
    }),
  });
  expect([await read('plan/prompt.md'), await read('plan/response.md')]).toEqual([
    'Plan ship it',
    'the plan',
  ]);
  expect(await json('plan/status.json')).toEqual({
    ...{ outcome: 'success', preferred_label: 'Go', suggested_next_ids: ['exit'], notes: 'well' },
    context_updates: { n: 1, last_stage: 'plan', last_response: 'the plan' },
  });
  expect(await json('checkpoint.json')).toMatchObject({
    current_node: 'exit',
    completed_nodes: ['start', 'plan', 'exit'],
    node_retries: {},
    context: { n: 1 },
  });
  expect(await json('manifest.json')).toMatchObject({ name: 'G', goal: 'ship it' });
  expect(existsSync(join(folder, 'exit/status.json'))).toBe(true);
});

test('what a stage sets is there for the next one, and decides the way', async () => {
  const of = graph(
    'a [prompt=x] b [prompt=x] c [prompt=x] start -> a -> b b -> c [condition="context.tests=green"] b -> exit [condition="context.tests!=green"] c -> exit',
  );
  const { events } = await run(of, {
    backend: async (_, { node, context }) =>
      node.id === 'a'
        ? { status: 'success', contextUpdates: { 'context.tests': 'green' } }
        : { status: context['context.tests'] === 'green' ? 'success' : 'fail' },
  });
  expect(visited(events)).toEqual(['start', 'a', 'b', 'c', 'exit']);
});

test('start and exit succeed at once and do nothing', async () => {
  const handlers = builtInHandlers({
    ...{ backend: null, interviewer: autoApprove(), runTool: () => Promise.reject(new Error('no tool')) },
  });
  const untouchable = new Proxy({}, { get: () => expect.fail('it looked at its stage') }) as StageInput;
  for (const type of ['start', 'exit'])
    expect(await handlers.get(type)?.(untouchable)).toEqual({ status: 'success' });
});

test('a node that decides by conditions passes on what it was given', async () => {
  const of = graph(
    'a [prompt=x] good [prompt=x] fix [prompt=x] gate [shape=diamond] start -> a -> gate gate -> good [condition="outcome=success && preferred_label=Go"] gate -> fix [condition="outcome!=success"] good -> exit fix -> exit',
  );
  const way = async (outcome: Outcome) =>
    visited(
      (await run(of, { backend: async (_, { node }) => (node.id === 'a' ? outcome : passes) })).events,
    )[3];
  expect(await way({ status: 'success', preferredLabel: 'Go' })).toBe('good');
  expect(await way({ status: 'fail' })).toBe('fix');
});

test('the smoke test of the NLSpec: plan, implement, review, done', async () => {
  const prepared = prepareWorkflow(`digraph test_pipeline {
    graph [goal="Create a hello world Python script"]
    start       [shape=Mdiamond]
    plan        [shape=box, prompt="Plan how to create a hello world script for: $goal"]
    implement   [shape=box, prompt="Write the code based on the plan", goal_gate=true]
    review      [shape=box, prompt="Review the code for correctness"]
    done        [shape=Msquare]
    start -> plan
    plan -> implement
    implement -> review [condition="outcome=success"]
    implement -> plan   [condition="outcome=fail", label="Retry"]
    review -> done      [condition="outcome=success"]
    review -> implement [condition="outcome=fail", label="Fix"]
  }`);
  if (!prepared.ok) throw new Error('it has errors');
  expect([prepared.graph.nodes.size, prepared.graph.edges.length]).toEqual([5, 6]);
  const { status, state, folder, json } = await run(prepared.graph, {
    backend: async (prompt) => ({ text: `did: ${prompt}`, outcome: passes }),
  });
  expect([status, state.line.outcomes['implement']]).toEqual(['success', 'success']);
  for (const stage of ['plan', 'implement', 'review'])
    for (const file of ['prompt.md', 'response.md', 'status.json'])
      expect(existsSync(join(folder, stage, file))).toBe(true);
  expect(await json('checkpoint.json')).toMatchObject({
    current_node: 'done',
    completed_nodes: ['start', 'plan', 'implement', 'review', 'done'],
  });
});

test('retries wait as long as the engine says, and the events tell it', async () => {
  const waited: number[] = [];
  const of = graph('a [prompt=x, max_retries=2, retry_jitter=false] start -> a -> exit');
  const { events, status } = await run(
    of,
    { backend: async (_, { attempt }) => ({ status: attempt < 3 ? 'fail' : 'success' }) },
    { sleep: async (ms) => void waited.push(ms) },
  );
  expect([status, waited]).toEqual(['success', [200, 400]]);
  expect(events.flatMap((event) => (event.type === 'stage-failed' ? [event.willRetry] : []))).toEqual([
    true,
    true,
  ]);
});

test('events carry time, and end with what became of the run', async () => {
  let clock = 1000;
  const { events } = await run(graph('a [prompt=x] start -> a -> exit'), {}, { now: () => (clock += 5) });
  expect(events.map(({ type }) => type)).toEqual([
    ...['checkpoint-saved', 'workflow-started'],
    ...Array.from({ length: 2 }, () => [
      'stage-started',
      'checkpoint-saved',
      'stage-completed',
      'edge-taken',
    ]).flat(),
    ...['stage-started', 'checkpoint-saved', 'stage-completed', 'workflow-completed'],
  ]);
  expect(events.every(({ at }, index) => index === 0 || at > (events[index - 1]?.at ?? 0))).toBe(true);
  expect(events.find(({ type }) => type === 'stage-completed')).toMatchObject({
    stageMs: expect.any(Number),
    attempts: 1,
  });
});

test('loop_restart goes on in a fresh folder', async () => {
  const of = graph('a [prompt=x] start -> a a -> exit a -> a [condition="outcome=fail", loop_restart=true]');
  let tries = 0;
  const { status, folder } = await run(of, {
    backend: async () => ({ status: (tries += 1) === 1 ? 'fail' : 'success' }),
  });
  expect([
    status,
    existsSync(join(folder, 'a/status.json')),
    existsSync(join(folder, 'restart-1/a/status.json')),
    existsSync(join(folder, 'restart-1/exit')),
  ]).toEqual(['success', true, true, true]);
});
