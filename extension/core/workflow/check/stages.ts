// Rules about what a stage needs to do its work: a prompt, a command, a way back, distinct choices, one place to meet.
import { choicesOf, normalLabel } from '../choices.ts';
import { edgesFrom, flagOf, textOf, type Attributes, type Workflow, type WorkflowNode } from '../graph.ts';
import { handlerType } from '../handlers.ts';
import { judgedLater } from '../judged.ts';
import { branchesOf, joinOf } from '../paths.ts';
import { atEdge, atGraph, atNode, closest, type Diagnostic, type WorkflowRule } from './diagnostic.ts';

const ofType = (graph: Workflow, type: string) =>
  [...graph.nodes.values()].filter((node) => handlerType(node) === type);

const forNodes =
  (
    name: string,
    check: (node: WorkflowNode, graph: Workflow) => readonly Diagnostic[],
  ): WorkflowRule['apply'] =>
  (graph) =>
    [...graph.nodes.values()].flatMap((node) => check(node, graph));

const targetKeys = ['retry_target', 'fallback_retry_target'] as const;

function unknownTargets(graph: Workflow, attributes: Attributes) {
  return targetKeys.flatMap((key) => {
    const target = attributes.get(key);
    if (!target || target.value === '' || graph.nodes.has(String(target.value))) return [];
    const meant = closest(String(target.value), graph.nodes.keys());
    const said = {
      message: `\`${key}\` names \`${String(target.value)}\`, and there is no such node.`,
      fix: meant ? `Write \`${meant}\`.` : 'Write the name of a node.',
      ...(meant ? { edit: { range: target.valueRange, newText: `"${meant}"` } } : {}),
    };
    return [{ target, said }];
  });
}

const retryTargetExists: WorkflowRule = {
  name: 'retry_target_exists',
  apply: (graph) => [
    ...unknownTargets(graph, graph.attributes).map(({ target, said }) =>
      atGraph('retry_target_exists', 'warning', graph, said, target),
    ),
    ...[...graph.nodes.values()].flatMap((node) =>
      unknownTargets(graph, node.attributes).map(({ target, said }) =>
        atNode('retry_target_exists', 'warning', node, said, target),
      ),
    ),
  ],
};

const goalGateHasRetry: WorkflowRule = {
  name: 'goal_gate_has_retry',
  apply: forNodes('goal_gate_has_retry', (node, graph) => {
    const has = (of: { readonly attributes: Attributes }) => targetKeys.some((key) => textOf(of, key) !== '');
    if (!flagOf(node, 'goal_gate') || has(node) || has(graph)) return [];
    return [
      atNode('goal_gate_has_retry', 'warning', node, {
        message: `When the goal gate \`${node.id}\` does not succeed, the run fails: nothing says where to try again.`,
        fix: 'Add `retry_target`, to the node or to the graph.',
      }),
    ];
  }),
};

const promptOnModelNodes: WorkflowRule = {
  name: 'prompt_on_llm_nodes',
  apply: (graph) =>
    ofType(graph, 'codergen')
      .filter((node) => textOf(node, 'prompt').trim() === '')
      .map((node) => {
        const label = textOf(node, 'label');
        return atNode('prompt_on_llm_nodes', 'warning', node, {
          message: `\`${node.id}\` has no prompt: the model would be told "${label || node.id}" and nothing more.`,
          fix: 'Add `prompt="..."`.',
        });
      }),
};

/** Ours: text from a model is no success by itself. */
const codergenJudged: WorkflowRule = {
  name: 'codergen_judged',
  apply: (graph) =>
    ofType(graph, 'codergen')
      .filter((node) => !flagOf(node, 'auto_status') && !judgedLater(graph, node.id))
      .map((node) =>
        atNode('codergen_judged', 'info', node, {
          message: `Nothing judges \`${node.id}\` on some way to the exit; unless it writes its status, it counts as failed.`,
          fix: 'Put a `guardrails`, `scenarios` or `tool` node after it, let it write `status.json`, or set `auto_status=true`.',
        }),
      ),
};

const toolHasCommand: WorkflowRule = {
  name: 'tool_has_command',
  apply: (graph) =>
    ofType(graph, 'tool')
      .filter((node) => textOf(node, 'tool_command').trim() === '')
      .map((node) =>
        atNode('tool_has_command', 'error', node, {
          message: `\`${node.id}\` has no command to run.`,
          fix: 'Add `tool_command="..."`.',
        }),
      ),
};

