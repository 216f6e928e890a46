// A workflow as everything after the parser sees it: nodes, edges and attributes with their places in the text.
// Invariant: plain data in the order of the file; a graph is never changed, transforms return another one.
import type { Range } from '../spec/model.ts';

export type AttributeType = 'string' | 'word' | 'integer' | 'float' | 'boolean' | 'duration';

/** Who said so: the node or edge itself, a `node [...]` or `edge [...]` block around it, or the model stylesheet. */
export type Given = 'own' | 'default' | 'stylesheet';

export interface Attribute {
  readonly key: string;
  readonly type: AttributeType;
  /** Durations are milliseconds. */
  readonly value: string | number | boolean;
  /** As written, quotes included. */
  readonly text: string;
  readonly given: Given;
  readonly range: Range;
  readonly valueRange: Range;
}

export type Attributes = ReadonlyMap<string, Attribute>;

export interface WorkflowNode {
  readonly id: string;
  readonly attributes: Attributes;
  /** From `class` and from the labels of the subgraphs around it, outermost first. */
  readonly classes: readonly string[];
  /** Of the innermost subgraph with a label, or null. */
  readonly subgraph: string | null;
  readonly range: Range;
  /** Where it is declared again, if it is. */
  readonly repeated: readonly Range[];
}

export interface WorkflowEdge {
  /** Its place in `edges`. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
  readonly attributes: Attributes;
  /** From the first name to the second. */
  readonly range: Range;
  readonly toRange: Range;
  readonly fromRange: Range;
}

export interface Workflow {
  readonly name: string;
  readonly attributes: Attributes;
  readonly nodes: ReadonlyMap<string, WorkflowNode>;
  readonly edges: readonly WorkflowEdge[];
  /** The text that it was read from. */
  readonly source: string;
}

interface HasAttributes {
  readonly attributes: Attributes;
}

/** The text of an attribute, empty when it is absent. */
export function textOf(of: HasAttributes, key: string): string {
  const value = of.attributes.get(key)?.value;
  return value === undefined ? '' : String(value);
}

/** `true`, quoted or not. */
export function flagOf(of: HasAttributes, key: string): boolean {
  return textOf(of, key) === 'true';
}

/** A number, quoted or not; undefined when the attribute is absent or something else. */
export function numberOf(of: HasAttributes, key: string): number | undefined {
  const text = textOf(of, key);
  return /^-?(\d+|\d*\.\d+)$/.test(text) ? Number(text) : undefined;
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration, quoted (`"900s"`) or not; undefined when the attribute is absent or something else. */
export function durationOf(of: HasAttributes, key: string): number | undefined {
  const attribute = of.attributes.get(key);
  if (attribute?.type === 'duration') return Number(attribute.value);
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(textOf(of, key));
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined;
}

/** What people read for a node. */
export function labelOf(node: WorkflowNode): string {
  return textOf(node, 'label') || node.id;
}

export function edgesFrom(graph: Workflow, id: string): readonly WorkflowEdge[] {
  return graph.edges.filter(({ from }) => from === id);
}

export function edgesTo(graph: Workflow, id: string): readonly WorkflowEdge[] {
  return graph.edges.filter(({ to }) => to === id);
}
