// The engine: which stages are due, and where a run stands after one of them ended (NLSpec 3.2).
// Invariant: pure. The same graph, state and outcome give the same next state, before and after a crash.
import { flagOf, textOf, type Workflow, type WorkflowNode } from '../graph.ts';
import { handlerType, startOf } from '../handlers.ts';
import type { Context, Outcome } from '../outcome.ts';
import { branchesOf } from '../paths.ts';
import type { StepEvent } from './events.ts';
import { count, emptyLine, enter, forked } from './enter.ts';
import { absorbed, decided, forkOutcome, runningBranches } from './fork.ts';
import { delayAfter, retryPolicyOf } from './retry.ts';
import { routeFrom, type Route } from './route.ts';
import { fingerprintOf, type Branch, type FlowState, type Line } from './state.ts';

export interface Stepped {
  readonly state: FlowState;
  readonly events: readonly StepEvent[];
}

/** One attempt at one stage. */
export interface Task {
  /** The branches around it, outermost first. */
  readonly branch: readonly string[];
  readonly node: WorkflowNode;
  readonly attempt: number;
  readonly visit: number;
  readonly waitMs: number;
  /** Index of the edge that led here; null after a jump and at the start. */
  readonly via: number | null;
  readonly context: Context;
  /** The node before it on its line. */
  readonly previous: string | null;
}

export interface Beginning {
  /** Decides every jitter; any integer. */
  readonly seed: number;
  readonly maxVisits?: Readonly<Record<string, number>>;
  readonly context?: Context;
}

/** The state of a run that has done nothing. The graph has to be one that may be run (`prepareWorkflow`). */
export function beginWorkflow(graph: Workflow, { seed, maxVisits = {}, context = {} }: Beginning): Stepped {
  const start = startOf(graph);
  if (!start) throw new Error('a workflow without a start was begun; check it first');
  const mirrored = Object.fromEntries(
    [...graph.attributes].map(([key, { value }]) => [`graph.${key}`, value] as const),
  );
  const [line, events] = enter(graph, emptyLine({ ...mirrored, ...context }), start.id, null);
  const fingerprint = fingerprintOf(graph.source);
  return { state: { fingerprint, seed, maxVisits, restarts: 0, resumed: false, line }, events };
}

/** What may run now, more than one in a fork; nothing when the run has ended. */
export function dueTasks(graph: Workflow, state: FlowState): readonly Task[] {
  return dueOn(graph, state.line, []);
}

function dueOn(graph: Workflow, line: Line, branch: readonly string[]): readonly Task[] {
  const node = graph.nodes.get(line.next ?? '');
  if (line.end || !node) return [];
  if (line.fork)
    return runningBranches(node, line.fork).flatMap((one) => dueOn(graph, one.line, [...branch, one.id]));
  const { attempt, waitMs, via, context, last } = line;
  return [
    { branch, node, attempt, visit: count(line.visits, node.id), waitMs, via, context, previous: last },
  ];
}

interface Around {
  readonly graph: Workflow;
  readonly state: FlowState;
  readonly branch: readonly string[];
  /** In a branch: the nodes that it may visit, and the fan-in that ends it. */
  readonly within: { readonly nodes: ReadonlySet<string>; readonly join: string } | null;
}

type Moved = readonly [line: Line, events: readonly StepEvent[], restartAt?: string];

/** Where the run stands after the due stage of `branch` ended with `outcome`. */
export function settle(
  graph: Workflow,
  state: FlowState,
  branch: readonly string[],
  outcome: Outcome,
): Stepped {
  const [line, events, restartAt] = settleOn(
    { graph, state, branch: [], within: null },
    state.line,
    branch,
    outcome,
  );
  const settled = { ...state, line, resumed: false };
  if (restartAt !== undefined) return restarted(graph, settled, restartAt, events);
  const { end } = line;
  if (!end) return { state: settled, events };
  const last: StepEvent =
    end.status === 'success'
      ? { type: 'workflow-completed' }
      : { type: 'workflow-failed', reason: end.reason };
  return { state: settled, events: [...events, last] };
}

