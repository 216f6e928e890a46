// Which stages of a run by a workflow file are due, from its log alone, by the same engine that simulates the file.
// Invariant: before and after a crash the same answer; a stage that the log has finished is not done again.
import type { StageName } from '../level/level.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import { choicesOf } from '../workflow/choices.ts';
import { beginWorkflow, dueTasks, settle, type Stepped, type Task } from '../workflow/engine/step.ts';
import type { FlowState } from '../workflow/engine/state.ts';
import type { Workflow, WorkflowNode } from '../workflow/graph.ts';
import { handlerType } from '../workflow/handlers.ts';
import { stageStatuses, type Context, type Json, type Outcome } from '../workflow/outcome.ts';
import type { RunEvent } from './events.ts';
import type { Step } from './next-stage.ts';
import { stageOfNode } from './workflow-run.ts';

/** A parallel branch that came to its fan-in with something to combine. */
export interface Joined {
  readonly node: string;
  readonly lane: string;
}

export interface FlowStep extends Step {
  readonly node: string;
  /** The parallel branch that it is in; absent for the run itself. */
  readonly lane?: string;
  /** Before another attempt at a stage that failed. */
  readonly waitMs: number;
  /** Where branches meet: those that succeeded. */
  readonly joins: readonly Joined[];
}

export type FlowNext =
  { readonly steps: readonly FlowStep[] } | { readonly end: 'success' | 'fail'; readonly reason: string };

