// Where a run goes after a stage: edge selection, failure routing and goal gates (NLSpec 3.3, 3.4, 3.7).
// Invariant: every way into a node is counted; a node that used up its visits is not entered again, by edge or by jump.
import { normalLabel } from '../choices.ts';
import { conditionHolds } from '../condition.ts';
import {
  edgesFrom,
  flagOf,
  numberOf,
  textOf,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '../graph.ts';
import { handlerType, isExit } from '../handlers.ts';
import type { Context, Outcome, StageStatus } from '../outcome.ts';

/** How a line goes on. `edge` is null for a jump. */
export type Route =
  | { readonly to: string; readonly edge: WorkflowEdge | null; readonly why: string }
  | { readonly end: 'success' | 'fail'; readonly reason: string };

export interface Standing {
  readonly outcomes: Readonly<Record<string, StageStatus>>;
  readonly context: Context;
  readonly visits: Readonly<Record<string, number>>;
  readonly maxVisits: Readonly<Record<string, number>>;
  /** In a branch: its nodes and its fan-in, which it may not leave. */
  readonly within: ReadonlySet<string> | null;
}

const defaultMaxVisits = 10;

export function maxVisitsOf(graph: Workflow, id: string, set: Readonly<Record<string, number>>): number {
  if (Object.hasOwn(set, id)) return set[id] ?? defaultMaxVisits;
  const node = graph.nodes.get(id);
  return (node && numberOf(node, 'max_visits')) ?? numberOf(graph, 'max_visits') ?? defaultMaxVisits;
}

const usedUp = (graph: Workflow, id: string, { visits, maxVisits }: Standing) =>
  (Object.hasOwn(visits, id) ? (visits[id] ?? 0) : 0) >= maxVisitsOf(graph, id, maxVisits);

const succeeded = (status: StageStatus | undefined) => status === 'success' || status === 'partial_success';

/** Where to go from `node`, which ended with `outcome`. */
export function routeFrom(graph: Workflow, node: WorkflowNode, outcome: Outcome, standing: Standing): Route {
  if (isExit(node)) return pastGates(graph, standing);
  const failed = outcome.status === 'fail' && handlerType(node) !== 'conditional';
  const edges = chosenBy(node, outcome, edgesFrom(graph, node.id));
  const edge = selectEdge(
    failed ? edges.filter((one) => carriesFailure(graph, one)) : edges,
    outcome,
    standing.context,
  );
  const way = edge && openEdge(graph, edge, edges, outcome, standing);
  if (way) return { to: way.to, edge: way, why: textOf(way, 'label') };
  if (failed) {
    const jump = jumpFrom(graph, [node], standing);
    return jump ?? { end: 'fail', reason: outcome.failureReason || `\`${node.id}\` failed` };
  }
  if (edge) return { end: 'fail', reason: spent(graph, edge.to, standing) };
  return { end: 'fail', reason: `no edge out of \`${node.id}\` applies, so the exit was not reached` };
}

/** Behind a human gate only what the human has chosen, whatever conditions hold beside it. */
function chosenBy(
  node: WorkflowNode,
  { suggestedNextIds: [chosen] = [] }: Outcome,
  edges: readonly WorkflowEdge[],
): readonly WorkflowEdge[] {
  return chosen === undefined || handlerType(node) !== 'wait.human'
    ? edges
    : edges.filter(({ to }) => to === chosen);
}

const spent = (graph: Workflow, id: string, { maxVisits }: Standing) =>
  `\`${id}\` was visited ${maxVisitsOf(graph, id, maxVisits)} times, which is its limit (max_visits)`;

/** A failure follows edges with a condition, and edges to a node that decides by conditions; never another. */
function carriesFailure(graph: Workflow, edge: WorkflowEdge): boolean {
  const to = graph.nodes.get(edge.to);
  return textOf(edge, 'condition') !== '' || (to !== undefined && handlerType(to) === 'conditional');
}

/** The selected edge while its node has visits left; else the next edge whose condition holds. Nothing else stands in for it. */
function openEdge(
  graph: Workflow,
  selected: WorkflowEdge,
  edges: readonly WorkflowEdge[],
  outcome: Outcome,
  standing: Standing,
): WorkflowEdge | undefined {
  const open = (edge: WorkflowEdge) => !usedUp(graph, edge.to, standing);
  if (open(selected)) return selected;
  return textOf(selected, 'condition') === ''
    ? undefined
    : best(matching(edges, outcome, standing.context).filter(open));
}

/** The five steps: condition, preferred label, suggested ids, weight, name. */
export function selectEdge(
  edges: readonly WorkflowEdge[],
  outcome: Outcome,
  context: Context,
): WorkflowEdge | undefined {
  const matched = best(matching(edges, outcome, context));
  if (matched) return matched;
  const plain = edges.filter((edge) => textOf(edge, 'condition').trim() === '');
  const wanted = normalLabel(outcome.preferredLabel ?? '');
  const labelled = plain.find((edge) => wanted !== '' && normalLabel(textOf(edge, 'label')) === wanted);
  if (labelled) return labelled;
  const suggested = (outcome.suggestedNextIds ?? []).flatMap((id) => plain.filter(({ to }) => to === id))[0];
  return suggested ?? best(plain);
}

function matching(
  edges: readonly WorkflowEdge[],
  outcome: Outcome,
  context: Context,
): readonly WorkflowEdge[] {
  return edges.filter((edge) => {
    const condition = textOf(edge, 'condition');
    return condition.trim() !== '' && conditionHolds(condition, outcome, context);
  });
}

/** Highest weight; among equals the target that comes first in the order of code units. */
function best(edges: readonly WorkflowEdge[]): WorkflowEdge | undefined {
  const weight = (edge: WorkflowEdge) => numberOf(edge, 'weight') ?? 0;
  return [...edges].sort((a, b) => weight(b) - weight(a) || (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))[0];
}

/** The first target that exists, by node before graph; undefined where none is named. */
function jumpFrom(
  graph: Workflow,
  named: readonly (WorkflowNode | Workflow)[],
  standing: Standing,
): Route | undefined {
  const to = named
    .flatMap((of) => [textOf(of, 'retry_target'), textOf(of, 'fallback_retry_target')])
    .find((id) => graph.nodes.has(id));
  if (to === undefined) return undefined;
  if (standing.within && !standing.within.has(to))
    return { end: 'fail', reason: `the retry target \`${to}\` lies outside of the branch` };
  return usedUp(graph, to, standing)
    ? { end: 'fail', reason: spent(graph, to, standing) }
    : { to, edge: null, why: 'retry target' };
}

/** The exit opens when every goal gate of the graph has succeeded; one that was not visited has not. */
function pastGates(graph: Workflow, standing: Standing): Route {
  const closed = [...graph.nodes.values()].find(
    (node) =>
      flagOf(node, 'goal_gate') &&
      !(Object.hasOwn(standing.outcomes, node.id) && succeeded(standing.outcomes[node.id])),
  );
  if (!closed) return { end: 'success', reason: 'the exit was reached' };
  const jump = jumpFrom(graph, [closed, graph], standing);
  const visited = Object.hasOwn(standing.outcomes, closed.id) ? 'did not succeed' : 'was not visited';
  if (jump && 'to' in jump) return jump;
  return {
    end: 'fail',
    reason: `the goal gate \`${closed.id}\` ${visited}${jump ? `, and ${jump.reason}` : ' and names no retry target'}`,
  };
}
