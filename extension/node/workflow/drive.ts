// Carries a workflow out: runs what is due, writes the checkpoint, asks the engine what is next.
// Invariant: the checkpoint says what happened before anything that follows from it happens; it is written after every stage, the exit included.
import type { DriveEvent, StepEvent, WorkflowEvent } from '../../core/workflow/engine/events.ts';
import { mayPass } from '../../core/workflow/engine/retry.ts';
import type { FlowState } from '../../core/workflow/engine/state.ts';
import {
  beginWorkflow,
  dueTasks,
  settle,
  type Beginning,
  type Task,
} from '../../core/workflow/engine/step.ts';
import { fidelityOf, threadOf } from '../../core/workflow/fidelity.ts';
import { durationOf, textOf, type Workflow } from '../../core/workflow/graph.ts';
import { handlerType } from '../../core/workflow/handlers.ts';
import type { Outcome } from '../../core/workflow/outcome.ts';
import { validateOrRaise } from '../../core/workflow/prepare.ts';
import type { Handlers } from './handler.ts';
import { statusText, type FlowStore } from './store.ts';

export interface Drive {
  readonly graph: Workflow;
  readonly handlers: Handlers;
  readonly store: FlowStore;
  /** Where to go on; absent for a new run. */
  readonly from?: FlowState | undefined;
  /** Of a new run. */
  readonly beginning?: Beginning;
  readonly onEvent?: (event: WorkflowEvent) => void;
  /** Milliseconds; `Date.now` unless told. */
  readonly now?: () => number;
  /** Waits before a retry; real time unless told. Ends early when the signal fires. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Stops the run where it stands; it can be resumed from its checkpoint. */
  readonly signal?: AbortSignal;
}

export type DriveEnd =
  | { readonly status: 'success' | 'fail'; readonly reason: string; readonly state: FlowState }
  | { readonly status: 'stopped'; readonly reason: string; readonly state: FlowState };

/** Runs `graph` to its end. Throws when the graph has errors or names a handler that is missing: nothing has run then. */
export async function driveWorkflow(drive: Drive): Promise<DriveEnd> {
  const { graph, handlers, signal, now = Date.now } = drive;
  validateOrRaise(graph);
  refuseMissing(graph, handlers);
  let store = drive.store;
  const begun = drive.from
    ? { state: drive.from, events: [] }
    : beginWorkflow(graph, drive.beginning ?? { seed: 1 });
  let { state } = begun;
  if (state.restarts > 0) store = store.restart(state.restarts);
  const tell = (event: StepEvent | DriveEvent, stageMs?: number) =>
    drive.onEvent?.({ ...event, at: now(), ...(stageMs === undefined ? {} : { stageMs }) });
  const save = () => {
    store.save(state, new Date(now()).toISOString());
    tell({ type: 'checkpoint-saved', node: state.line.last });
  };
  if (!drive.from) {
    store.manifest({ name: graph.name, goal: textOf(graph, 'goal'), started: new Date(now()).toISOString() });
    save();
  }
  tell({ type: 'workflow-started', name: graph.name, resumed: drive.from !== undefined });
  for (const event of begun.events) tell(event);
  const running = new Map<string, Running>();
  while (!state.line.end) {
    if (signal?.aborted) break;
    const due = dueTasks(graph, state);
    const keys = new Set(due.map(keyOf));
    for (const [key, { stop }] of [...running].filter(([key]) => !keys.has(key))) {
      stop();
      running.delete(key);
    }
    for (const task of due)
      if (!running.has(keyOf(task)))
        running.set(keyOf(task), startStage({ ...drive, store }, task, state, tell, now));
    const ended = await Promise.race([...running.values()].map(({ done }) => done));
    if (signal?.aborted) break;
    running.delete(keyOf(ended.task));
    store.write(ended.task.node.id, 'status.json', statusText(ended.outcome));
    const stepped = settle(graph, state, ended.task.branch, ended.outcome);
    if (stepped.state.restarts > state.restarts) {
      store = store.restart(stepped.state.restarts);
      store.manifest({
        name: graph.name,
        goal: textOf(graph, 'goal'),
        started: new Date(now()).toISOString(),
      });
    }
    state = stepped.state;
    save();
    for (const event of stepped.events) tell(event, event.type.startsWith('stage-') ? ended.ms : undefined);
  }
  for (const { stop } of running.values()) stop();
  const { end } = state.line;
  return end
    ? { ...end, state }
    : { status: 'stopped', reason: 'the run was stopped; its checkpoint was kept', state };
}