const scenariosHaveSplit: WorkflowRule = {
  name: 'scenarios_have_split',
  apply: (graph) =>
    ofType(graph, 'scenarios')
      .filter((node) => textOf(node, 'split') === '')
      .map((node) =>
        atNode('scenarios_have_split', 'error', node, {
          message: `\`${node.id}\` does not say which scenarios it asks for.`,
          fix: 'Add `split=validation`, or `split=sealed`.',
        }),
      ),
};

/** Ours: an answer that could mean two choices is refused, so they have to differ. */
const choicesDiffer: WorkflowRule = {
  name: 'choices_differ',
  apply: (graph) =>
    ofType(graph, 'wait.human').flatMap((node) => {
      const edges = edgesFrom(graph, node.id);
      const choices = choicesOf(graph, node.id);
      const fallback = node.attributes.get('human.default_choice');
      const unknown = fallback && !choices.some(({ to }) => to === fallback.value);
      return [
        ...edges.flatMap((edge, at) => {
          const [mine, first] = [choices[at], choices.slice(0, at)];
          const same = first.find(
            (one) => mine && (one.key === mine.key || normalLabel(one.label) === normalLabel(mine.label)),
          );
          if (!mine || !same) return [];
          const message = `The choices "${same.label}" and "${mine.label}" of \`${node.id}\` are both selected by \`${mine.key}\`.`;
          return [
            atEdge('choices_differ', 'error', edge, {
              message,
              fix: 'Begin each label with a key of its own: `[A] Approve`.',
            }),
          ];
        }),
        ...(unknown
          ? [
              atNode(
                ...(['choices_differ', 'error', node] as const),
                {
                  message: `\`human.default_choice\` names \`${String(fallback.value)}\`, and no edge of \`${node.id}\` leads there.`,
                  fix: `Write ${choices.map(({ to }) => `\`${to}\``).join(' or ')}.`,
                },
                fallback,
              ),
            ]
          : []),
      ];
    }),
};

/** Ours: after its branches a parallel node goes on at the fan-in where they meet, and at no other node. */
const parallelJoins: WorkflowRule = {
  name: 'parallel_joins',
  apply: (graph) =>
    ofType(graph, 'parallel').flatMap((node) => {
      const branches = branchesOf(graph, node.id);
      const heads = branches.map(({ head }) => head);
      const empty = edgesFrom(graph, node.id).filter((_, at) => branches[at]?.nodes.size === 0);
      const twice = edgesFrom(graph, node.id).filter(({ to }, at) => heads.indexOf(to) !== at);
      const shared = branches.flatMap(({ nodes }, at) =>
        [...nodes].filter((id) => branches.slice(0, at).some((other) => other.nodes.has(id))),
      );
      return [
        ...empty.map((edge) =>
          atEdge('parallel_joins', 'error', edge, {
            message: `A branch of \`${node.id}\` has no stage: the edge leads straight to \`${edge.to}\`.`,
            fix: 'Remove the edge, or put a stage between the two.',
          }),
        ),
        ...twice.map((edge) =>
          atEdge('parallel_joins', 'error', edge, {
            message: `\`${edge.to}\` is a branch of \`${node.id}\` already.`,
            fix: 'Give each branch a first node of its own.',
          }),
        ),
        ...(joinOf(graph, node.id) === null
          ? [
              atNode('parallel_joins', 'error', node, {
                message: `The branches of \`${node.id}\` do not all meet at one fan-in.`,
                fix: 'Lead every branch to the same node of shape `tripleoctagon`, and none to the exit before it.',
              }),
            ]
          : twice.length === 0 && shared.length > 0
            ? [
                atNode('parallel_joins', 'error', node, {
                  message: `Branches of \`${node.id}\` share \`${shared[0]}\` before they meet.`,
                  fix: 'Give each branch nodes of its own: each has its own folder and its own worktree.',
                }),
              ]
            : []),
      ];
    }),
};

export const stageRules: readonly WorkflowRule[] = [
  ...[retryTargetExists, goalGateHasRetry, promptOnModelNodes],
  ...[codergenJudged, toolHasCommand, scenariosHaveSplit, choicesDiffer, parallelJoins],
];