/** What is next; more than one stage while there are parallel branches. A node that does nothing is passed. */
export function nextOfWorkflow(
  { runId, limits }: Pick<RunRequest, 'runId' | 'limits'>,
  graph: Workflow,
  events: readonly RunEvent[],
): FlowNext {
  const seed = [...runId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  const building = [...graph.nodes.values()].filter((node) => stageOfNode(node) === 'implement');
  // The run's own cap is tighter or as tight: rounds are visits of whatever builds.
  const maxVisits = Object.fromEntries(building.map(({ id }) => [id, limits.rounds]));
  const walk = createWalk(graph, beginWorkflow(graph, { seed, maxVisits }));
  for (const event of events) walk.take(event);
  return walk.next();
}

interface Visit {
  readonly lane: string;
  readonly stage: StageName;
  readonly round: number;
  finished: boolean;
}

function createWalk(graph: Workflow, begun: Stepped) {
  let state: FlowState = begun.state;
  /** How often each parallel node has opened its branches. */
  const forks = new Map<string, number>();
  const visits: Visit[] = [];
  let looksLeft = true;
  /** How the run stood when it came to each stage outside of branches: where it goes on when a human wants one once more. */
  const entries: { readonly stage: StageName; readonly state: FlowState }[] = [];

  const moved = (stepped: Stepped): void => {
    state = stepped.state;
    for (const event of stepped.events)
      if (event.type === 'parallel-started') forks.set(event.node, (forks.get(event.node) ?? 0) + 1);
  };
  const passAll = (): void => {
    for (;;) {
      const task = state.line.end ? undefined : dueTasks(graph, state).find(({ node }) => !stageOfNode(node));
      if (task === undefined) return;
      moved(settle(graph, state, task.branch, passed(task.node, task.context)));
    }
  };
  const due = () => (state.line.end ? [] : dueTasks(graph, state));
  const laneOf = (branch: readonly string[]) => laneName(state, branch, forks);
  const dueIn = (lane: string) => due().find(({ branch }) => laneOf(branch) === lane);
  const openIn = (lane: string) => visits.findLast((visit) => visit.lane === lane && !visit.finished);

  const finish = (event: Extract<RunEvent, { type: 'stage-finished' }>): void => {
    const lane = event.lane ?? '';
    const [visit, task] = [openIn(lane), dueIn(lane)];
    if (visit === undefined) return;
    visit.finished = true;
    // A branch that its fork has ended meanwhile counts no more.
    if (task === undefined || stageOfNode(task.node) !== event.stage) return;
    moved(settle(graph, state, task.branch, outcomeOf(graph, task.node, event, looksLeft)));
    passAll();
  };

  const again = (stage: StageName): void => {
    const entry = entries.findLast((one) => one.stage === stage);
    if (entry === undefined) return;
    state = entry.state;
    for (const visit of visits) visit.finished = true;
  };

  const stepOf = (task: Task): FlowStep => {
    const stage = stageOfNode(task.node);
    if (stage === undefined) throw new Error(`${task.node.id} is due, and a run passes it`);
    const lane = laneOf(task.branch);
    const open = openIn(lane);
    const place = { node: task.node.id, ...(lane === '' ? {} : { lane }), joins: joinsOf(task, lane, forks) };
    if (open !== undefined)
      return { ...place, stage: open.stage, round: open.round, begin: false, waitMs: 0 };
    return { ...place, stage, round: roundOf(stage, lane, visits), begin: true, waitMs: task.waitMs };
  };

  moved(begun);
  passAll();
  return {
    take(event: RunEvent): void {
      if (event.type === 'evaluation-finished') looksLeft = event.feedback.roundsLeft > 0;
      else if (event.type === 'stage-entered') {
        if (event.lane === undefined) entries.push({ stage: event.stage, state });
        visits.push({ lane: event.lane ?? '', stage: event.stage, round: event.round, finished: false });
      } else if (event.type === 'stage-retried') again(event.stage);
      else if (event.type === 'stage-finished') finish(event);
    },
    next(): FlowNext {
      if (state.line.end) return { end: state.line.end.status, reason: state.line.end.reason };
      const steps = due().map(stepOf);
      return steps.length === 0 ? { end: 'fail', reason: 'no stage is due' } : { steps };
    },
  };
}

/** `worker_a`, `worker_a.2` when its fork is opened for the second time, `worker_a/inner` inside of another; empty for the run. */
function laneName(state: FlowState, branch: readonly string[], forks: ReadonlyMap<string, number>): string {
  let line = state.line;
  const names = branch.map((id) => {
    const name = numbered(id, forks.get(line.next ?? ''));
    line = line.fork?.branches.find((one) => one.id === id)?.line ?? line;
    return name;
  });
  return names.join('/');
}

const numbered = (id: string, fork = 1): string => (fork > 1 ? `${id}.${fork}` : id);

/** What builds counts the rounds, in each branch for itself; a second plan opens another one, too. */
function roundOf(stage: StageName, lane: string, visits: readonly Visit[]): number {
  const seen = visits.filter((visit) => lane === '' || isWithin(lane, visit.lane));
  const last = Math.max(1, ...seen.map(({ round }) => round));
  if (stage !== 'implement' && stage !== 'plan') return last;
  const same = seen.filter((visit) => visit.stage === stage).map(({ round }) => round);
  return Math.max(last, ...same.map((round) => round + 1));
}

/** Whether what happened in `other` is before or around `lane`. */
export function isWithin(lane: string, other: string): boolean {
  return other === '' || lane === other || lane.startsWith(`${other}/`);
}

/** Passes on what it was given, so that the conditions of its edges see it. */
function passed(node: WorkflowNode, context: Context): Outcome {
  if (handlerType(node) !== 'conditional') return { status: 'success' };
  return { status: stageStatuses.find((one) => one === context['outcome']) ?? 'success' };
}

function outcomeOf(
  graph: Workflow,
  node: WorkflowNode,
  { stage, status, note, facts }: Extract<RunEvent, { type: 'stage-finished' }>,
  looksLeft: boolean,
): Outcome {
  const label = facts?.['human.gate.label'];
  const choice = choicesOf(graph, node.id).find((one) => one.label === label);
  return {
    status,
    contextUpdates: { 'scenarios.looks_left': looksLeft, ...(facts as Context | undefined) },
    ...(choice === undefined ? {} : { preferredLabel: choice.label, suggestedNextIds: [choice.to] }),
    ...(status === 'fail' ? { failureReason: note ?? `${stage} failed` } : {}),
  };
}

function joinsOf(
  { node, context }: Task,
  lane: string,
  forks: ReadonlyMap<string, number>,
): readonly Joined[] {
  if (handlerType(node) !== 'parallel.fan_in') return [];
  const fork = forks.get(String(context['parallel.node']));
  const results = context['parallel.results'] as readonly Readonly<Record<string, Json>>[] | undefined;
  return (results ?? [])
    .filter(({ outcome }) => outcome === 'success' || outcome === 'partial_success')
    .map(({ id }) => {
      const name = numbered(String(id), fork);
      return { node: String(id), lane: lane === '' ? name : `${lane}/${name}` };
    });
}