function settleOn(around: Around, line: Line, path: readonly string[], outcome: Outcome): Moved {
  const [id, ...rest] = path;
  const node = around.graph.nodes.get(line.next ?? '');
  if (!node || line.end) throw new Error('a stage ended that was not due');
  if (id === undefined) return settleNode(around, line, node, outcome);
  const branch = line.fork?.branches.find((one) => one.id === id);
  if (!line.fork || !branch) throw new Error(`there is no branch ${id}`);
  const { join } = line.fork;
  const region = branchesOf(around.graph, node.id).find(({ head }) => head === id);
  const inner: Around = {
    ...{ graph: around.graph, state: around.state, branch: [...around.branch, id] },
    within: { nodes: new Set([...(region?.nodes ?? []), join]), join },
  };
  const [moved, events] = settleOn(inner, branch.line, rest, outcome);
  const branches = line.fork.branches.map((one) => (one.id === id ? { ...one, line: moved } : one));
  return withFork(around, { ...line, fork: { join, branches } }, node, events);
}

/** Closes the fork once it is decided; the parallel node then ends like any other stage. */
function withFork(around: Around, line: Line, node: WorkflowNode, before: readonly StepEvent[]): Moved {
  if (!line.fork) return [line, before];
  const closed = decided(node, line.fork);
  if (!closed) return [line, before];
  const outcome = forkOutcome(node, closed, line.context);
  const ended = closed.branches.map((one) => branchEvent(node, one));
  const ends = (status: boolean) =>
    closed.branches.filter(({ line, cancelled }) => !cancelled && (line.end?.status === 'success') === status)
      .length;
  const [moved, events, restartAt] = settleNode(around, absorbed(line, closed), node, outcome, closed.join);
  const done: StepEvent = {
    type: 'parallel-completed',
    node: node.id,
    succeeded: ends(true),
    failed: ends(false),
  };
  return [moved, [...before, ...ended, done, ...events], restartAt];
}

function branchEvent({ id: node }: WorkflowNode, { id, line, cancelled }: Branch): StepEvent {
  const status = cancelled ? 'skipped' : line.end?.status === 'success' ? 'success' : 'fail';
  return { type: 'branch-completed', node, id, status, cancelled };
}

function settleNode(around: Around, line: Line, node: WorkflowNode, given: Outcome, join?: string): Moved {
  const { graph, state, branch } = around;
  const policy = retryPolicyOf(graph, node);
  const again = given.status === 'retry' || given.status === 'fail';
  const at = { node: node.id, branch };
  const reason = given.failureReason ?? given.status;
  // A node that only decides by conditions passes a failure on; doing it again would change nothing.
  const tries = again && given.retryable !== false && handlerType(node) !== 'conditional';
  if (tries && line.attempt < policy.maxAttempts) {
    const tried = {
      seed: state.seed,
      node: node.id,
      visit: count(line.visits, node.id),
      attempt: line.attempt,
    };
    const delayMs = delayAfter(policy, tried);
    const retries = { ...line.retries, [node.id]: count(line.retries, node.id) + 1 };
    const context = { ...line.context, [`internal.retry_count.${node.id}`]: retries[node.id] ?? 0 };
    const waiting = { ...line, attempt: line.attempt + 1, waitMs: delayMs, retries, context };
    const [next, entered] = join === undefined ? [waiting, []] : forked(graph, waiting, node);
    return [
      next,
      [
        { type: 'stage-failed', ...at, attempts: line.attempt, reason, willRetry: true },
        { type: 'stage-retrying', ...at, attempt: line.attempt + 1, delayMs },
        ...entered,
      ],
    ];
  }
  const outcome = exhausted(node, given);
  const recorded = record(line, node, outcome);
  const said: StepEvent =
    outcome.status === 'fail' && handlerType(node) !== 'conditional'
      ? {
          type: 'stage-failed',
          ...at,
          attempts: line.attempt,
          reason: outcome.failureReason ?? reason,
          willRetry: false,
        }
      : { type: 'stage-completed', ...at, attempts: line.attempt, status: outcome.status };
  const [moved, events, restartAt] = follow(
    around,
    recorded,
    node,
    routeOf(around, recorded, node, outcome, join),
  );
  return [moved, [said, ...events], restartAt];
}

