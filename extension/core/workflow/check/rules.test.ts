// Every rule: a workflow that breaks it, where it says so, and that a good workflow hears nothing.
import { describe, expect, test } from 'vitest';
import { knownTypes } from '../handlers.ts';
import { parseWorkflow } from '../build-graph.ts';
import { prepareWorkflow, validateOrRaise, validateWorkflow, workflowRules } from '../prepare.ts';
import type { WorkflowRule } from './diagnostic.ts';

const graph = (text: string) => {
  const read = parseWorkflow(text);
  if (!read.ok) throw new Error(read.fault.message);
  return read.value;
};

/** `rule severity "text at the place"`, of one rule or of all. */
function said(text: string, rule?: string): string[] {
  return prepareWorkflow(text)
    .diagnostics.filter((one) => rule === undefined || one.rule === rule)
    .map(({ rule, severity, range }) => `${rule} ${severity} ${text.slice(range.offset, range.endOffset)}`);
}

const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';
const work = 'work [prompt="Do it", auto_status=true]';
const good = `digraph G { ${ends} ${work} start -> work -> exit }`;

test('a good workflow hears nothing', () => {
  expect(prepareWorkflow(good)).toMatchObject({ ok: true, diagnostics: [] });
});

test('a syntax error is the one diagnostic', () => {
  expect(said('digraph G { a -- b }')).toEqual(['syntax error --']);
});

describe('the thirteen of the NLSpec', () => {
  test.each([
    ['start_node', `digraph G { exit [shape=Msquare] ${work} work -> exit }`, ['start_node error digraph']],
    [
      'start_node',
      `digraph G { ${ends} Start ${work} start -> work -> exit Start -> work }`,
      ['start_node error Start'],
    ],
    [
      'terminal_node',
      `digraph G { start [shape=Mdiamond] ${work} start -> work }`,
      ['terminal_node error digraph'],
    ],
    [
      'terminal_node',
      `digraph G { ${ends} end ${work} start -> work -> exit work -> end }`,
      ['terminal_node error end'],
    ],
    [
      'reachability',
      `digraph G { ${ends} ${work} orphan start -> work -> exit orphan -> exit }`,
      ['reachability error orphan'],
    ],
    [
      'edge_target_exists',
      `digraph G { ${ends} ${work} start -> work -> exit work -> missing }`,
      ['edge_target_exists error missing'],
    ],
    [
      'start_no_incoming',
      `digraph G { ${ends} ${work} start -> work -> exit work -> start }`,
      ['start_no_incoming error work -> start'],
    ],
    [
      'exit_no_outgoing',
      `digraph G { ${ends} ${work} start -> work -> exit -> work }`,
      ['exit_no_outgoing error exit -> work'],
    ],
    [
      'condition_syntax',
      `digraph G { ${ends} ${work} start -> work -> exit [condition="outcome=success || x=1"] }`,
      ['condition_syntax error ||', 'condition_syntax error ||'],
    ],
    [
      'condition_syntax',
      `digraph G { ${ends} ${work} start -> work -> exit [condition="passed=true"] }`,
      ['condition_syntax error passed', 'condition_syntax error passed'],
    ],
    [
      'stylesheet_syntax',
      `digraph G { model_stylesheet="* { color: red; }" ${ends} ${work} start -> work -> exit }`,
      ['stylesheet_syntax error color'],
    ],
    [
      'type_known',
      `digraph G { ${ends} ${work} start -> work -> exit work [type=guardrial] }`,
      ['type_known warning guardrial'],
    ],
    [
      'fidelity_valid',
      `digraph G { default_fidelity="some" ${ends} ${work} start -> work -> exit }`,
      ['fidelity_valid warning "some"'],
    ],
    [
      'retry_target_exists',
      `digraph G { retry_target=work2 ${ends} ${work} start -> work -> exit }`,
      ['retry_target_exists warning work2'],
    ],
    [
      'goal_gate_has_retry',
      `digraph G { ${ends} work [prompt=x, auto_status=true, goal_gate=true] start -> work -> exit }`,
      ['goal_gate_has_retry warning work'],
    ],
    [
      'prompt_on_llm_nodes',
      `digraph G { ${ends} bare [auto_status=true] start -> bare -> exit }`,
      ['prompt_on_llm_nodes warning bare'],
    ],
  ])('%s', (rule, text, diagnostics) => {
    expect(said(text, rule).map((one) => one.trim())).toEqual(diagnostics);
  });

  test('all thirteen are there, and each names its rule', () => {
    expect(workflowRules.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...[
          'start_node',
          'terminal_node',
          'reachability',
          'edge_target_exists',
          'start_no_incoming',
          'exit_no_outgoing',
        ],
        ...['condition_syntax', 'stylesheet_syntax', 'type_known', 'fidelity_valid', 'retry_target_exists'],
        ...['goal_gate_has_retry', 'prompt_on_llm_nodes'],
      ]),
    );
    expect(new Set(workflowRules.map(({ name }) => name)).size).toBe(workflowRules.length);
  });

  test('a goal gate is content with a retry target of the graph', () => {
    expect(
      said(
        `digraph G { retry_target=work ${ends} work [prompt=x, auto_status=true, goal_gate=true] start -> work -> exit }`,
      ),
    ).toEqual([]);
  });
});

