// A workflow carried out: files, events, time, failures of handlers, and every crash between two stages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../core/workflow/engine/state.ts';
import type { WorkflowEvent } from '../../core/workflow/engine/events.ts';
import type { Workflow } from '../../core/workflow/graph.ts';
import type { Outcome } from '../../core/workflow/outcome.ts';
import { prepareWorkflow } from '../../core/workflow/prepare.ts';
import type { Answer } from '../../core/workflow/question.ts';
import { builtInHandlers } from './built-in.ts';
import type { CodergenBackend } from './codergen.ts';
import { driveWorkflow, type Drive } from './drive.ts';
import type { Handlers, StageInput } from './handler.ts';
import { autoApprove, queueInterviewer } from './interviewers.ts';
import { folderStore, loadCheckpoint } from './store.ts';
import { shellIn } from './tool.ts';

const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';
const fresh = () => mkdtemp(join(tmpdir(), 'dimmer-flow-'));

function graph(body: string, types: readonly string[] = []): Workflow {
  const made = prepareWorkflow(`digraph G { goal="ship it" ${ends} ${body} }`, { types });
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

const passes: Outcome = { status: 'success' };

interface Setup {
  readonly backend?: CodergenBackend['run'];
  readonly answers?: readonly Answer[];
  readonly more?: Record<string, (stage: StageInput) => Promise<Outcome>>;
}

async function run(of: Workflow, { backend, answers, more = {} }: Setup = {}, drive: Partial<Drive> = {}) {
  const folder = await fresh();
  const handlers: Handlers = builtInHandlers({
    backend: { run: backend ?? (async () => passes) },
    interviewer: answers ? queueInterviewer(answers) : autoApprove(),
    runTool: shellIn(folder, { PATH: process.env['PATH'] ?? '' }),
  });
  for (const [type, handler] of Object.entries(more)) handlers.set(type, handler);
  const events: WorkflowEvent[] = [];
  const end = await driveWorkflow({
    ...{ graph: of, handlers, store: folderStore(folder), sleep: () => Promise.resolve() },
    ...{ onEvent: (event: WorkflowEvent) => void events.push(event), ...drive },
  });
  const read = (path: string) => readFile(join(folder, path), 'utf8');
  return {
    ...end,
    folder,
    events,
    read,
    json: async (path: string) => JSON.parse(await read(path)) as unknown,
  };
}

const visited = (events: readonly WorkflowEvent[]) =>
  events.flatMap((event) => (event.type === 'stage-started' ? [event.node] : []));

describe('stages', () => {
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

describe('model stages', () => {
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
      backend: async (_, { node, fidelity, thread }) => (
        seen.push(`${node.id} ${fidelity} ${thread}`),
        passes
      ),
    });
    expect(seen).toEqual(['a truncate loop-a', 'b full t', 'c summary:low b']);
  });
});

describe('human gates', () => {
  const gate = graph(
    'ask [shape=hexagon, label="Ship?"] fix [prompt=x] start -> ask ask -> exit [label="[A] Approve"] ask -> fix [label="F) Fix it"] fix -> ask',
  );
  const text = (...words: string[]) => words.map((word): Answer => ({ kind: 'text', text: word }));

  test('edge labels are the choices, and the answer decides the edge', async () => {
    const { events, state, json } = await run(gate, { answers: text('f', '[A] Approve') });
    expect(await json('ask/status.json')).toMatchObject({
      preferred_label: '[A] Approve',
      suggested_next_ids: ['exit'],
    });
    expect(visited(events)).toEqual(['start', 'ask', 'fix', 'ask', 'exit']);
    expect(state.line.context).toMatchObject({
      'human.gate.selected': 'A',
      'human.gate.label': '[A] Approve',
    });
    expect(events.find(({ type }) => type === 'interview-started')).toMatchObject({
      question: {
        text: 'Ship?',
        type: 'multiple_choice',
        options: [
          { key: 'A', label: '[A] Approve' },
          { key: 'F', label: 'F) Fix it' },
        ],
      },
    });
  });
  test('an answer that is no choice is refused and asked again, never taken for the first', async () => {
    const { events } = await run(gate, { answers: text('maybe', 'fix', 'approve') });
    expect(visited(events)).toEqual(['start', 'ask', 'fix', 'ask', 'exit']);
    expect(await run(gate, { answers: text('1', '2', '3') })).toMatchObject({
      status: 'fail',
      reason: 'max retries exceeded: 3 answers were none of the choices',
    });
  });
  test('a skipped gate fails; time up takes the default choice, or tries again', async () => {
    expect(await run(gate, { answers: [] })).toMatchObject({
      status: 'fail',
      reason: 'human skipped interaction',
    });
    const late = (more: string) =>
      graph(
        `ask [shape=hexagon, timeout=20ms${more}] fix [prompt=x] start -> ask ask -> exit [label=Ship] ask -> fix [label=Fix] fix -> exit`,
      );
    const silent = {
      more: {
        'wait.human': (await import('./wait-human.ts')).waitForHuman({
          ask: () => new Promise(() => undefined),
          inform: () => undefined,
        }),
      },
    };
    const chosen = await run(late(', human.default_choice=fix'), silent);
    expect(visited(chosen.events)).toEqual(['start', 'ask', 'fix', 'exit']);
    expect(chosen.events.map(({ type }) => type)).toContain('interview-timeout');
    expect(await run(late(''), silent)).toMatchObject({
      status: 'fail',
      reason: 'max retries exceeded: human gate timeout, no default',
    });
  });
});

