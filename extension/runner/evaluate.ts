// The hidden stages: asks the evaluator through the run folder and waits for its verdict.
// Invariant: the runner sees the closed feedback object and counts, never a scenario; without an evaluator nothing is claimed.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import {
  feedbackSchema,
  tallySchema,
  type EvaluationRequest,
  type Feedback,
  type HiddenSplit,
  type Tally,
} from '../core/protocol/evaluation.ts';
import type { Evaluation } from '../core/run/state.ts';
import { evaluatorIdentity } from '../node/launch.ts';
import { isAlive } from '../node/run-store.ts';
import { interrupted, type EndEvent, type RunContext, type StageResult } from './context.ts';

export async function validation(context: RunContext, round: number): Promise<StageResult> {
  const why = await whyNot(context);
  if (why !== null) return skip(context, why);
  return judged(context, 'validation', round);
}

export async function sealed(context: RunContext, round: number): Promise<StageResult> {
  const { stages } = context.state();
  if (stages.validation !== 'success') return { status: 'skipped', note: 'nothing passed validation' };
  return judged(context, 'sealed', round);
}

/** Why hidden evaluation cannot happen in this run, or null. */
async function whyNot({ runDir, state }: RunContext): Promise<string | null> {
  if (state().request.vaultId === undefined)
    return '0 hidden scenarios, not checked: this repository has no vault';
  if ((await evaluatorIdentity(runDir)) !== null) return null;
  return 'not checked: the run was launched without the identity of the vault';
}

function skip({ log, state }: RunContext, reason: string): StageResult {
  if (state().evaluationSkipped !== reason) log.append({ type: 'evaluation-skipped', reason });
  return { status: 'skipped', note: reason };
}

async function judged(context: RunContext, split: HiddenSplit, round: number): Promise<StageResult> {
  const evaluation = await ask(context, split, round);
  let feedback = evaluation.feedback;
  if (feedback === null) {
    const verdict = await waitForVerdict(context, evaluation.n);
    if ('end' in verdict || 'interrupted' in verdict) return verdict;
    feedback = verdict.feedback;
    context.log.append({ type: 'evaluation-finished', n: evaluation.n, ...verdict });
  }
  if (feedback.gate === 'invalid')
    return { status: 'skipped', note: 'the evaluation is invalid: it counts for nothing' };
  return { status: feedback.gate === 'pass' ? 'success' : 'fail' };
}

/** The evaluation of this visit: the one that a crash interrupted, or a new one. */
async function ask(context: RunContext, split: HiddenSplit, round: number): Promise<Evaluation> {
  const { log, runDir, state } = context;
  const { request, head, evaluations } = state();
  if (head === null) throw new Error('an evaluation was asked for before there was a commit');
  // What was asked before a human wanted the stage once more is another visit's.
  const retried = log.events.findLastIndex((event) => event.type === 'stage-retried');
  const fresh = log.events.slice(retried + 1).filter((event) => event.type === 'evaluation-requested');
  const known = evaluations.findLast(
    (one) =>
      one.split === split &&
      one.round === round &&
      one.commit === head.commit &&
      fresh.some(({ n }) => n === one.n),
  );
  const n = known?.n ?? evaluations.length + 1;
  if (!known) log.append({ type: 'evaluation-requested', n, split, commit: head.commit, round });
  const { runId, spec } = request;
  const message: EvaluationRequest = { v: 1, n, runId, commit: head.commit, specDigest: spec.digest, split };
  const target = join(runDir, 'evaluations', `${n}.request.json`);
  await writeFile(`${target}.tmp`, JSON.stringify(message), { mode: 0o600 });
  await rename(`${target}.tmp`, target);
  return known ?? { n, split, commit: head.commit, round, feedback: null, tally: null };
}

type Answer = { readonly feedback: Feedback; readonly tally: Tally | null };

async function waitForVerdict(
  { runDir, interruption }: RunContext,
  n: number,
): Promise<Answer | { end: EndEvent } | typeof interrupted> {
  for (;;) {
    const identity = await evaluatorIdentity(runDir);
    const alive = identity !== null && isAlive(identity);
    const answer = await readVerdict(runDir, n);
    if (answer) return answer;
    if (interruption.signal.aborted) return interrupted;
    if (!alive) return { end: await locked(runDir) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const problemSchema = z.object({ message: z.string() });

/** The evaluator says in a file why it could not begin: a wrong identity, a damaged vault. */
async function locked(runDir: string): Promise<EndEvent> {
  const text = await readFile(join(runDir, 'evaluations', 'evaluator.problem.json'), 'utf8').catch(() => '');
  const problem = decodeJson(problemSchema, text);
  const why = problem.ok
    ? problem.value.message
    : 'The evaluator is not running, so the work cannot be judged.';
  return {
    type: 'run-suspended',
    reason: 'vault-locked',
    message: `${why} The work is committed and nothing is lost.`,
    next: 'Unlock the vault: `dimmer resume RUN --identity FILE`, or resume the run in VS Code.',
  };
}

async function readVerdict(runDir: string, n: number): Promise<Answer | null> {
  const read = (kind: string) =>
    readFile(join(runDir, 'evaluations', `${n}.${kind}.json`), 'utf8').catch(() => null);
  const verdict = await read('verdict');
  if (verdict === null) return null;
  const feedback = decodeJson(feedbackSchema, verdict);
  if (!feedback.ok) throw new Error(`the evaluator's verdict ${n} is not readable: ${feedback.problems[0]}`);
  const tally = decodeJson(tallySchema, (await read('tally')) ?? '');
  return { feedback: feedback.value, tally: tally.ok ? tally.value : null };
}
