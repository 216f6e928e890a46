// One thing that is wrong with a workflow, as every door hands it out (NLSpec 7.1), and the shape of a rule.
import type { Severity, TextEdit } from '../../lint/finding.ts';
import type { Range } from '../../spec/model.ts';
import type { Attribute, Workflow, WorkflowEdge, WorkflowNode } from '../graph.ts';

export interface Diagnostic {
  /** `start_node`, or `syntax`. */
  readonly rule: string;
  /** A workflow with an error is not run. */
  readonly severity: Severity;
  readonly message: string;
  readonly node?: string;
  readonly edge?: readonly [from: string, to: string];
  readonly range: Range;
  /** What to do about it, as one sentence. */
  readonly fix?: string;
  /** The same as an edit, where one is certain enough to be offered. */
  readonly edit?: TextEdit;
}

/** What a rule may ask besides the graph. */
export interface CheckContext {
  /** Handler types that whoever runs the workflow has. */
  readonly types: ReadonlySet<string>;
}

export interface WorkflowRule {
  readonly name: string;
  readonly apply: (graph: Workflow, context: CheckContext) => readonly Diagnostic[];
}

type Said = Pick<Diagnostic, 'message' | 'fix' | 'edit'>;

export function atNode(
  rule: string,
  severity: Severity,
  node: WorkflowNode,
  said: Said,
  at?: Attribute,
): Diagnostic {
  return { rule, severity, ...said, node: node.id, range: at?.valueRange ?? node.range };
}

export function atEdge(
  rule: string,
  severity: Severity,
  { from, to, range }: WorkflowEdge,
  said: Said,
  at?: Range,
): Diagnostic {
  return { rule, severity, ...said, edge: [from, to], range: at ?? range };
}

/** About the whole: at its first word. */
export function atGraph(
  rule: string,
  severity: Severity,
  graph: Workflow,
  said: Said,
  at?: Attribute,
): Diagnostic {
  const start = graph.source.search(/digraph/i);
  const before = graph.source.slice(0, Math.max(0, start)).split('\n');
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  const range = { line, column, endLine: line, endColumn: column + 7, offset: start, endOffset: start + 7 };
  return { rule, severity, ...said, range: at?.valueRange ?? range };
}

/** The word that `word` was probably meant to be: at most three letters off in a long one, one in a short one. */
export function closest(word: string, words: Iterable<string>): string | undefined {
  const limit = word.length > 8 ? 3 : word.length > 5 ? 2 : 1;
  const [best] = [...words]
    .map((one) => ({ one, distance: distance(word, one) }))
    .filter(({ distance }) => distance > 0 && distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.one;
}

/** Levenshtein; the words are names of attributes and nodes. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 4;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const above = row;
    row = [i + 1];
    for (let j = 1; j <= b.length; j += 1)
      row.push(
        Math.min(
          (above[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (above[j - 1] ?? 0) + (b[j - 1] === letter ? 0 : 1),
        ),
      );
  }
  return row[b.length] ?? 4;
}
