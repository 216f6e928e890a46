// For tests of the stepper: a workflow from its body, and a walk through it by outcomes that are given.
import type { Workflow } from '../graph.ts';
import type { Outcome, StageStatus } from '../outcome.ts';
import { prepareWorkflow } from '../prepare.ts';
import type { StepEvent } from './events.ts';
import type { FlowState } from './state.ts';
import { beginWorkflow, dueTasks, settle, type Beginning, type Task } from './step.ts';

const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';

export function graph(body: string, attributes = ''): Workflow {
  const made = prepareWorkflow(
    `digraph G { ${attributes} ${ends} node [prompt=x, auto_status=true] ${body} }`,
  );
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

export type Answer = StageStatus | Outcome;
type Answers = Record<string, Answer | readonly Answer[]>;

export interface Walk {
  readonly path: readonly string[];
  readonly events: readonly StepEvent[];
  readonly state: FlowState;
  readonly status: string;
  readonly reason: string;
}

/** Runs to the end; node -> outcomes in turn, the last one for good; success where nothing is said. */
export function walk(of: Workflow, answers: Answers = {}, beginning: Beginning = { seed: 1 }): Walk {
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

export const linear = graph('a b c start -> a -> b -> c -> exit');
