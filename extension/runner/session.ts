// One runner's visit to a run: take the lock, take up waiting commands, work until the run rests, look once more, leave.
// Invariant: only the lock's holder writes, and no command that was written before it left goes unread.
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { mayBeSuspended } from '../core/run/next-stage.ts';
import { isOver } from '../core/run/reduce.ts';
import { workedMilliseconds } from '../core/run/reduce-work.ts';
import type { ControlCommand } from '../core/protocol/control.ts';
import type { RunnerInput } from '../core/protocol/run-request.ts';
import { finishControl, pendingControls } from '../node/control.ts';
import { readConfiguration } from '../node/configuration.ts';
import { ownIdentity } from '../node/process-identity.ts';
import { takeLock, type RunLock } from '../node/run-lock.ts';
import { takeTurn } from '../node/run-queue.ts';
import { openLog, type RunLog } from '../node/run-writer.ts';
import { awaitDecision } from './close.ts';
import { branchOf, pathsOf, type RunContext, type RunnerParts } from './context.ts';
import { isSaid, record, suspendedByHand, watchControls, wasTaken } from './controls.ts';
import { finishDecision, isUnfinished, takeDecision } from './decision.ts';
import { recordDelivery } from './deliver.ts';
import { endInterrupted, endRun, stopRun } from './finish.ts';
import { sharedFuse } from './fuse.ts';
import { createInterruption } from './interruption.ts';
import { ownLog, stateOf } from './lanes.ts';
import { prepare } from './prepare.ts';
import { watchClock } from './slept.ts';
import { carryOutStages } from './stages.ts';
import { endOf } from './unexpected.ts';

const lockPatienceMs = 10_000;

/** Carries a run on until it rests. Resolves when nothing is left to do for this process. */
export async function visitRun(runDir: string, input: RunnerInput, parts: RunnerParts): Promise<void> {
  const purpose = input.purpose ?? 'work';
  // Another runner may hold the lock for a moment more.
  let lock = await waitForLock(runDir);
  let first = true;
  const left = new Set<string>();
  while (lock !== null) {
    try {
      const opened = openLog(runDir);
      if (!opened.ok)
        return console.error(
          `${opened.problem}. Nothing was written; copy the run folder before mending it.`,
        );
      try {
        await visit(contextOf(runDir, input, opened.log, parts), purpose === 'work' && first, left);
      } finally {
        opened.log.close();
      }
    } finally {
      lock.release();
    }
    first = false;
    const more = (await pendingControls(runDir)).some(({ file }) => !left.has(file));
    lock = more ? takeLock(runDir) : null;
  }
}

async function waitForLock(runDir: string): Promise<RunLock | null> {
  const deadline = Date.now() + lockPatienceMs;
  for (;;) {
    const lock = takeLock(runDir);
    if (lock !== null || Date.now() >= deadline) return lock;
    await setTimeout(50);
  }
}

function contextOf(runDir: string, input: RunnerInput, wholeLog: RunLog, parts: RunnerParts): RunContext {
  const log = ownLog(wholeLog);
  const state = () => stateOf(log);
  return {
    runDir,
    paths: pathsOf(runDir),
    branch: branchOf(basename(runDir)),
    pins: runDir,
    input,
    log,
    wholeLog,
    fuse: sharedFuse({ runDir, state }),
    parts,
    interruption: createInterruption(),
    state,
  };
}

async function visit(context: RunContext, mayWork: boolean, left: Set<string>): Promise<void> {
  const { state } = context;
  try {
    if (isUnfinished(context)) await finishDecision(context, 'resumed');
    await takeControls(context, left);
    const { status } = state();
    if (status === 'stopped') return await stopRun(context, '', '');
    if (mayWork && !isOver(state()) && status !== 'awaiting-decision') await work(context);
  } catch (error) {
    await failRun(context, error);
  }
}

