// How a line comes to a node: the visit is counted, and a parallel node opens its branches.
// Invariant: a branch begins with all that its line knows, and shares none of it afterwards.
import type { Workflow, WorkflowNode } from '../graph.ts';
import { handlerType } from '../handlers.ts';
import type { Context } from '../outcome.ts';
import type { StepEvent } from './events.ts';
import { forkAt } from './fork.ts';
import type { Line } from './state.ts';

export const count = (counts: Readonly<Record<string, number>>, id: string) =>
  Object.hasOwn(counts, id) ? (counts[id] ?? 0) : 0;

export function emptyLine(context: Context): Line {
  return {
    ...{ next: null, attempt: 1, waitMs: 0, via: null, last: null, completed: [], logs: [] },
    ...{ outcomes: {}, visits: {}, retries: {}, context, fork: null, end: null },
  };
}

type Entered = readonly [line: Line, events: readonly StepEvent[]];

export function enter(graph: Workflow, line: Line, id: string, via: number | null): Entered {
  const entered: Line = {
    ...line,
    ...{ next: id, via, attempt: 1, waitMs: 0, end: null },
    visits: { ...line.visits, [id]: count(line.visits, id) + 1 },
    context: { ...line.context, current_node: id },
  };
  const node = graph.nodes.get(id);
  return node && handlerType(node) === 'parallel' ? forked(graph, entered, node) : [entered, []];
}

export function forked(graph: Workflow, line: Line, node: WorkflowNode): Entered {
  const inner: StepEvent[] = [];
  const fork = forkAt(graph, node, (head, edge) => {
    const [branch, events] = enter(graph, { ...line, fork: null }, head, edge);
    inner.push(...events);
    return { ...branch, waitMs: line.waitMs };
  });
  if (!fork)
    return [
      { ...line, next: null, end: { status: 'fail', reason: `the branches of \`${node.id}\` do not meet` } },
      [],
    ];
  const started: StepEvent = {
    type: 'parallel-started',
    node: node.id,
    branches: fork.branches.map(({ id }) => id),
  };
  return [{ ...line, fork }, [started, ...inner]];
}
