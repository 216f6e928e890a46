// The graph that a text means: attributes and their types, defaults and scopes, chains, subgraphs, comments.
import { expect, test } from 'vitest';
import { parseWorkflow } from './build-graph.ts';
import { durationOf, flagOf, numberOf, textOf, type Workflow } from './graph.ts';
import { handlerType, isExit, isStart, startOf } from './handlers.ts';

function graph(text: string): Workflow {
  const read = parseWorkflow(text);
  if (!read.ok) throw new Error(read.fault.message);
  return read.value;
}

const node = (of: Workflow, id: string) => {
  const found = of.nodes.get(id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
};
const arrows = (of: Workflow) => of.edges.map(({ from, to }) => `${from} -> ${to}`);
const values = (of: Workflow, id: string) =>
  Object.fromEntries([...node(of, id).attributes].map(([key, { type, value }]) => [key, [type, value]]));

test('a linear pipeline is nodes and edges in the order of the file', () => {
  const of = graph(
    'digraph Simple { start [shape=Mdiamond] a b done [shape=Msquare] start -> a -> b -> done }',
  );
  expect([of.name, [...of.nodes.keys()], arrows(of)]).toEqual([
    ...['Simple', ['start', 'a', 'b', 'done']],
    ['start -> a', 'a -> b', 'b -> done'],
  ]);
});

test('graph, node and edge attribute blocks are accepted', () => {
  const of = graph('digraph G { graph [goal="x"] node [shape=box] edge [weight=1] a b a -> b }');
  expect([textOf(of, 'goal'), textOf(node(of, 'a'), 'shape'), numberOf(of.edges[0] ?? of, 'weight')]).toEqual(
    ['x', 'box', 1],
  );
});

test('goal, label and model_stylesheet are read from the block and from declarations', () => {
  const of = graph(
    'digraph G { graph [goal="Do it",\n model_stylesheet="\n * { llm_model: m; }\n"] label="Nice"; rankdir=LR }',
  );
  expect(['goal', 'label', 'model_stylesheet', 'rankdir'].map((key) => textOf(of, key))).toEqual([
    'Do it',
    'Nice',
    '\n * { llm_model: m; }\n',
    'LR',
  ]);
});

test('attributes of a node may span lines, with and without quotes, in each type', () => {
  const of = graph(`digraph G { a [
    label="Say \\"hi\\"\\n\\tnow \\\\",
    shape=hexagon, max_retries=3, score=-.5,
    goal_gate=true, timeout=15m, human.default_choice="b",
  ] }`);
  expect(values(of, 'a')).toEqual({
    ...{ label: ['string', 'Say "hi"\n\tnow \\'], shape: ['word', 'hexagon'], max_retries: ['integer', 3] },
    ...{ score: ['float', -0.5], goal_gate: ['boolean', true], timeout: ['duration', 900_000] },
    'human.default_choice': ['string', 'b'],
  });
});

test.each([
  ['250ms', 250],
  ['900s', 900_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('the duration %s is %i milliseconds, quoted or not', (text, ms) => {
  const of = graph(`digraph G { a [timeout=${text}] b [timeout="${text}"] }`);
  expect([durationOf(node(of, 'a'), 'timeout'), durationOf(node(of, 'b'), 'timeout')]).toEqual([ms, ms]);
});

test('label, condition and weight of an edge are read', () => {
  const [edge] = graph(
    'digraph G { a b a -> b [label="Yes", condition="outcome=success && context.x!=1", weight=7] }',
  ).edges;
  expect(edge && ['label', 'condition', 'weight'].map((key) => textOf(edge, key))).toEqual([
    'Yes',
    'outcome=success && context.x!=1',
    '7',
  ]);
});

test('a chain is an edge for each pair, and its attributes hold for all of them', () => {
  const of = graph('digraph G { A B C D A -> B -> C -> D [label="next"] }');
  expect(of.edges.map((edge) => `${edge.from} -> ${edge.to} ${textOf(edge, 'label')}`)).toEqual([
    'A -> B next',
    'B -> C next',
    'C -> D next',
  ]);
});

test('defaults hold for what follows them in their block, and a node overrides them', () => {
  const of = graph(`digraph G {
    early
    node [timeout="900s"] edge [weight=2]
    subgraph s { node [thread_id="t", timeout="1s"] edge [weight=3] Plan Implement [timeout="1800s"] Plan -> Implement }
    late
    early -> late
  }`);
  const timeouts = ['early', 'Plan', 'Implement', 'late'].map((id) => textOf(node(of, id), 'timeout'));
  expect(timeouts).toEqual(['', '1s', '1800s', '900s']);
  expect(['Plan', 'Implement', 'late'].map((id) => textOf(node(of, id), 'thread_id'))).toEqual([
    't',
    't',
    '',
  ]);
  expect(of.edges.map((edge) => numberOf(edge, 'weight'))).toEqual([3, 2]);
  expect(node(of, 'Plan').attributes.get('timeout')?.given).toBe('default');
});

test('subgraphs are flattened; their labels become classes, also of what is nested', () => {
  const of = graph(`digraph G {
    subgraph cluster_loop { Plan [class="fast, cheap"] label = "Loop A!" subgraph { graph [label="In ner"] Deep } }
    Out
  }`);
  expect([...of.nodes.keys()]).toEqual(['Plan', 'Deep', 'Out']);
  expect(['Plan', 'Deep', 'Out'].map((id) => node(of, id).classes)).toEqual([
    ['loop-a', 'fast', 'cheap'],
    ['loop-a', 'in-ner'],
    [],
  ]);
  expect([node(of, 'Deep').subgraph, of.attributes.has('label')]).toEqual(['in-ner', false]);
});

test('comments count as white space, but not inside a text', () => {
  const of = graph(
    '// one\ndigraph G { /* two */ a [label="http://x /* y */"] // three\n b a -> /* four */ b }',
  );
  expect([textOf(node(of, 'a'), 'label'), arrows(of)]).toEqual(['http://x /* y */', ['a -> b']]);
});

test('a node that is declared again keeps its place and gains attributes', () => {
  const of = graph('digraph G {\n a [label="A"]\n b\n a [shape=hexagon]\n}');
  const a = node(of, 'a');
  expect([textOf(a, 'label'), textOf(a, 'shape'), a.range.line, a.repeated.map(({ line }) => line)]).toEqual([
    'A',
    'hexagon',
    2,
    [4],
  ]);
});

test('ranges lead back to the text', () => {
  const text = 'digraph G {\n  plan [prompt="x"]\n  plan -> done\n}';
  const of = graph(text);
  const cut = ({ offset, endOffset }: { offset: number; endOffset: number }) => text.slice(offset, endOffset);
  const [edge] = of.edges;
  expect(edge && [edge.range, edge.fromRange, edge.toRange].map(cut)).toEqual([
    'plan -> done',
    'plan',
    'done',
  ]);
  expect(cut(node(of, 'plan').attributes.get('prompt')?.valueRange ?? node(of, 'plan').range)).toBe('"x"');
  expect(of.nodes.has('done')).toBe(false);
});

test('names that JavaScript knows are names like others', () => {
  const of = graph('digraph G { __proto__ [constructor=1] toString __proto__ -> toString }');
  expect([...of.nodes.keys(), arrows(of), textOf(node(of, 'toString'), 'constructor')]).toEqual([
    '__proto__',
    'toString',
    ['__proto__ -> toString'],
    '',
  ]);
});

test('the handler of a node follows from type, then shape, then name', () => {
  const shapes = [
    'Mdiamond',
    'Msquare',
    'box',
    'hexagon',
    'diamond',
    'component',
    'tripleoctagon',
    'parallelogram',
    'house',
  ];
  const of = graph(
    `digraph G { ${shapes.map((shape) => `n_${shape} [shape=${shape}]`).join(' ')} bare typed [shape=hexagon, type=guardrails] }`,
  );
  expect([...of.nodes.values()].map(handlerType)).toEqual([
    ...['start', 'exit', 'codergen', 'wait.human', 'conditional', 'parallel', 'parallel.fan_in', 'tool'],
    ...['stack.manager_loop', 'codergen', 'guardrails'],
  ]);
});

test('a start or exit by name needs no shape', () => {
  const of = graph('digraph G { node [shape=box] start end work start -> work -> end }');
  const { start, end, work } = Object.fromEntries(of.nodes);
  expect([start && handlerType(start), end && handlerType(end), work && isStart(work)]).toEqual([
    'start',
    'exit',
    false,
  ]);
  expect([startOf(of)?.id, end && isExit(end), start && flagOf(start, 'goal_gate')]).toEqual([
    'start',
    true,
    false,
  ]);
});