interface Ended {
  readonly task: Task;
  readonly outcome: Outcome;
  readonly ms: number;
}

interface Running {
  readonly done: Promise<Ended>;
  readonly stop: () => void;
}

const keyOf = ({ branch, node, attempt, visit }: Task) => [...branch, node.id, visit, attempt].join('/');

function refuseMissing(graph: Workflow, handlers: Handlers): void {
  const missing = [...graph.nodes.values()].filter(
    (node) => handlerType(node) !== 'parallel' && !handlers.has(handlerType(node)),
  );
  if (missing.length === 0) return;
  const named = missing.map((node) => `${node.id} (${handlerType(node)})`).join(', ');
  throw new Error(`The workflow cannot be run: no handler is registered for ${named}.`);
}

function startStage(
  drive: Drive,
  task: Task,
  { resumed }: FlowState,
  tell: (event: DriveEvent) => void,
  now: () => number,
): Running {
  const { graph, store, sleep = realSleep } = drive;
  const { node, branch, attempt, visit, via, context, previous } = task;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  drive.signal?.addEventListener('abort', stop, { once: true });
  const run = async (): Promise<Ended> => {
    if (task.waitMs > 0) await sleep(task.waitMs, stopping.signal);
    const before = now();
    store.clear(node.id);
    tell({ type: 'stage-started', node: node.id, branch, attempt, visit });
    const input = {
      ...{ node, context, graph, store, branch, attempt, visit, emit: tell },
      fidelity: fidelityOf(graph, node, via, resumed),
      thread: threadOf(graph, node, via, previous),
    };
    const handler = drive.handlers.get(handlerType(node));
    const outcome = await inTime(node.id, timeoutOf(task), stopping, (signal) =>
      handler ? handler({ ...input, signal }) : Promise.reject(new Error('no handler')),
    );
    drive.signal?.removeEventListener('abort', stop);
    return { task, outcome, ms: now() - before };
  };
  return { done: run(), stop };
}

/** A human gate keeps time itself: what happens then is its own attribute. */
function timeoutOf({ node }: Task): number | undefined {
  return handlerType(node) === 'wait.human' ? undefined : durationOf(node, 'timeout');
}

/** The outcome of `run`; a failure when it throws, takes too long or is stopped. A run that ignores its signal is left behind. */
async function inTime(
  id: string,
  timeoutMs: number | undefined,
  stopping: AbortController,
  run: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new AbortController();
  const cut = new Promise<Outcome>((resolve) => {
    const end = (failureReason: string) => resolve({ status: 'fail', failureReason });
    stopping.signal.addEventListener('abort', () => end('stopped'), { once: true });
    if (stopping.signal.aborted) end('stopped');
    if (timeoutMs !== undefined)
      timer = setTimeout(() => {
        late.abort();
        end(`\`${id}\` took longer than ${timeoutMs} ms`);
      }, timeoutMs);
  });
  const ran = (async () => run(AbortSignal.any([stopping.signal, late.signal])))().catch(
    (error: unknown): Outcome => ({
      ...{ status: 'fail', failureReason: error instanceof Error ? error.message : String(error) },
      retryable: mayPass(error),
    }),
  );
  try {
    return await Promise.race([ran, cut]);
  } finally {
    clearTimeout(timer);
  }
}

function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
