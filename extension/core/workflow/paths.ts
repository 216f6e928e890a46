// Questions about ways through a graph: what is reached, what cannot be avoided, where parallel branches meet.
import { edgesFrom, type Workflow } from './graph.ts';
import { handlerType } from './handlers.ts';

/** Nodes that edges lead to from `from`, itself included; ways through `without` do not count. */
export function reachable(
  graph: Workflow,
  from: string,
  without: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  return closure(from, without, targets(graph, 'from', 'to'));
}

/** Nodes from which edges lead to `to`, itself included. */
export function reaching(graph: Workflow, to: string): ReadonlySet<string> {
  return closure(to, new Set(), targets(graph, 'to', 'from'));
}

function targets(graph: Workflow, near: 'from' | 'to', far: 'from' | 'to'): ReadonlyMap<string, string[]> {
  const all = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const list = all.get(edge[near]);
    if (list) list.push(edge[far]);
    else all.set(edge[near], [edge[far]]);
  }
  return all;
}

function closure(from: string, without: ReadonlySet<string>, next: ReadonlyMap<string, string[]>) {
  const seen = new Set<string>(without.has(from) ? [] : [from]);
  for (const id of seen) for (const to of next.get(id) ?? []) if (!without.has(to)) seen.add(to);
  return seen;
}

export interface BranchRegion {
  /** The first node of the branch; names it. */
  readonly head: string;
  /** Its nodes up to the fan-in, which is not one of them. */
  readonly nodes: ReadonlySet<string>;
  /** The fan-ins that it can come to. */
  readonly joins: ReadonlySet<string>;
  /** Whether it can come to an exit without a fan-in before. */
  readonly exits: boolean;
}

/** The branches of a parallel node. A parallel node inside a branch counts with all between it and its own fan-in. */
export function branchesOf(graph: Workflow, parallel: string): readonly BranchRegion[] {
  return branches(graph, parallel, new Set([parallel]));
}

function branches(graph: Workflow, parallel: string, inside: ReadonlySet<string>): readonly BranchRegion[] {
  return edgesFrom(graph, parallel).map(({ to: head }) => {
    const nodes = new Set<string>();
    const joins = new Set<string>();
    const queue = [head];
    for (const id of queue) {
      const node = graph.nodes.get(id);
      if (nodes.has(id) || joins.has(id) || !node) continue;
      const type = handlerType(node);
      if (type === 'parallel.fan_in') joins.add(id);
      else {
        nodes.add(id);
        queue.push(...(type === 'parallel' ? beyond(graph, id, inside, nodes) : next(graph, id)));
      }
    }
    const exits = [...nodes].some((id) => {
      const node = graph.nodes.get(id);
      return node !== undefined && handlerType(node) === 'exit';
    });
    return { head, nodes, joins, exits };
  });
}

const next = (graph: Workflow, id: string) => edgesFrom(graph, id).map(({ to }) => to);

/** Where a branch goes on after a parallel node inside it; what lies between becomes part of the branch. */
function beyond(graph: Workflow, id: string, inside: ReadonlySet<string>, nodes: Set<string>): string[] {
  if (inside.has(id)) return [];
  const inner = branches(graph, id, new Set([...inside, id]));
  for (const branch of inner) for (const one of branch.nodes) nodes.add(one);
  const joins = new Set(inner.flatMap((branch) => [...branch.joins]));
  for (const join of joins) nodes.add(join);
  return [...joins].flatMap((join) => next(graph, join));
}

/** The one fan-in where all branches of a parallel node meet, or null when they do not. */
export function joinOf(graph: Workflow, parallel: string): string | null {
  const all = branchesOf(graph, parallel);
  const [join] = all[0]?.joins ?? [];
  const meet = all.every(({ joins, exits }) => joins.size === 1 && joins.has(join ?? '') && !exits);
  return join !== undefined && meet ? join : null;
}

/** Whether a run can come from `start` to `exit` without passing `id`. All branches of a parallel node are passed. */
export function avoidable(graph: Workflow, id: string, start: string, exit: string): boolean {
  const around = [...graph.nodes.values()]
    .filter((node) => node.id !== id && handlerType(node) === 'parallel')
    .flatMap(({ id: parallel }) =>
      branchesOf(graph, parallel)
        .filter(({ nodes }) => nodes.has(id))
        .map((branch) => ({ parallel, branch })),
    )
    .sort((a, b) => a.branch.nodes.size - b.branch.nodes.size)[0];
  if (!around) return reachable(graph, start, new Set([id])).has(exit);
  const { head, joins } = around.branch;
  const past = reachable(graph, head, new Set([id]));
  return [...joins].some((join) => past.has(join)) || avoidable(graph, around.parallel, start, exit);
}
