// The workflows that ship: each may be run, and those of the levels go the way that a run of the level goes.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { levels, levelTable, type Level, type StageName } from '../level/level.ts';
import type { RunEvent } from '../run/events.ts';
import { nextStep } from '../run/next-stage.ts';
import { beginWorkflow, dueTasks, settle } from './engine/step.ts';
import type { FlowState } from './engine/state.ts';
import { flagOf, textOf, type Workflow } from './graph.ts';
import { handlerType } from './handlers.ts';
import type { Outcome } from './outcome.ts';
import { prepareWorkflow } from './prepare.ts';

const folder = new URL('../../../specs-templates/workflows/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

function graph(name: string): Workflow {
  const made = prepareWorkflow(read(name));
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

test('every workflow that ships hears nothing from a check', () => {
  expect(readdirSync(folder).sort()).toEqual([
    'level-2.dot',
    'level-3.dot',
    'level-4.dot',
    'level-5.dot',
    'planner-workers.dot',
  ]);
  for (const name of readdirSync(folder))
    expect([name, prepareWorkflow(read(name)).diagnostics]).toEqual([name, []]);
});

const stageOf = (id: string) => id.replaceAll('_', '-') as StageName;

interface Came {
  readonly status: 'success' | 'fail' | 'skipped';
  /** What a validation says of whether it may be asked again. */
  readonly looks: boolean;
}

/** What may come of a stage. */
const comes = (stage: StageName): readonly Came[] => [
  { status: 'success', looks: true },
  { status: 'fail', looks: true },
  { status: 'skipped', looks: true },
  ...(stage === 'validation' ? [{ status: 'fail', looks: false } as const] : []),
];

/** Walks graph and `nextStep` side by side through all outcomes to `depth`; returns how many ways it went. */
function walkBoth(level: Level, rounds: number, depth: number): number {
  const of = graph(`level-${level}.dot`);
  const { stages } = levelTable[level];
  let ways = 0;
  const visit = (
    state: FlowState,
    events: readonly RunEvent[],
    path: readonly string[],
    left: number,
  ): void => {
    const wanted = nextStep(stages, events, rounds);
    const [task] = dueTasks(of, state);
    const said =
      task && task.node.id !== 'exit' ? [stageOf(task.node.id), state.line.visits['implement'] ?? 0] : null;
    const want = wanted && [
      wanted.stage,
      stages.indexOf(wanted.stage) < stages.indexOf('implement') ? 0 : wanted.round,
    ];
    expect([path, said]).toEqual([path, want]);
    if (!wanted || !task || left === 0) {
      ways += 1;
      if (!wanted && task)
        expect(settle(of, state, [], { status: 'success' }).state.line.end?.status).toBe('success');
      return;
    }
    for (const { status, looks } of comes(wanted.stage)) {
      const judged = {
        type: 'evaluation-finished',
        feedback: { roundsLeft: looks ? 1 : 0 },
      } as unknown as RunEvent;
      const finished = {
        type: 'stage-finished',
        stage: wanted.stage,
        round: wanted.round,
        status,
      } as RunEvent;
      const outcome: Outcome = {
        status,
        contextUpdates: wanted.stage === 'validation' ? { 'scenarios.looks_left': looks } : {},
      };
      const next = settle(of, state, [], outcome).state;
      visit(
        next,
        [...events, ...(wanted.stage === 'validation' ? [judged] : []), finished],
        [...path, `${wanted.stage}:${status}${looks ? '' : ' no looks'}`],
        left - 1,
      );
    }
  };
  const { state } = beginWorkflow(of, { seed: 1, maxVisits: { implement: rounds } });
  visit(settle(of, state, [], { status: 'success' }).state, [], [], depth);
  return ways;
}

describe.each(levels)('level %i', (level) => {
  test('has the stages of the level table, each with its handler', () => {
    const of = graph(`level-${level}.dot`);
    const inner = [...of.nodes.values()].filter(({ id }) => id !== 'start' && id !== 'exit');
    expect(inner.map(({ id }) => stageOf(id))).toEqual(levelTable[level].stages);
    const types: Readonly<Partial<Record<StageName, string>>> = {
      ...{
        plan: 'codergen',
        clarify: 'clarify',
        implement: 'codergen',
        guardrails: 'guardrails',
        outcome: 'outcome',
      },
      ...{
        'file-review': 'review',
        'change-set-review': 'review',
        validation: 'scenarios',
        sealed: 'scenarios',
      },
    };
    expect(inner.map(handlerType)).toEqual(levelTable[level].stages.map((stage) => types[stage]));
    for (const split of ['validation', 'sealed']) {
      const node = of.nodes.get(split);
      if (node) expect(textOf(node, 'split')).toBe(split);
    }
  });

  test.each([1, 2, 3])(
    'goes the way that a run goes, whatever comes of its stages, in %i rounds',
    (rounds) => {
      expect(walkBoth(level, rounds, 7)).toBeGreaterThanOrEqual(27);
    },
  );

  test('goes the way that a run goes through long rows of failures', () => {
    const of = graph(`level-${level}.dot`);
    for (const rounds of [5, 12]) {
      let { state } = beginWorkflow(of, { seed: 1, maxVisits: { implement: rounds } });
      state = settle(of, state, [], { status: 'success' }).state;
      const events: RunEvent[] = [];
      for (
        let step = nextStep(levelTable[level].stages, events, rounds);
        step;
        step = nextStep(levelTable[level].stages, events, rounds)
      ) {
        expect(stageOf(dueTasks(of, state)[0]?.node.id ?? '')).toBe(step.stage);
        const status = step.stage === 'guardrails' || step.stage === 'validation' ? 'fail' : 'success';
        events.push({ type: 'stage-finished', stage: step.stage, round: step.round, status } as RunEvent);
        state = settle(of, state, [], { status }).state;
      }
      expect([dueTasks(of, state)[0]?.node.id, state.line.visits['implement']]).toEqual(['exit', rounds]);
    }
  });
});

describe('planner and workers', () => {
  const of = graph('planner-workers.dot');
  const node = (id: string) => {
    const found = of.nodes.get(id);
    if (!found) throw new Error(`no node ${id}`);
    return found;
  };

  test('the planner may not edit, no worker may plan, and the combined tree has guardrails that are a goal gate', () => {
    expect([
      textOf(node('planner'), 'may_edit'),
      ...['a', 'b', 'c'].map((one) => textOf(node(`worker_${one}`), 'may_plan')),
    ]).toEqual(['false', 'false', 'false', 'false']);
    expect([
      handlerType(node('combined')),
      flagOf(node('combined'), 'goal_gate'),
      node('planner').classes,
      node('worker_b').classes,
    ]).toEqual(['guardrails', true, ['planning'], ['working']]);
  });

  function walk(outcomes: Record<string, Outcome['status'][]>): string[] {
    let { state } = beginWorkflow(of, { seed: 1 });
    const path: string[] = [];
    while (!state.line.end) {
      const [task] = dueTasks(of, state);
      if (!task) throw new Error('nothing is due');
      path.push([...task.branch.slice(0, 1), task.node.id].join('/'));
      const scripted = outcomes[task.node.id]?.shift();
      const all = task.node.id === 'combine' && state.line.context['parallel.outcome'] === 'fail';
      state = settle(of, state, task.branch, { status: scripted ?? (all ? 'fail' : 'success') }).state;
    }
    return [...path, state.line.end.status];
  }

  test('all is well: plan, work side by side, combine, check together, show', () => {
    expect(walk({})).toEqual([
      'start',
      'clarify',
      'planner',
      'worker_a/worker_a',
      'worker_a/checks_a',
      'worker_b/worker_b',
      'worker_b/checks_b',
      'worker_c/worker_c',
      'worker_c/checks_c',
      'combine',
      'combined',
      'outcome',
      'exit',
      'success',
    ]);
  });

  test('what is red together, and workers that all fail, go back to the planner, three times at most', () => {
    const plans = (path: readonly string[]) => path.filter((id) => id === 'planner').length;
    const red = walk({ combined: ['fail', 'success'] });
    expect([plans(red), red.at(-1)]).toEqual([2, 'success']);
    const never = walk({ combined: ['fail', 'fail', 'fail', 'fail'] });
    expect([plans(never), never.at(-1)]).toEqual([3, 'fail']);
    const fails = () => Array.from({ length: 12 }, () => 'fail' as const);
    const none = walk({ worker_a: fails(), checks_b: fails(), worker_c: fails() });
    expect([plans(none), none.at(-1)]).toEqual([3, 'fail']);
  });
});
