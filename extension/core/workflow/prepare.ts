// From a text to a graph that may be run: parsed, transformed, checked (NLSpec 7.3 and 9.1).
// Invariant: a graph with an error-severity diagnostic is never handed out as one that may be run.
import { parseWorkflow } from './build-graph.ts';
import type { CheckContext, Diagnostic, WorkflowRule } from './check/diagnostic.ts';
import { stageRules } from './check/stages.ts';
import { structureRules } from './check/structure.ts';
import { valueRules } from './check/values.ts';
import { textOf, type Workflow } from './graph.ts';
import { knownTypes } from './handlers.ts';
import { applyStylesheet } from './stylesheet.ts';

/** Returns another graph; never changes the one it gets. */
export type Transform = (graph: Workflow) => Workflow;

/** The thirteen of the NLSpec and ours. */
export const workflowRules: readonly WorkflowRule[] = [...structureRules, ...valueRules, ...stageRules];

export interface Preparing {
  /** Run in this order after the stylesheet and `$goal`. */
  readonly transforms?: readonly Transform[];
  /** Run after the built-in rules. */
  readonly rules?: readonly WorkflowRule[];
  /** Handler types beyond the built-in ones. */
  readonly types?: Iterable<string>;
}

export type Prepared =
  | { readonly ok: true; readonly graph: Workflow; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Parses, transforms and checks. `ok` is false exactly when a diagnostic is an error. */
export function prepareWorkflow(
  text: string,
  { transforms = [], rules = [], types = [] }: Preparing = {},
): Prepared {
  const read = parseWorkflow(text);
  if (!read.ok) {
    const { message, next, range } = read.fault;
    return { ok: false, diagnostics: [{ rule: 'syntax', severity: 'error', message, fix: next, range }] };
  }
  const graph = [applyStylesheet, expandGoals, ...transforms].reduce((from, one) => one(from), read.value);
  const diagnostics = validateWorkflow(graph, rules, { types: new Set([...knownTypes, ...types]) });
  return diagnostics.some(({ severity }) => severity === 'error')
    ? { ok: false, diagnostics }
    : { ok: true, graph, diagnostics };
}

/** What all rules say, in the order of the text. */
export function validateWorkflow(
  graph: Workflow,
  extra: readonly WorkflowRule[] = [],
  context: CheckContext = { types: knownTypes },
): readonly Diagnostic[] {
  return [...workflowRules, ...extra]
    .flatMap((rule) => rule.apply(graph, context))
    .sort((a, b) => a.range.offset - b.range.offset);
}

/** `$goal` becomes the goal of the graph (NLSpec 9.2): plain replacement, no template language. */
export function expandGoal(prompt: string, goal: string): string {
  return prompt.replaceAll('$goal', () => goal);
}

function expandGoals(graph: Workflow): Workflow {
  const goal = textOf(graph, 'goal');
  const nodes = [...graph.nodes].map(([id, node]) => {
    const prompt = node.attributes.get('prompt');
    if (!prompt || !String(prompt.value).includes('$goal')) return [id, node] as const;
    const value = expandGoal(String(prompt.value), goal);
    return [
      id,
      { ...node, attributes: new Map(node.attributes).set('prompt', { ...prompt, value }) },
    ] as const;
  });
  return { ...graph, nodes: new Map(nodes) };
}

/** For callers that go on only with a graph that may be run. Throws what every error-severity diagnostic says. */
export function validateOrRaise(graph: Workflow, extra: readonly WorkflowRule[] = []): readonly Diagnostic[] {
  const diagnostics = validateWorkflow(graph, extra);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return diagnostics;
  const said = errors.map(({ range, rule, message }) => `${range.line}:${range.column} ${rule}: ${message}`);
  throw new Error(`The workflow cannot be run:\n${said.join('\n')}`);
}
