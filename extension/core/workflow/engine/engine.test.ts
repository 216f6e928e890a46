// The stepper: routes, gates, retries, forks, restarts; and that any sequence of outcomes ends, also through JSON.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Workflow } from '../graph.ts';
import { stageStatuses, type Context, type Outcome, type StageStatus } from '../outcome.ts';
import { prepareWorkflow } from '../prepare.ts';
import type { StepEvent } from './events.ts';
import { delayAfter, mayPass, retryPolicyOf } from './retry.ts';
import { checkpointOf, fingerprintOf, stateOf, type FlowState } from './state.ts';
import { beginWorkflow, dueTasks, settle, type Beginning, type Task } from './step.ts';

const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';

function graph(body: string, attributes = ''): Workflow {
  const made = prepareWorkflow(
    `digraph G { ${attributes} ${ends} node [prompt=x, auto_status=true] ${body} }`,
  );
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

type Answer = StageStatus | Outcome;
type Answers = Record<string, Answer | readonly Answer[]>;

interface Walk {
  readonly path: readonly string[];
  readonly events: readonly StepEvent[];
  readonly state: FlowState;
  readonly status: string;
  readonly reason: string;
}

/** Runs to the end; node -> outcomes in turn, the last one for good; success where nothing is said. */
function walk(of: Workflow, answers: Answers = {}, beginning: Beginning = { seed: 1 }): Walk {
  const tries = new Map<string, number>();
  let { state, events } = beginWorkflow(of, beginning);
  const all = [...events];
  const path: string[] = [];
  while (!state.line.end) {
    const [task] = dueTasks(of, state);
    if (!task) throw new Error('nothing is due, and there is no end');
    const outcome = answer(task, answers, tries);
    path.push([...task.branch, task.node.id].join('/'));
    ({ state, events } = settle(of, state, task.branch, outcome));
    all.push(...events);
    if (path.length > 1000) throw new Error('it does not end');
  }
  return { path, events: all, state, ...state.line.end };
}

function answer({ node, context }: Task, answers: Answers, tries: Map<string, number>): Outcome {
  const given = answers[node.id];
  const list = Array.isArray(given)
    ? (given as readonly Answer[])
    : given === undefined
      ? []
      : [given as Answer];
  const at = tries.get(node.id) ?? 0;
  tries.set(node.id, at + 1);
  const one = list[Math.min(at, list.length - 1)];
  if (one === undefined && node.attributes.get('shape')?.value === 'diamond')
    return { status: context['outcome'] as StageStatus, preferredLabel: String(context['preferred_label']) };
  return typeof one === 'string' ? { status: one } : (one ?? { status: 'success' });
}

const linear = graph('a b c start -> a -> b -> c -> exit');

describe('the loop', () => {
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
});

describe('edge selection', () => {
  const fork = (edges: string) => graph(`a b c start -> a ${edges} b -> exit c -> exit`);
  test.each<[string, string, Answer, string]>([
    [
      'a condition wins over weight',
      'a -> b [condition="outcome=success"] a -> c [weight=9]',
      'success',
      'b',
    ],
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
});

describe('goal gates', () => {
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
});

describe('visits', () => {
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
});

describe('retries', () => {
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
});

describe('parallel branches', () => {
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
