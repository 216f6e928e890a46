// Rules about nodes and edges alone: one start, one exit, everything between them.
import { edgesFrom, edgesTo, type Workflow, type WorkflowNode } from '../graph.ts';
import { isExit, isStart } from '../handlers.ts';
import { avoidable, reachable, reaching } from '../paths.ts';
import { flagOf } from '../graph.ts';
import { atEdge, atGraph, atNode, closest, type Diagnostic, type WorkflowRule } from './diagnostic.ts';

const all = (graph: Workflow) => [...graph.nodes.values()];

/** The one node, or a diagnostic for none and for each beyond the first. */
function exactlyOne(
  rule: string,
  graph: Workflow,
  nodes: readonly WorkflowNode[],
  what: string,
  shape: string,
): Diagnostic[] {
  if (nodes.length === 0) {
    const fix = `Add \`${what} [shape=${shape}]\`.`;
    return [atGraph(rule, 'error', graph, { message: `The workflow has no ${what} node.`, fix })];
  }
  const [first, ...more] = nodes;
  return more.map((node) =>
    atNode(rule, 'error', node, {
      message: `Second ${what} node \`${node.id}\`, expected \`${first?.id}\` alone.`,
      fix: `Keep one node with shape ${shape}, or with the name ${what === 'start' ? '`start`' : '`exit` or `end`'}, and let edges lead to it.`,
    }),
  );
}

const startNode: WorkflowRule = {
  name: 'start_node',
  apply: (graph) => exactlyOne('start_node', graph, all(graph).filter(isStart), 'start', 'Mdiamond'),
};

const terminalNode: WorkflowRule = {
  name: 'terminal_node',
  apply: (graph) => exactlyOne('terminal_node', graph, all(graph).filter(isExit), 'exit', 'Msquare'),
};

const reachability: WorkflowRule = {
  name: 'reachability',
  apply: (graph) => {
    const start = all(graph).find(isStart);
    if (!start) return [];
    const reached = reachable(graph, start.id);
    return all(graph)
      .filter(({ id }) => !reached.has(id))
      .map((node) =>
        atNode('reachability', 'error', node, {
          message: `No edge leads from \`${start.id}\` to \`${node.id}\`: it would never run.`,
          fix: 'Add an edge that leads to it, or remove the node.',
        }),
      );
  },
};

const edgeTargetExists: WorkflowRule = {
  name: 'edge_target_exists',
  apply: (graph) =>
    graph.edges.flatMap((edge) =>
      (['from', 'to'] as const)
        .filter((end) => !graph.nodes.has(edge[end]))
        .map((end) => {
          const range = end === 'from' ? edge.fromRange : edge.toRange;
          const meant = closest(edge[end], graph.nodes.keys());
          const said = {
            message: `\`${edge[end]}\` is used in an edge, and not declared.`,
            fix: meant
              ? `Write \`${meant}\`, or declare \`${edge[end]}\` on a line of its own.`
              : `Declare it on a line of its own: \`${edge[end]} [label="..."]\`.`,
            ...(meant ? { edit: { range, newText: meant } } : {}),
          };
          return atEdge('edge_target_exists', 'error', edge, said, range);
        }),
    ),
};

const startNoIncoming: WorkflowRule = {
  name: 'start_no_incoming',
  apply: (graph) =>
    all(graph)
      .filter(isStart)
      .flatMap(({ id }) => edgesTo(graph, id))
      .map((edge) =>
        atEdge('start_no_incoming', 'error', edge, {
          message: `An edge leads back to the start node \`${edge.to}\`.`,
          fix: 'Let it lead to the first stage after the start.',
        }),
      ),
};

const exitNoOutgoing: WorkflowRule = {
  name: 'exit_no_outgoing',
  apply: (graph) =>
    all(graph)
      .filter(isExit)
      .flatMap(({ id }) => edgesFrom(graph, id))
      .map((edge) =>
        atEdge('exit_no_outgoing', 'error', edge, {
          message: `An edge leads out of the exit node \`${edge.from}\`.`,
          fix: 'Remove it; the run ends there.',
        }),
      ),
};

/** Ours: a run that enters such a node can only fail or go round. */
const exitReachable: WorkflowRule = {
  name: 'exit_reachable',
  apply: (graph) => {
    const exit = all(graph).find(isExit);
    if (!exit) return [];
    // What leads to a node that is not declared is another rule's business.
    const missing = graph.edges.map(({ to }) => to).filter((id) => !graph.nodes.has(id));
    const leads = new Set([exit.id, ...missing].flatMap((id) => [...reaching(graph, id)]));
    return all(graph)
      .filter(({ id }) => !leads.has(id))
      .map((node) => {
        const out = edgesFrom(graph, node.id);
        const loops = out.some(({ to }) => reachable(graph, to).has(node.id));
        const what = loops
          ? 'is in a cycle without an exit'
          : out.length > 0
            ? 'leads nowhere'
            : 'has no way on';
        return atNode('exit_reachable', 'error', node, {
          message: `\`${node.id}\` ${what}: no way leads from it to \`${exit.id}\`.`,
          fix: `Add an edge from it, or from a node after it, towards \`${exit.id}\`.`,
        });
      });
  },
};

/** Ours: an unvisited gate fails, so a way around one ends at the gate's retry target, or in a failure. */
const goalGateOnPath: WorkflowRule = {
  name: 'goal_gate_on_path',
  apply: (graph) => {
    const [start, exit] = [all(graph).find(isStart), all(graph).find(isExit)];
    if (!start || !exit) return [];
    return all(graph)
      .filter((node) => flagOf(node, 'goal_gate') && avoidable(graph, node.id, start.id, exit.id))
      .map((node) =>
        atNode('goal_gate_on_path', 'warning', node, {
          message: `A way leads from \`${start.id}\` to \`${exit.id}\` past the goal gate \`${node.id}\`, and a gate that was not visited fails.`,
          fix: 'Lead every way through it, or remove `goal_gate`.',
        }),
      );
  },
};

const nodeDeclaredOnce: WorkflowRule = {
  name: 'node_declared_once',
  apply: (graph) =>
    all(graph).flatMap((node) =>
      node.repeated.map((range) => ({
        ...{ rule: 'node_declared_once', severity: 'warning' as const, node: node.id, range },
        message: `\`${node.id}\` was declared in line ${node.range.line} already; the two are one node.`,
        fix: 'Take another name, or put all attributes into one declaration.',
      })),
    ),
};

export const structureRules: readonly WorkflowRule[] = [
  ...[startNode, terminalNode, reachability, edgeTargetExists, startNoIncoming, exitNoOutgoing],
  ...[exitReachable, goalGateOnPath, nodeDeclaredOnce],
];
