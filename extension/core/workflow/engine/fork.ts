// Parallel branches: when they are through, what they come to, and what of them the run keeps (NLSpec 4.8).
// Invariant: a branch never changes what another sees; results and contexts are merged in the order of the file, not of time.
import { errorPolicies, joinPolicies } from '../attributes.ts';
import { edgesFrom, numberOf, textOf, type Workflow, type WorkflowNode } from '../graph.ts';
import type { Context, Json, Outcome, StageStatus } from '../outcome.ts';
import { joinOf } from '../paths.ts';
import type { Branch, Fork, Line } from './state.ts';

/** Where the branches of a parallel node start; null where they do not meet, which a check refuses. */
export function forkAt(
  graph: Workflow,
  node: WorkflowNode,
  enter: (head: string, edge: number) => Line,
): Fork | null {
  const join = joinOf(graph, node.id);
  if (join === null) return null;
  const branches = edgesFrom(graph, node.id).map(({ to, index }) => ({
    ...{ id: to, line: enter(to, index), cancelled: false },
  }));
  return { join, branches };
}

/** Branches that may run now: the first `max_parallel` that have not ended. */
export function runningBranches(node: WorkflowNode, fork: Fork): readonly Branch[] {
  const most = numberOf(node, 'max_parallel') ?? 4;
  return fork.branches.filter(({ line, cancelled }) => !cancelled && line.end === null).slice(0, most);
}

/** What a branch came to: that of its last stage, where it came to the fan-in at all. */
function resultOf({ line, cancelled }: Branch): StageStatus {
  if (cancelled) return 'skipped';
  if (line.end?.status !== 'success') return 'fail';
  return (line.last === null ? undefined : line.outcomes[line.last]) ?? 'success';
}

const good = (status: StageStatus) => status === 'success' || status === 'partial_success';

/** The fork with what its policies end, once it is decided; null while branches still count. */
export function decided(node: WorkflowNode, fork: Fork): Fork | null {
  const ended = fork.branches.filter(({ line }) => line.end !== null);
  const [joinPolicy, errorPolicy] = policiesOf(node);
  const enough =
    ended.length === fork.branches.length ||
    (joinPolicy === 'first_success' && ended.some((branch) => good(resultOf(branch)))) ||
    (errorPolicy === 'fail_fast' && ended.some((branch) => resultOf(branch) === 'fail'));
  if (!enough) return null;
  return {
    ...fork,
    branches: fork.branches.map((one) => (one.line.end ? one : { ...one, cancelled: true })),
  };
}

function policiesOf(node: WorkflowNode) {
  return [
    joinPolicies.find((one) => one === textOf(node, 'join_policy')) ?? 'wait_all',
    errorPolicies.find((one) => one === textOf(node, 'error_policy')) ?? 'continue',
  ] as const;
}

/** The outcome of the parallel node. */
export function forkOutcome(node: WorkflowNode, fork: Fork, before: Context): Outcome {
  const [joinPolicy, errorPolicy] = policiesOf(node);
  const results = fork.branches.map((branch) => ({ branch, status: resultOf(branch) }));
  const counted = errorPolicy === 'ignore' ? results.filter(({ status }) => status !== 'fail') : results;
  const failed = results.filter(({ status }) => status === 'fail');
  const succeeded = results.filter(({ status }) => good(status)).length;
  const status = ((): StageStatus => {
    if (succeeded === 0 || (errorPolicy === 'fail_fast' && failed.length > 0)) return 'fail';
    if (joinPolicy === 'first_success' || errorPolicy === 'ignore') return 'success';
    return failed.length > 0 ? 'partial_success' : 'success';
  })();
  const list: Json = counted.map(({ branch: { id, line }, status }) => ({
    ...{ id, outcome: status, score: typeof line.context['score'] === 'number' ? line.context['score'] : 0 },
    ...(line.end?.status === 'fail' ? { reason: line.end.reason } : {}),
  }));
  return {
    status,
    notes: `${succeeded} of ${results.length} branches succeeded`,
    ...(status === 'fail' ? { failureReason: failureOf(failed.map(({ branch }) => branch)) } : {}),
    contextUpdates: {
      ...branchContexts(fork, before),
      ...{ 'parallel.node': node.id, 'parallel.outcome': status, 'parallel.results': list },
    },
  };
}

function failureOf(failed: readonly Branch[]): string {
  const reasons = failed.map(({ id, line }) => `${id}: ${line.end?.reason ?? ''}`);
  return reasons.length === 0 ? 'no branch succeeded' : `branches failed: ${reasons.join('; ')}`;
}

/** What each branch set, under its name: `context.tests` of branch `api` becomes `api.tests`. */
function branchContexts({ branches }: Fork, before: Context): Context {
  const own = branches.flatMap(({ id, line }) =>
    Object.entries(line.context)
      .filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value))
      .filter(([key]) => key !== 'current_node')
      .map(([key, value]) => [`${id}.${key.replace(/^context\./, '')}`, value] as const),
  );
  return Object.fromEntries(own);
}

/** The line with what its branches did: nodes, outcomes, visits, retries and logs. Contexts come with the outcome. */
export function absorbed(line: Line, { branches }: Fork): Line {
  const lines = branches.map((branch) => branch.line);
  const most = (counts: Readonly<Record<string, number>>[]) => {
    const merged = new Map<string, number>();
    for (const [id, count] of counts.flatMap((one) => Object.entries(one)))
      merged.set(id, Math.max(count, merged.get(id) ?? 0));
    return Object.fromEntries(merged);
  };
  const fresh = (of: Line, key: 'completed' | 'logs') => of[key].slice(line[key].length);
  return {
    ...line,
    fork: null,
    completed: [...line.completed, ...lines.flatMap((one) => fresh(one, 'completed'))],
    logs: [...line.logs, ...lines.flatMap((one) => fresh(one, 'logs'))],
    outcomes: Object.assign(
      {},
      line.outcomes,
      ...lines.map(({ outcomes, completed }) => changed(outcomes, completed.slice(line.completed.length))),
    ) as Line['outcomes'],
    visits: most([line.visits, ...lines.map(({ visits }) => visits)]),
    retries: most([line.retries, ...lines.map(({ retries }) => retries)]),
  };
}

/** A branch starts with the outcomes of the run; only those of nodes that it ran itself go back. */
function changed(outcomes: Line['outcomes'], ran: readonly string[]): Line['outcomes'] {
  return Object.fromEntries(Object.entries(outcomes).filter(([id]) => ran.includes(id)));
}
