// A run whose stages are a workflow file: which one is next, from its log alone, by the same engine that simulates the file.
// Invariant: before and after a crash the same answer; a stage that the log has finished is not done again.
import type { StageName } from '../level/level.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import { beginWorkflow, dueTasks, settle } from '../workflow/engine/step.ts';
import { labelOf, textOf, type Workflow, type WorkflowNode } from '../workflow/graph.ts';
import { handlerType } from '../workflow/handlers.ts';
import { stageStatuses, type Outcome } from '../workflow/outcome.ts';
import { prepareWorkflow } from '../workflow/prepare.ts';
import type { RunEvent } from './events.ts';
import type { Step } from './next-stage.ts';

export interface FlowStep extends Step {
  readonly node: string;
  /** Before another attempt at a stage that failed. */
  readonly waitMs: number;
}

export type FlowNext =
  { readonly step: FlowStep } | { readonly end: 'success' | 'fail'; readonly reason: string };

/** The stage that carries a node out; undefined where a run does nothing (start, exit, a condition) or cannot. */
export function stageOfNode(node: WorkflowNode): StageName | undefined {
  switch (handlerType(node)) {
    case 'codergen':
      return textOf(node, 'may_edit') === 'false' ? 'plan' : 'implement';
    case 'guardrails':
    case 'clarify':
    case 'outcome':
      return handlerType(node) as StageName;
    case 'scenarios':
      return textOf(node, 'split') === 'sealed' ? 'sealed' : 'validation';
    case 'review':
      return textOf(node, 'mode') === 'files' ? 'file-review' : 'change-set-review';
    default:
      return undefined;
  }
}

const passes: ReadonlySet<string> = new Set(['start', 'exit', 'conditional']);
const closes: ReadonlySet<StageName> = new Set(['file-review', 'change-set-review', 'outcome']);

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
  const nodes = [...prepared.graph.nodes.values()];
  const strange = nodes.filter((node) => !passes.has(handlerType(node)) && stageOfNode(node) === undefined);
  if (strange.length > 0) {
    const named = strange.map((node) => `${node.id} (${handlerType(node)})`).join(', ');
    return no(`a run does not carry out ${named}; \`dimmer workflow run --simulate\` does`);
  }
  const stages = nodes.map(stageOfNode);
  if (!stages.includes('implement')) return no('no stage of it builds anything');
  if (!stages.some((stage) => stage !== undefined && closes.has(stage)))
    return no('it comes to no `outcome` and no `review`, so nobody would decide about the result');
  return { ok: true, graph: prepared.graph };
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

/** What is next. Only the stages of the log are looked at; a node that does nothing is passed. */
export function nextOfWorkflow(
  { runId, limits }: Pick<RunRequest, 'runId' | 'limits'>,
  graph: Workflow,
  events: readonly RunEvent[],
): FlowNext {
  const seed = [...runId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  const building = [...graph.nodes.values()].filter((node) => stageOfNode(node) === 'implement');
  // The run's own cap is tighter or as tight: rounds are visits of whatever builds.
  const maxVisits = Object.fromEntries(building.map(({ id }) => [id, limits.rounds]));
  let { state } = beginWorkflow(graph, { seed, maxVisits });
  const visits = visitsOf(events);
  let [round, built] = [1, 0];
  for (let at = 0; ;) {
    if (state.line.end) return { end: state.line.end.status, reason: state.line.end.reason };
    const [task] = dueTasks(graph, state);
    if (task === undefined) return { end: 'fail', reason: 'no stage is due' };
    const stage = stageOfNode(task.node);
    if (stage === undefined) {
      state = settle(graph, state, task.branch, passed(task.node, task.context)).state;
      continue;
    }
    const visit = visits[at];
    if (visit === undefined) {
      const next = stage === 'implement' ? built + 1 : round;
      return { step: { stage, node: task.node.id, round: next, begin: true, waitMs: task.waitMs } };
    }
    round = visit.round;
    if (visit.stage === 'implement') built = round;
    if (visit.outcome === null)
      return { step: { stage: visit.stage, node: task.node.id, round, begin: false, waitMs: 0 } };
    state = settle(graph, state, task.branch, visit.outcome).state;
    at += 1;
  }
}

/** Passes on what it was given, so that the conditions of its edges see it. */
function passed(node: WorkflowNode, context: Readonly<Record<string, unknown>>): Outcome {
  if (handlerType(node) !== 'conditional') return { status: 'success' };
  return { status: stageStatuses.find((one) => one === context['outcome']) ?? 'success' };
}

interface Visit {
  readonly stage: StageName;
  readonly round: number;
  /** Null while it is under way, or was when the run was interrupted. */
  readonly outcome: Outcome | null;
}

function visitsOf(events: readonly RunEvent[]): Visit[] {
  const visits: Visit[] = [];
  let looksLeft = true;
  for (const event of events) {
    if (event.type === 'evaluation-finished') looksLeft = event.feedback.roundsLeft > 0;
    else if (event.type === 'stage-entered')
      visits.push({ stage: event.stage, round: event.round, outcome: null });
    else if (event.type === 'stage-finished') {
      const open = visits.pop();
      if (open === undefined) continue;
      const { status, note } = event;
      const contextUpdates = { 'scenarios.looks_left': looksLeft };
      const failure = status === 'fail' ? { failureReason: note ?? `${event.stage} failed` } : {};
      visits.push({ ...open, outcome: { status, contextUpdates, ...failure } });
    }
  }
  return visits;
}

/** What a node that builds asks for, as its author wrote it; empty where it says nothing of its own. */
export function askedOf(graph: Workflow, id: string): string {
  const node = graph.nodes.get(id);
  if (node === undefined) return '';
  const prompt = textOf(node, 'prompt').trim();
  return prompt === '' ? '' : `This stage of the workflow is called "${labelOf(node)}" and asks: ${prompt}`;
}
