// Which handler runs a node: its own `type`, else its shape, else what its name says (NLSpec 2.8 and 4.2).
import { textOf, type Workflow, type WorkflowNode } from './graph.ts';

/** Shape -> handler type, as the NLSpec has it. */
export const shapes: ReadonlyMap<string, string> = new Map([
  ['Mdiamond', 'start'],
  ['Msquare', 'exit'],
  ['box', 'codergen'],
  ['hexagon', 'wait.human'],
  ['diamond', 'conditional'],
  ['component', 'parallel'],
  ['tripleoctagon', 'parallel.fan_in'],
  ['parallelogram', 'tool'],
  ['house', 'stack.manager_loop'],
]);

/** Dimmer's own, reached by `type` alone. */
export const ownTypes = ['guardrails', 'scenarios', 'outcome', 'clarify', 'review'] as const;

export const knownTypes: ReadonlySet<string> = new Set([...shapes.values(), ...ownTypes]);

const startNames: ReadonlySet<string> = new Set(['start', 'Start']);
const exitNames: ReadonlySet<string> = new Set(['exit', 'end']);

/** The handler type of a node. An unknown shape counts as a box, as in Graphviz; a lint rule names it. */
export function handlerType(node: WorkflowNode): string {
  const type = textOf(node, 'type');
  if (type !== '') return type;
  const shape = node.attributes.get('shape');
  // A default for all nodes says nothing of the one that is called start.
  if (shape?.given !== 'own') {
    if (startNames.has(node.id)) return 'start';
    if (exitNames.has(node.id)) return 'exit';
  }
  return shapes.get(String(shape?.value ?? 'box')) ?? 'codergen';
}

/** By shape, type or name: `start` and `Start` begin whatever their shape. */
export function isStart(node: WorkflowNode): boolean {
  return handlerType(node) === 'start' || startNames.has(node.id);
}

export function isExit(node: WorkflowNode): boolean {
  return handlerType(node) === 'exit' || exitNames.has(node.id);
}

export function startOf(graph: Workflow): WorkflowNode | undefined {
  return [...graph.nodes.values()].find(isStart);
}
