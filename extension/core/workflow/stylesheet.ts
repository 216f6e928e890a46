// The model stylesheet: which model, provider and effort a node gets (NLSpec section 8).
// Invariant: what a node says itself is never overridden; of rules of one rank the later wins.
import type { AstStyleRule } from './grammar/attractor.mjs';
import { textOf, type Attribute, type Workflow, type WorkflowNode } from './graph.ts';
import { readStylesheet } from './syntax.ts';

const rank = { all: 0, shape: 1, class: 2, node: 3 } as const;

/** The graph with `llm_model`, `llm_provider` and `reasoning_effort` set where a rule matches. A sheet that does not parse sets nothing. */
export function applyStylesheet(graph: Workflow): Workflow {
  const sheet = graph.attributes.get('model_stylesheet');
  const read = readStylesheet(String(sheet?.value ?? ''));
  if (!sheet || !read.ok) return graph;
  const rules = [...read.value].sort((a, b) => rank[a.selector.kind] - rank[b.selector.kind]);
  const nodes = [...graph.nodes].map(([id, node]) => [id, styled(node, rules, sheet)] as const);
  return { ...graph, nodes: new Map(nodes) };
}

function styled(node: WorkflowNode, rules: readonly AstStyleRule[], sheet: Attribute): WorkflowNode {
  const attributes = new Map(node.attributes);
  for (const { selector, declarations } of rules) {
    if (!matches(selector, node)) continue;
    for (const { property, value } of declarations)
      if (node.attributes.get(property)?.given !== 'own')
        attributes.set(property, {
          ...sheet,
          key: property,
          type: 'string',
          value,
          text: value,
          given: 'stylesheet',
        });
  }
  return { ...node, attributes };
}

function matches({ kind, name }: AstStyleRule['selector'], node: WorkflowNode): boolean {
  if (kind === 'all') return true;
  if (kind === 'node') return node.id === name;
  return kind === 'class' ? node.classes.includes(name) : (textOf(node, 'shape') || 'box') === name;
}
