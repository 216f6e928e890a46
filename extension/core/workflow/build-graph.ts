// From statements to a graph: scopes and defaults applied, chains taken apart, subgraphs flattened into classes.
// Invariant: a statement changes what stands after it in its own block, never what stands before or outside.
import { lineStarts, rangeOf } from '../spec/lines.ts';
import type { Range } from '../spec/model.ts';
import type { Attribute, Attributes, Given, Workflow, WorkflowEdge, WorkflowNode } from './graph.ts';
import type { AstAttribute, AstGraph, AstStatement, Span } from './grammar/attractor.mjs';
import { readGraph, type Parsed } from './syntax.ts';

/** The graph of a `.dot` text, or the first syntax error in it. */
export function parseWorkflow(text: string): Parsed<Workflow> {
  const read = readGraph(text);
  return read.ok ? { ok: true, value: graphOf(read.value, text) } : read;
}

interface Scope {
  readonly node: Map<string, Attribute>;
  readonly edge: Map<string, Attribute>;
  readonly classes: readonly string[];
  readonly subgraph: string | null;
}

interface Building {
  readonly attributes: Map<string, Attribute>;
  readonly nodes: Map<string, WorkflowNode>;
  readonly edges: WorkflowEdge[];
  readonly range: (span: Span) => Range;
}

function graphOf({ id, body }: AstGraph, source: string): Workflow {
  const starts = lineStarts(source);
  const building: Building = {
    ...{ attributes: new Map(), nodes: new Map(), edges: [] },
    range: ({ offset, end }) => rangeOf(source, starts, offset, end),
  };
  addAll(building, body, { node: new Map(), edge: new Map(), classes: [], subgraph: null }, true);
  const { attributes, nodes, edges } = building;
  return { name: id, attributes, nodes, edges, source };
}

function addAll(building: Building, body: readonly AstStatement[], scope: Scope, top: boolean): void {
  for (const statement of body) {
    if (statement.kind === 'subgraph') addAll(building, statement.body, inner(statement.body, scope), false);
    else if (statement.kind === 'defaults') addDefaults(building, statement, scope, top);
    else if (statement.kind === 'attribute') {
      if (top) put(building.attributes, [statement.attribute], 'own', building);
    } else if (statement.kind === 'node') addNode(building, statement, scope);
    else addEdges(building, statement, scope);
  }
}

/** A subgraph starts from what holds around it; its label, wherever it stands in it, is a class of its nodes. */
function inner(body: readonly AstStatement[], scope: Scope): Scope {
  const label = body
    .flatMap((one) =>
      one.kind === 'attribute'
        ? [one.attribute]
        : one.kind === 'defaults' && one.target === 'graph'
          ? one.attributes
          : [],
    )
    .findLast(({ key }) => key === 'label');
  const name = classOf(String(label?.value.value ?? ''));
  return {
    ...{ node: new Map(scope.node), edge: new Map(scope.edge) },
    classes: name === '' ? scope.classes : [...scope.classes, name],
    subgraph: name === '' ? scope.subgraph : name,
  };
}

/** `Loop A` -> `loop-a` (NLSpec 2.10). */
function classOf(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '');
}

function addDefaults(
  building: Building,
  { target, attributes }: Extract<AstStatement, { kind: 'defaults' }>,
  scope: Scope,
  top: boolean,
): void {
  if (target !== 'graph') put(scope[target], attributes, 'default', building);
  else if (top) put(building.attributes, attributes, 'own', building);
}

function addNode(
  building: Building,
  { node: { id, span }, attributes }: Extract<AstStatement, { kind: 'node' }>,
  scope: Scope,
): void {
  const before = building.nodes.get(id);
  const own = put(new Map(), attributes, 'own', building);
  const merged = new Map([...scope.node, ...(before?.attributes ?? []), ...own]);
  const named = String(merged.get('class')?.value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  building.nodes.set(id, {
    ...{ id, attributes: merged },
    classes: [...new Set([...(before?.classes ?? []), ...scope.classes, ...named])],
    subgraph: scope.subgraph ?? before?.subgraph ?? null,
    range: before?.range ?? building.range(span),
    repeated: before ? [...before.repeated, building.range(span)] : [],
  });
}

function addEdges(
  building: Building,
  { nodes, attributes }: Extract<AstStatement, { kind: 'edges' }>,
  scope: Scope,
): void {
  const merged: Attributes = new Map([...scope.edge, ...put(new Map(), attributes, 'own', building)]);
  for (const [at, from] of nodes.slice(0, -1).entries()) {
    const to = nodes[at + 1] ?? from;
    building.edges.push({
      ...{ index: building.edges.length, from: from.id, to: to.id, attributes: merged },
      range: building.range({ offset: from.span.offset, end: to.span.end }),
      ...{ fromRange: building.range(from.span), toRange: building.range(to.span) },
    });
  }
}

function put(
  into: Map<string, Attribute>,
  attributes: readonly AstAttribute[],
  given: Given,
  { range }: Building,
): Map<string, Attribute> {
  for (const { key, value, span } of attributes)
    into.set(key, {
      ...{ key, type: value.type, value: value.value, text: value.text, given },
      ...{ range: range(span), valueRange: range(value.span) },
    });
  return into;
}