describe('tools', () => {
  const of = (command: string, more = '') =>
    graph(`t [shape=parallelogram, tool_command="${command}"${more}] start -> t -> exit`);
  test('exit 0 is a success with its output, any other a failure', async () => {
    expect((await run(of('echo hello'))).state.line.context).toMatchObject({
      'tool.output': 'hello\n',
      'tool.exit_code': 0,
    });
    expect(await run(of('echo no >&2; exit 3'))).toMatchObject({
      status: 'fail',
      reason: '`echo no >&2; exit 3` ended with exit code 3',
    });
    expect(await run(of('kill -9 $$'))).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('SIGKILL'),
    });
  });
  test('output stays within its limit, the marker included', async () => {
    const { state, read } = await run(of('yes 0123456789 | head -c 200000'));
    const output = String(state.line.context['tool.output']);
    expect([
      output.length <= 30_000,
      output.includes('left out'),
      (await read('t/output.txt')).length <= 30_000,
    ]).toEqual([true, true, true]);
  });
  test('a stage that takes too long fails', async () => {
    expect(await run(of('sleep 30', ', timeout=50ms'))).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('took longer than'),
    });
  });
});

describe('branches', () => {
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

test('a stopped run keeps its checkpoint and goes on from it; after a resume nothing counts on a lost conversation', async () => {
  const of = graph(
    'default_fidelity=full a [prompt=x] b [prompt=x] c [prompt=x] start -> a -> b -> c -> exit',
  );
  const stopping = new AbortController();
  const seen: string[] = [];
  const backend: CodergenBackend['run'] = async (_, { node, fidelity }) => {
    if (node.id === 'b' && !stopping.signal.aborted) {
      stopping.abort();
      return new Promise(() => undefined);
    }
    seen.push(`${node.id} ${fidelity}`);
    return passes;
  };
  const first = await run(of, { backend }, { signal: stopping.signal });
  expect([first.status, first.state.line.completed]).toEqual(['stopped', ['start', 'a']]);
  const from = loadCheckpoint(first.folder, fingerprintOf(of.source));
  if (typeof from === 'string') throw new Error(from);
  const second = await run(of, { backend }, { from });
  expect([second.status, visited(second.events), seen]).toEqual([
    'success',
    ['b', 'c', 'exit'],
    ['a full', 'b summary:high', 'c full'],
  ]);
});

describe('a crash after any stage', () => {
  const text = `digraph Crash { ${ends} work [prompt=x, max_retries=1] p [shape=component] a [prompt=x] b [prompt=x] c [prompt=x] j [shape=tripleoctagon] check [type=guardrails, max_visits=4]
    start -> work -> p p -> a -> j p -> b -> c -> j j -> check check -> exit [condition="outcome=success"] check -> work [condition="outcome=fail"] }`;

  /** One file, so that sixty processes start fast. */
  const program = bundled();

  async function bundled(): Promise<string> {
    const outfile = join(await fresh(), 'killed-workflow.mjs');
    const entryPoints = [join(import.meta.dirname, 'killed-workflow.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
    return outfile;
  }

  async function once(folder: string, after: number, resume: boolean) {
    const file = join(folder, 'flow.dot');
    await writeFile(file, text);
    const child = spawn(process.execPath, [
      '--no-warnings',
      await program,
      file,
      folder,
      String(after),
      ...(resume ? ['--resume'] : []),
    ]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => void (out += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => void (err += String(chunk)));
    const signal = await new Promise<string | null>((resolve) => child.on('close', (_, by) => resolve(by)));
    if (err !== '') throw new Error(err);
    return { out: out.trim(), signal };
  }

  const ran = async (folder: string) => (await readFile(join(folder, 'ran.txt'), 'utf8')).trim().split('\n');

  test('resume does the rest once and comes to the same end', async () => {
    const whole = await fresh();
    const { out, signal } = await once(whole, 0, false);
    expect([signal, out.startsWith('success start work ')]).toEqual([null, true]);
    const stages = (await ran(whole)).sort();
    let killed = 0;
    for (let after = 1; ; after += 1) {
      const folder = await fresh();
      const first = await once(folder, after, false);
      if (first.signal === null) break;
      expect(first.signal).toBe('SIGKILL');
      killed += 1;
      const second = await once(folder, 0, true);
      expect([after, second.out]).toEqual([after, out]);
      const again = await ran(folder);
      // What ran is what runs without a crash. Only a branch that was running when another one ended may run twice.
      const twice = again.filter((one, at) => again.indexOf(one) !== at);
      expect([after, [...new Set(again)].sort()]).toEqual([after, stages]);
      expect(twice.filter((one) => !/^[ab]\//.test(one))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(stages.length - 2);
  });
});
