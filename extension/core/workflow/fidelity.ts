// How much of the conversation a stage continues, and with whom it shares one (NLSpec 5.4).
import { fidelities } from './attributes.ts';
import { textOf, type Workflow, type WorkflowNode } from './graph.ts';

export type Fidelity = (typeof fidelities)[number];

/** Edge before node before graph, else `compact`. The first stage after a resume has no conversation to continue. */
export function fidelityOf(
  graph: Workflow,
  node: WorkflowNode,
  via: number | null,
  resumed: boolean,
): Fidelity {
  const edge = via === null ? undefined : graph.edges[via];
  const named =
    (edge && textOf(edge, 'fidelity')) || textOf(node, 'fidelity') || textOf(graph, 'default_fidelity');
  const fidelity = fidelities.find((one) => one === named) ?? 'compact';
  return fidelity === 'full' && resumed ? 'summary:high' : fidelity;
}

/** Stages with the same thread share a conversation under `full`: node, edge, graph, subgraph, else the node before. */
export function threadOf(
  graph: Workflow,
  node: WorkflowNode,
  via: number | null,
  previous: string | null,
): string {
  const edge = via === null ? undefined : graph.edges[via];
  return (
    textOf(node, 'thread_id') ||
    (edge && textOf(edge, 'thread_id')) ||
    textOf(graph, 'thread_id') ||
    node.subgraph ||
    previous ||
    node.id
  );
}