describe('ours', () => {
  test.each([
    [
      'exit_reachable',
      `digraph G { ${ends} ${work} a [prompt=x] b [prompt=x] start -> work -> exit work -> a -> b -> a }`,
      ['exit_reachable error a', 'exit_reachable error b'],
    ],
    [
      'exit_reachable',
      `digraph G { ${ends} ${work} dead [prompt=x] start -> work -> exit work -> dead }`,
      ['exit_reachable error dead'],
    ],
    [
      'goal_gate_on_path',
      `digraph G { retry_target=work ${ends} ${work} gate [prompt=x, goal_gate=true] start -> work -> exit work -> gate -> exit }`,
      ['goal_gate_on_path warning gate'],
    ],
    [
      'node_declared_once',
      `digraph G { ${ends} ${work} start -> work -> exit work [label=again] }`,
      ['node_declared_once warning work'],
    ],
    [
      'handler_found',
      `digraph G { ${ends} ${work} m [shape=house] start -> work -> m -> exit }`,
      ['handler_found error m'],
    ],
    [
      'handler_found',
      `digraph G { ${ends} ${work} m [shape=hexagn] start -> work -> m -> exit }`,
      ['handler_found error hexagn'],
    ],
    [
      'attribute_type',
      `digraph G { ${ends} work [prompt=x, max_retries=many, timeout=5, goal_gate=yes, join_policy=both] start -> work -> exit }`,
      [
        'attribute_type error many',
        'attribute_type error 5',
        'attribute_type error yes',
        'attribute_type error both',
      ],
    ],
    [
      'attribute_known',
      `digraph G { ${ends} work [prompt=x, max_retry=3, color=red] start -> work -> exit [wieght=1] }`,
      ['attribute_known warning 3', 'attribute_known warning 1'],
    ],
    [
      'condition_value',
      `digraph G { ${ends} ${work} start -> work work -> exit [condition="outcome=failed"] }`,
      ['condition_value warning "outcome=failed"'],
    ],
    [
      'codergen_judged',
      `digraph G { ${ends} bare [prompt=x] start -> bare -> exit }`,
      ['codergen_judged info bare'],
    ],
    [
      'tool_has_command',
      `digraph G { ${ends} t [shape=parallelogram] start -> t -> exit }`,
      ['tool_has_command error t'],
    ],
    [
      'scenarios_have_split',
      `digraph G { ${ends} s [type=scenarios] start -> s -> exit }`,
      ['scenarios_have_split error s'],
    ],
    [
      'choices_differ',
      `digraph G { ${ends} ${work} ask [shape=hexagon, human.default_choice=no] start -> ask ask -> work [label="[A] Go"] ask -> exit [label="Abort"] work -> exit }`,
      ['choices_differ error no', 'choices_differ error ask -> exit'],
    ],
    [
      'parallel_joins',
      `digraph G { ${ends} p [shape=component] a [prompt=x] b [prompt=x] j [shape=tripleoctagon] start -> p p -> a -> j p -> b -> exit j -> exit }`,
      ['parallel_joins error p'],
    ],
    [
      'parallel_joins',
      `digraph G { ${ends} p [shape=component] a [prompt=x] b [prompt=x] j [shape=tripleoctagon] start -> p p -> a -> b p -> b -> j j -> exit }`,
      ['parallel_joins error p'],
    ],
    [
      'parallel_joins',
      `digraph G { ${ends} p [shape=component] a [prompt=x] j [shape=tripleoctagon] start -> p p -> a -> j p -> a [label=again] j -> exit }`,
      ['parallel_joins error p -> a'],
    ],
  ])('%s', (rule, text, diagnostics) => {
    expect(said(text, rule)).toEqual(diagnostics);
  });

  test('a gate in a branch of a parallel node is on the path: all branches are taken', () => {
    const text = (gate: string) =>
      `digraph G { retry_target=p ${ends} p [shape=component] a [prompt=x] ${gate} c [prompt=x] j [shape=tripleoctagon] start -> p p -> a -> j p -> c -> b -> j c -> j [condition="outcome=fail"] j -> exit }`;
    expect(said(text('b [prompt=x]').replace('a [', 'a [goal_gate=true, '), 'goal_gate_on_path')).toEqual([]);
    expect(said(text('b [prompt=x, goal_gate=true]'), 'goal_gate_on_path')).toHaveLength(1);
  });

  test('a gate in a branch is not on the path when its parallel node can be passed by', () => {
    const text = `digraph G { retry_target=p ${ends} w [prompt=x] p [shape=component] a [prompt=x, goal_gate=true] b [prompt=x] j [shape=tripleoctagon] start -> w w -> p [condition="outcome=success"] w -> exit [condition="outcome=fail"] p -> a -> j p -> b -> j j -> exit }`;
    expect(said(text, 'goal_gate_on_path')).toEqual(['goal_gate_on_path warning a']);
  });

  test('parallel nodes may nest', () => {
    const text = `digraph G { ${ends} p [shape=component] q [shape=component] a [prompt=x] b [prompt=x] c [prompt=x] i [shape=tripleoctagon] j [shape=tripleoctagon]
      start -> p p -> q q -> a -> i q -> b -> i i -> j p -> c -> j j -> exit }`;
    expect(said(text).filter((one) => !one.includes(' info '))).toEqual([]);
  });

  test('a stage that guardrails judge needs no status of its own', () => {
    expect(said(`digraph G { ${ends} a [prompt=x] g [type=guardrails] start -> a -> g -> exit }`)).toEqual(
      [],
    );
  });
});