/** Commands that came while nobody was there. */
async function takeControls(context: RunContext, left: Set<string>): Promise<void> {
  for (const { file, command } of await pendingControls(context.runDir)) {
    if (command === null) console.error(`control/${file} is not a command; it was set aside`);
    else if (isForItsSender(context, command)) {
      left.add(file);
      continue;
    } else if (command.type === 'decide') {
      if (!wasTaken(context.log.events, command)) await takeDecision(context, command);
    } else if (command.type === 'stop') {
      if (!isOver(context.state())) await stopRun(context, command.by, command.reason ?? 'stopped by hand');
    } else if (command.type === 'suspend') {
      const isNew = !wasTaken(context.log.events, command);
      if (isNew && mayBeSuspended(context.state())) await endRun(context, suspendedByHand(command));
    } else if (isSaid(context, command)) {
      // Kept for the next turn of a run that goes on; a run at rest has no next turn.
      if (canStillHear(context)) {
        left.add(file);
        continue;
      }
      console.error(`control/${file}: the agent is done, nobody hears a steer or an answer any more`);
    } else record(context, command);
    await finishControl(context.runDir, file);
  }
}

/**
 * An approval that goes to a remote is left to the runner that was started with it: that one has the means to open a pull
 * request, and the one that did the work has not.
 */
function isForItsSender({ log, state }: RunContext, command: ControlCommand): boolean {
  if (command.type !== 'decide' || command.decision !== 'approve' || command.deliver === 'local')
    return false;
  const own = log.events.findLast((event) => event.type === 'runner-started');
  const worked = own?.type === 'runner-started' && own.pid === process.pid;
  return worked && state().delivery?.how === 'pull-request' && state().status === 'awaiting-decision';
}

function canStillHear({ state }: RunContext): boolean {
  return !isOver(state()) && state().status !== 'awaiting-decision';
}

async function work(context: RunContext): Promise<void> {
  const { log, interruption, state } = context;
  const resumed = state().runner !== null;
  log.append({ type: 'runner-started', ...ownIdentity(), node: process.versions.node, resumed });
  const endWatching = watchControls(context);
  const endLimits = watchLimits(context);
  let turn: RunLock | null = null;
  try {
    turn = await ownTurn(context);
    const end = turn === null ? null : ((await prepare(context)) ?? (await carryOutStages(context)));
    if (interruption.signal.aborted) return await endInterrupted(context);
    if (end !== null && 'end' in end) return await endRun(context, end.end);
    await recordDelivery(context);
    await awaitDecision(context);
  } finally {
    turn?.release();
    await context.fuse.close();
    endLimits();
    await endWatching();
  }
}

/** Runs of one repository that work at once where `dimmer.yaml` does not say. */
const usuallyAtOnce = 8;

/** Null when the run was interrupted before its turn came. */
async function ownTurn({ runDir, log, interruption, state }: RunContext): Promise<RunLock | null> {
  const { repository, base } = state().request;
  const { configuration } = await readConfiguration(repository, base.commit);
  const limit = configuration.parallel ?? usuallyAtOnce;
  const turn = await takeTurn(runDir, limit, interruption.signal, (ahead) =>
    log.append({ type: 'run-queued', ahead, limit }),
  );
  if (turn !== null && state().queued !== null) log.append({ type: 'slot-taken' });
  return turn;
}

const limitsEveryMs = 500;

/** Minutes, and what the machine asks: a run that is told to go away rests and can be resumed. */
function watchLimits(context: RunContext): () => void {
  const { log, interruption, state } = context;
  const suspend = (reason: 'budget' | 'interrupted', message: string, next: string) =>
    interruption.interrupt({ kind: 'suspend', event: { type: 'run-suspended', reason, message, next } });
  const jumped = watchClock(limitsEveryMs);
  const timer = setInterval(() => {
    const milliseconds = jumped();
    if (milliseconds !== 0) log.append({ type: 'machine-slept', milliseconds });
    const { request, worked } = state();
    const { minutes } = request.limits;
    if (workedMilliseconds(worked, Date.now()) < minutes * 60_000) return;
    suspend(
      'budget',
      `The run has worked for its ${minutes} minute${minutes === 1 ? '' : 's'}.`,
      'Resume it with `dimmer resume RUN --budget-minutes N`, or stop it.',
    );
  }, limitsEveryMs);
  const terminated = () =>
    suspend('interrupted', 'The machine asked the run to end.', 'Resume it with `dimmer resume RUN`.');
  process.once('SIGTERM', terminated);
  process.once('SIGINT', terminated);
  return () => {
    clearInterval(timer);
    process.removeListener('SIGTERM', terminated);
    process.removeListener('SIGINT', terminated);
  };
}

/** The one outer handler of a run: what nobody expected still ends as an event that says what was kept. */
async function failRun(context: RunContext, error: unknown): Promise<void> {
  console.error(error);
  if (isOver(context.state())) return;
  await endRun(context, endOf(context, error));
}
