// Between parsing and checking: the stylesheet, `$goal`, transforms of others; and conditions.
import { expect, test } from 'vitest';
import { conditionHolds } from './condition.ts';
import { textOf, type Workflow } from './graph.ts';
import { stageStatuses } from './outcome.ts';
import { prepareWorkflow, type Transform } from './prepare.ts';

const ends = 'start [shape=Mdiamond] exit [shape=Msquare]';

function prepared(text: string, transforms: readonly Transform[] = []): Workflow {
  const made = prepareWorkflow(text, { transforms });
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.graph;
}

const of = (graph: Workflow, key: string) =>
  Object.fromEntries([...graph.nodes.values()].map((node) => [node.id, textOf(node, key)]));

const sheet = (rules: string, nodes: string) =>
  prepared(`digraph G { model_stylesheet="${rules}" ${ends} ${nodes} start -> a -> b -> exit }`);

test('the stylesheet is read from the graph and sets models by `*`', () => {
  const graph = sheet(
    '* { llm_model: claude-sonnet-4-5; llm_provider: anthropic; }',
    'a [prompt=x] b [prompt=x]',
  );
  expect([of(graph, 'llm_model').a, of(graph, 'llm_provider').b]).toEqual(['claude-sonnet-4-5', 'anthropic']);
});

test('selectors by shape match the shape, which is box where none is written', () => {
  const graph = sheet('box { llm_model: \\"claude-opus-4-6\\" }', 'a [prompt=x] b [shape=hexagon]');
  expect(of(graph, 'llm_model')).toMatchObject({ a: 'claude-opus-4-6', b: '' });
});

test('selectors by class match `class`, and classes of subgraphs', () => {
  const graph = sheet(
    '.fast { llm_model: small } .loop-a { reasoning_effort: low }',
    'a [prompt=x, class="code,fast"] subgraph s { label="Loop A" b [prompt=x] }',
  );
  expect([
    of(graph, 'llm_model').a,
    of(graph, 'reasoning_effort').b,
    of(graph, 'reasoning_effort').a,
  ]).toEqual(['small', 'low', '']);
});

test('selectors by id match one node', () => {
  expect(
    of(sheet('#b { reasoning_effort: \\"high\\" }', 'a [prompt=x] b [prompt=x]'), 'reasoning_effort'),
  ).toMatchObject({ a: '', b: 'high' });
});

test('universal < shape < class < id, whatever the order; of one rank the later wins', () => {
  const rules = [
    '#a { llm_model: id }',
    '.c { llm_model: class }',
    'box { llm_model: shape }',
    '* { llm_model: all }',
  ];
  for (const [at, wins] of [
    [0, 'id'],
    [1, 'class'],
    [2, 'shape'],
    [3, 'all'],
  ] as const)
    expect(of(sheet(rules.slice(at).join(' '), 'a [prompt=x, class=c] b [prompt=x]'), 'llm_model').a).toBe(
      wins,
    );
  expect(
    of(sheet('* { llm_model: one } * { llm_model: two }', 'a [prompt=x] b [prompt=x]'), 'llm_model').a,
  ).toBe('two');
});

test('what a node says itself stays; what it took from defaults does not', () => {
  const graph = sheet(
    '* { llm_model: sheet }',
    'node [llm_model=default] a [prompt=x, llm_model=own] b [prompt=x]',
  );
  expect(of(graph, 'llm_model')).toMatchObject({ a: 'own', b: 'sheet' });
});

test('$goal in prompts becomes the goal, as plain text', () => {
  const graph = prepared(
    `digraph G { goal="Spend $& now" ${ends} a [prompt="Do: $goal. Again: $goal", auto_status=true] start -> a -> exit }`,
  );
  expect(of(graph, 'prompt').a).toBe('Do: Spend $& now. Again: Spend $& now');
});

test('transforms run in their order between parsing and checking, and may add what is checked', () => {
  const relabel =
    (label: string): Transform =>
    (graph) => ({
      ...graph,
      name: `${graph.name}${label}`,
    });
  const drop: Transform = (graph) => ({
    ...graph,
    nodes: new Map([...graph.nodes].filter(([id]) => id !== 'orphan')),
  });
  const text = `digraph G { ${ends} a [prompt=x, auto_status=true] orphan start -> a -> exit }`;
  expect(prepareWorkflow(text).ok).toBe(false);
  expect(prepared(text, [relabel('1'), drop, relabel('2')]).name).toBe('G12');
});

const outcome = (status: 'success' | 'fail' | 'partial_success', preferredLabel?: string) => ({
  status,
  preferredLabel,
});

test.each([
  ['outcome=success', true],
  ['outcome=fail', false],
  ['outcome!=fail', true],
  ['outcome != success', false],
  ['preferred_label="Fix it"', true],
  ['preferred_label=Fix', false],
  ['context.tests_passed=true', true],
  ['context.human.gate.selected=A', true],
  ['context.count=3', true],
  ['context.missing=""', true],
  ['context.missing=x', false],
  ['context.missing!=x', true],
  ['context.toString=""', true],
  ['outcome=success && context.tests_passed=true && context.count!=4', true],
  ['outcome=success && context.tests_passed=false', false],
  ['outcome=Success', false],
  ['', true],
  ['  ', true],
  ['context.tests_passed', false],
  ['outcome=success &&', false],
])('the condition %j is %s', (condition, holds) => {
  const context = { 'context.tests_passed': true, 'human.gate.selected': 'A', count: 3 };
  expect(conditionHolds(condition, outcome('success', 'Fix it'), context)).toBe(holds);
});

test('an empty condition is always true', () => {
  for (const status of stageStatuses) expect(conditionHolds('', { status }, {})).toBe(true);
});
