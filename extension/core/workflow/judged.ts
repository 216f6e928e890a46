// Whether something other than the model judges a stage before the run can end: text alone is no success.
import { type Workflow } from './graph.ts';
import { handlerType, isExit } from './handlers.ts';
import { reachable } from './paths.ts';

const judges: ReadonlySet<string> = new Set(['guardrails', 'scenarios', 'tool', 'review', 'wait.human']);

/** True when every way from `id` to an exit passes a node that judges. */
export function judgedLater(graph: Workflow, id: string): boolean {
  const judging = [...graph.nodes.values()].filter((node) => node.id !== id && judges.has(handlerType(node)));
  const past = reachable(graph, id, new Set(judging.map((node) => node.id)));
  return ![...graph.nodes.values()].some((node) => isExit(node) && past.has(node.id));
}
