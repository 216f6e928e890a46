// Tries a stage of a run once more: the command first, then, once it is in the log, a runner that goes on with it.
// Invariant: nothing is sent for a run that is at work or was decided, nor for a stage that it has not come to.
import type { StageName } from '../core/level/level.ts';
import type { ControlCommand } from '../core/protocol/control.ts';
import type { RunEventType } from '../core/run/events.ts';
import { mayRetry, retryRound } from '../core/run/next-stage.ts';
import { sendControl } from './control.ts';
import {
  evaluatorIsAlive,
  startEvaluator,
  startRunner,
  type RunnerStart,
  type serveInput,
} from './launch.ts';
import { readRun } from './run-store.ts';

export interface RetryOptions {
  readonly stage: StageName;
  readonly by: string;
  readonly via: ControlCommand['via'];
  readonly start: Omit<RunnerStart, 'purpose'>;
  /** What the evaluator is started with, where there is one to start. */
  readonly serve?: ReturnType<typeof serveInput> | undefined;
}

export type RetryResult =
  | { readonly ok: true; readonly round: number; readonly seq: number }
  | { readonly ok: false; readonly message: string };

export async function retryStage(runDir: string, options: RetryOptions): Promise<RetryResult> {
  const { stage, by, via, start, serve } = options;
  const no = (why: string): RetryResult => ({ ok: false, message: `${why}. Nothing was changed.` });
  const { state, events, problem } = await readRun(runDir);
  if (state === undefined) return no(`the run cannot be read: ${problem ?? 'its log is empty'}`);
  if (!mayRetry(state))
    return no(`it is ${state.status}; a stage is tried again when a run failed, was stopped or rests`);
  const again = retryRound(events, stage);
  if ('refusal' in again) return no(again.refusal);
  await sendControl(runDir, { type: 'retry', stage, by, via }, start);
  await awaken(runDir, state.seq, 'stage-retried');
  const seq = (await readRun(runDir)).state?.seq ?? state.seq;
  if (seq === state.seq)
    return {
      ok: false,
      message: `the command was not taken yet; it is kept. See runner.log in ${runDir}.`,
    };
  if (serve !== undefined && !(await evaluatorIsAlive(runDir))) await startEvaluator(serve, start);
  await startRunner(runDir, start);
  return { ok: true, round: again.round, seq };
}

/** A run at rest looks rested until its new runner has written; following before that would end at once. */
export async function awaken(
  runDir: string,
  seq: number,
  sign: RunEventType = 'runner-started',
): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const { events } = await readRun(runDir);
    if (events.slice(seq).some(({ type }) => type === sign || type === 'run-failed')) return;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
