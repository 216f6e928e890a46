// A run whose stages are a workflow file: which files can be, and which stage carries out which node.
// Invariant: a file that a launch accepts has no node that a run would not know what to do with.
import type { StageName } from '../level/level.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import { labelOf, textOf, type Workflow, type WorkflowNode } from '../workflow/graph.ts';
import { handlerType } from '../workflow/handlers.ts';
import { branchesOf } from '../workflow/paths.ts';
import { prepareWorkflow } from '../workflow/prepare.ts';

/** The stage that carries a node out; undefined where a run does nothing (start, exit, a condition, a fork) or cannot. */
export function stageOfNode(node: WorkflowNode): StageName | undefined {
  switch (handlerType(node)) {
    case 'codergen':
      return textOf(node, 'may_edit') === 'false' ? 'plan' : 'implement';
    case 'guardrails':
    case 'clarify':
    case 'outcome':
    case 'tool':
      return handlerType(node) as StageName;
    case 'wait.human':
      return 'human';
    case 'parallel.fan_in':
      return 'combine';
    case 'scenarios':
      return textOf(node, 'split') === 'sealed' ? 'sealed' : 'validation';
    case 'review':
      return textOf(node, 'mode') === 'files' ? 'file-review' : 'change-set-review';
    default:
      return undefined;
  }
}

const passes: ReadonlySet<string> = new Set(['start', 'exit', 'conditional', 'parallel']);
const closes: ReadonlySet<StageName> = new Set(['file-review', 'change-set-review', 'outcome']);
/** What judges or hands over looks at the one result of the run. */
const once: ReadonlySet<StageName> = new Set([...closes, 'clarify', 'validation', 'sealed']);

/** Reads a file that is to be a run's stages, or says why it cannot be. */
export function runnableWorkflow(
  text: string,
): { readonly ok: true; readonly graph: Workflow } | { readonly ok: false; readonly problem: string } {
  const no = (problem: string) => ({ ok: false as const, problem });
  const prepared = prepareWorkflow(text);
  if (!prepared.ok) {
    const first = prepared.diagnostics.find(({ severity }) => severity === 'error');
    return no(`line ${first?.range.line}: ${first?.message} \`dimmer workflow check\` says all`);
  }
  const problem = whyNotRunnable(prepared.graph);
  return problem === null ? { ok: true, graph: prepared.graph } : no(problem);
}

/** Why a run cannot carry out a graph that may be simulated; null where it can. */
export function whyNotRunnable(graph: Workflow): string | null {
  const nodes = [...graph.nodes.values()];
  const strange = nodes.filter((node) => !passes.has(handlerType(node)) && stageOfNode(node) === undefined);
  if (strange.length > 0)
    return `a run does not carry out ${named(strange)}; \`dimmer workflow run --simulate\` does`;
  const branches = nodes
    .filter((node) => handlerType(node) === 'parallel')
    .flatMap(({ id }) => branchesOf(graph, id).flatMap((branch) => [...branch.nodes]));
  const misplaced = nodes.filter((node) => {
    const stage = stageOfNode(node);
    return stage !== undefined && once.has(stage) && branches.includes(node.id);
  });
  if (misplaced.length > 0)
    return `${named(misplaced)} cannot be in a parallel branch: put it behind the fan-in`;
  const stages = nodes.map(stageOfNode);
  if (!stages.includes('implement')) return 'no stage of it builds anything';
  if (!stages.some((stage) => stage !== undefined && closes.has(stage)))
    return 'it comes to no `outcome` and no `review`, so nobody would decide about the result';
  return null;
}

function named(nodes: readonly WorkflowNode[]): string {
  return nodes.map((node) => `${node.id} (${handlerType(node)})`).join(', ');
}

let last: { readonly text: string; readonly graph: Workflow } | undefined;

/** The graph of a run that has one; its text was checked at launch. */
export function graphOf(workflow: NonNullable<RunRequest['workflow']>): Workflow {
  if (last?.text === workflow.text) return last.graph;
  const read = runnableWorkflow(workflow.text);
  if (!read.ok) throw new Error(`the workflow of this run cannot be read: ${read.problem}`);
  last = { text: workflow.text, graph: read.graph };
  return read.graph;
}

/** The node of the run's own workflow that is called so. */
export function nodeOf({ workflow }: RunRequest, id: string | undefined): WorkflowNode | undefined {
  return workflow === undefined || id === undefined ? undefined : graphOf(workflow).nodes.get(id);
}

/** What a node that builds asks for, as its author wrote it; empty where it says nothing of its own. */
export function askedOf(node: WorkflowNode): string {
  const prompt = textOf(node, 'prompt').trim();
  return prompt === '' ? '' : `This stage of the workflow is called "${labelOf(node)}" and asks: ${prompt}`;
}