/** RETRY with no attempt left is a failure, or a partial success where the node accepts one. */
function exhausted(node: WorkflowNode, outcome: Outcome): Outcome {
  if (outcome.status !== 'retry') return outcome;
  if (flagOf(node, 'allow_partial'))
    return { ...outcome, status: 'partial_success', notes: 'retries exhausted, partial accepted' };
  const why = outcome.failureReason ? `: ${outcome.failureReason}` : '';
  return { ...outcome, status: 'fail', failureReason: `max retries exceeded${why}` };
}

function record(line: Line, node: WorkflowNode, outcome: Outcome): Line {
  const { [node.id]: _, ...retries } = line.retries;
  const skipped = outcome.status === 'skipped';
  return {
    ...line,
    ...{ last: node.id, completed: [...line.completed, node.id], attempt: 1, waitMs: 0 },
    retries: outcome.status === 'fail' ? line.retries : retries,
    outcomes: skipped ? line.outcomes : { ...line.outcomes, [node.id]: outcome.status },
    logs: [...line.logs, `${node.id}: ${outcome.status}${outcome.notes ? `, ${outcome.notes}` : ''}`],
    context: {
      ...line.context,
      ...outcome.contextUpdates,
      ...(skipped ? {} : { outcome: outcome.status }),
      ...(skipped ? {} : { preferred_label: outcome.preferredLabel ?? '' }),
    },
  };
}

function routeOf(
  { graph, state, within }: Around,
  line: Line,
  node: WorkflowNode,
  outcome: Outcome,
  join?: string,
): Route {
  const { outcomes, context, visits } = line;
  const standing = { outcomes, context, visits, maxVisits: state.maxVisits, within: within?.nodes ?? null };
  if (join === undefined) return routeFrom(graph, node, outcome, standing);
  // The edges out of a parallel node are its branches; it goes on where they meet, which fails when it failed.
  const jumps = ['retry_target', 'fallback_retry_target'].some((key) => graph.nodes.has(textOf(node, key)));
  if (outcome.status === 'fail' && jumps) return routeFrom({ ...graph, edges: [] }, node, outcome, standing);
  return { to: join, edge: null, why: 'branches meet' };
}

function follow(around: Around, line: Line, node: WorkflowNode, route: Route): Moved {
  if ('end' in route)
    return [{ ...line, next: null, via: null, end: { status: route.end, reason: route.reason } }, []];
  const { graph, branch, within } = around;
  const jump = route.edge === null && route.why !== 'branches meet';
  const taken: StepEvent = { type: 'edge-taken', from: node.id, to: route.to, branch, why: route.why, jump };
  if (within?.join === route.to)
    return [
      { ...line, next: null, via: null, end: { status: 'success', reason: 'the branch came to its fan-in' } },
      [taken],
    ];
  if (route.edge && flagOf(route.edge, 'loop_restart')) {
    if (within)
      return [
        { ...line, next: null, end: { status: 'fail', reason: 'a branch cannot restart the run' } },
        [taken],
      ];
    return [line, [taken], route.to];
  }
  const [moved, events] = enter(graph, line, route.to, route.edge?.index ?? null);
  return [moved, [taken, ...events]];
}

/** `loop_restart`: nothing is kept but how often nodes were visited, so that restarts are bounded, too. */
function restarted(graph: Workflow, state: FlowState, at: string, before: readonly StepEvent[]): Stepped {
  const mirrored = Object.entries(state.line.context).filter(([key]) => key.startsWith('graph.'));
  const fresh = { ...emptyLine(Object.fromEntries(mirrored)), visits: state.line.visits };
  const [line, events] = enter(graph, fresh, at, null);
  const restarts = state.restarts + 1;
  return {
    state: { ...state, restarts, line },
    events: [...before, { type: 'restarted', node: at, restarts }, ...events],
  };
}