test('a diagnostic carries rule, severity, node or edge, message, place and fix', () => {
  const { diagnostics } = prepareWorkflow(
    `digraph G {\n  ${ends}\n  worx [prompt="x", auto_status=true]\n  start -> work\n  worx -> exit\n}`,
  );
  expect(diagnostics[1]).toMatchObject({
    rule: 'reachability',
    severity: 'error',
    node: 'worx',
    fix: 'Add an edge that leads to it, or remove the node.',
  });
  expect(diagnostics[2]).toEqual({
    ...{ rule: 'edge_target_exists', severity: 'error', edge: ['start', 'work'] },
    message: '`work` is used in an edge, and not declared.',
    fix: 'Write `worx`, or declare `work` on a line of its own.',
    range: { line: 4, column: 12, endLine: 4, endColumn: 16, offset: 107, endOffset: 111 },
    edit: { newText: 'worx', range: expect.objectContaining({ offset: 107, endOffset: 111 }) },
  });
});

test('validateOrRaise throws what the errors say, and hands out warnings', () => {
  expect(() => validateOrRaise(graph('digraph G { a b a -> c }'))).toThrow(
    /1:1 start_node: The workflow has no start node\.\n/,
  );
  const warned = validateOrRaise(
    graph(`digraph G { ${ends} bare [auto_status=true] start -> bare -> exit }`),
  );
  expect(warned.map(({ rule }) => rule)).toEqual(['prompt_on_llm_nodes']);
});

test('a rule of others runs after ours, and types of others are known', () => {
  const short: WorkflowRule = {
    name: 'short',
    apply: (of) =>
      [...of.nodes.values()]
        .filter(({ id }) => id.length > 5)
        .map(({ id, range }) => ({ rule: 'short', severity: 'error', message: id, node: id, range })),
  };
  const text = `digraph G { ${ends} long_one [type=mine] start -> long_one -> exit }`;
  expect(prepareWorkflow(text, { rules: [short], types: ['mine'] })).toMatchObject({
    ok: false,
    diagnostics: [{ rule: 'short' }],
  });
  expect(validateWorkflow(graph(text), [], { types: knownTypes }).map(({ rule }) => rule)).toEqual([
    'type_known',
  ]);
});

test('the examples of the NLSpec hear no error but what we decided otherwise', () => {
  const review = `digraph Review { rankdir=LR start [shape=Mdiamond, label="Start"] exit [shape=Msquare, label="Exit"]
    review_gate [ shape=hexagon, label="Review Changes", type="wait.human" ]
    start -> review_gate review_gate -> ship_it [label="[A] Approve"] review_gate -> fixes [label="[F] Fix"] ship_it -> exit fixes -> review_gate }`;
  const rules = (text: string) => [
    ...new Set(
      prepareWorkflow(text)
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ rule }) => rule),
    ),
  ];
  expect(rules(review)).toEqual(['edge_target_exists']);
  const smoke = `digraph test_pipeline { graph [goal="Create a hello world Python script"]
    start [shape=Mdiamond] plan [shape=box, prompt="Plan how to create a hello world script for: $goal"]
    implement [shape=box, prompt="Write the code based on the plan", goal_gate=true] review [shape=box, prompt="Review the code for correctness"] done [shape=Msquare]
    start -> plan plan -> implement implement -> review [condition="outcome=success"] implement -> plan [condition="outcome=fail", label="Retry"]
    review -> done [condition="outcome=success"] review -> implement [condition="outcome=fail", label="Fix"] }`;
  expect(rules(smoke)).toEqual([]);
});
