// Beside a run: answers its evaluation requests until the run is decided, one at a time, under a lock of its own.
// Invariant: a request is answered once, tally first, verdict last; what the runner can read holds no word of a scenario.
import { readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson } from '../core/protocol/decode.ts';
import {
  evaluationRequestSchema,
  type EvaluationRequest,
  type Feedback,
  type Tally,
} from '../core/protocol/evaluation.ts';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import type { RunRequest } from '../core/protocol/run-request.ts';
import { isOver } from '../core/run/reduce.ts';
import { readConfiguration } from '../node/configuration.ts';
import { takeLock } from '../node/run-lock.ts';
import { readRun } from '../node/run-store.ts';
import { roundsPerSpec, sealedLooksPerSpec } from '../core/scenario/feedback.ts';
import { defaultBar } from '../core/scenario/statistics.ts';
import { tallyOf } from '../core/scenario/tally.ts';
import { evaluateHidden, unreadable, type Holdout, type Subject } from './evaluate.ts';
import type { Judge } from './judge/judge.ts';
import { openJudge } from './judge/open-judge.ts';
import { linePasses, type LinePasses } from './line-passes.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import { problem, type Problem } from './problem.ts';
import { prepareProduct } from './product.ts';
import { filesOf, messagesOf, transcriptOf } from './readable-texts.ts';
import { sandboxGate } from './selftest/gate.ts';
import { specFacts } from './spec-facts.ts';
import { openVault } from './vault/vault.ts';

type ServeInput = Extract<EvaluatorInput, { mode: 'serve' }>;

const pollMs = 200;
/** A run that nobody decides is not waited for longer; `resume` starts another evaluator. */
const idleMs = 7 * 24 * 60 * 60 * 1000;

/** Resolves with what went wrong, or with nothing when the run is over. */
export async function serveMode(input: ServeInput): Promise<Problem | undefined> {
  const evaluations = join(input.runDir, 'evaluations');
  const lock = takeLock(evaluations, 'evaluator.lock');
  if (lock === null) return undefined;
  try {
    const ready = await prepare(input);
    if ('reason' in ready) {
      await writeJson(join(evaluations, 'evaluator.problem.json'), { v: 1, ...ready });
      return ready;
    }
    await serve(input, evaluations, ready.judge);
    await ready.judge?.close();
    return undefined;
  } finally {
    lock.release();
  }
}

async function prepare(input: ServeInput): Promise<{ judge: Judge | undefined } | Problem> {
  if (input.identity === undefined) return problem('no-identity');
  const unsafe = await sandboxGate();
  if (unsafe !== undefined) return unsafe;
  const vault = await openVault(input.vaultDir, input.identity);
  if (!vault.ok) return problem(vault.reason);
  if (unreadable(vault.vault).length > 0) return problem('damaged-scenarios');
  const judge = input.judge === undefined ? undefined : await openJudge(input.judge);
  return judge !== undefined && 'problem' in judge ? problem('bad-cassette') : { judge };
}

async function serve(input: ServeInput, evaluations: string, judge: Judge | undefined): Promise<void> {
  const passes = linePasses();
  let lastChange = Date.now();
  let seen = -1;
  for (;;) {
    const request = await nextRequest(evaluations);
    if (request !== undefined) {
      await answer(input, evaluations, request, judge, passes);
      lastChange = Date.now();
      continue;
    }
    // Folding the log costs more than looking at its size.
    const size = (await stat(join(input.runDir, 'events.ndjson')).catch(() => undefined))?.size ?? -1;
    if (size !== seen) {
      seen = size;
      lastChange = Date.now();
      const { state } = await readRun(input.runDir);
      if (state !== undefined && isOver(state)) return;
    }
    if (size === -1 && Date.now() - lastChange > 60_000) return;
    if (Date.now() - lastChange > idleMs) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** The first request without a verdict. */
async function nextRequest(evaluations: string): Promise<EvaluationRequest | undefined> {
  const names = await readdir(evaluations).catch((): string[] => []);
  const numbers = names.flatMap((name) => {
    const number = /^(\d+)\.request\.json$/.exec(name)?.[1];
    return number === undefined ? [] : [number];
  });
  for (const number of numbers.sort((a, b) => Number(a) - Number(b))) {
    if (names.includes(`${number}.verdict.json`)) continue;
    const text = await readFile(join(evaluations, `${number}.request.json`), 'utf8').catch(() => '');
    const decoded = decodeJson(evaluationRequestSchema, text);
    if (decoded.ok && String(decoded.value.n) === number) return decoded.value;
  }
  return undefined;
}

async function answer(
  input: ServeInput,
  evaluations: string,
  request: EvaluationRequest,
  judge: Judge | undefined,
  passes: LinePasses,
): Promise<void> {
  const folder = await privateFolder('disk');
  try {
    const done = await evaluateRequest(input, request, judge, folder, passes);
    if (done.tally !== undefined) await writeJson(join(evaluations, `${request.n}.tally.json`), done.tally);
    await writeJson(join(evaluations, `${request.n}.verdict.json`), done.feedback);
  } catch (error) {
    // One evaluation that cannot be done is invalid; it must not leave the run waiting.
    process.stderr.write(`evaluation ${request.n}: ${(error as Error).name}\n`);
    await writeJson(join(evaluations, `${request.n}.verdict.json`), invalid);
  } finally {
    await removeFolder(folder);
  }
}

const invalid: Feedback = { v: 1, gate: 'invalid', failing: [], roundsLeft: 0 };

async function evaluateRequest(
  input: ServeInput,
  request: EvaluationRequest,
  judge: Judge | undefined,
  folder: string,
  passes: LinePasses,
): Promise<Answered> {
  const run = await runRequest(input.runDir);
  if (run === undefined) return { feedback: invalid };
  const vault = await openVault(
    input.vaultDir,
    input.identity as string,
    (entry) => entry.spec === run.spec.id,
  );
  if (!vault.ok) return { feedback: invalid };
  const { spec: launched, repository, base } = run;
  // The spec as launched: what an agent writes into its copy cannot change how it is judged.
  const facts = specFacts(launched.text, launched.path);
  const bin = Object.keys(launched.bin).length > 0 ? launched.bin : facts.bin;
  const spec = { ...facts, id: launched.id, bin, digest: launched.digest };
  const source = { repository, commit: request.commit, twinsFrom: base.commit };
  const product = await prepareProduct(source, spec, folder);
  const { configuration } = await readConfiguration(repository, base.commit);
  const look = {
    digest: spec.digest,
    split: request.split,
    commit: product.commit,
    key: `${request.runId}/${request.n}`,
  };
  const builder = run.backend === 'none' ? undefined : run.model;
  const subject = { product, spec, judge, n: request.n, bar: configuration.gate?.bar, builder };
  const holdout: Holdout = {
    vault: vault.vault,
    identity: input.identity as string,
    async *readable() {
      yield* filesOf(product.app);
      yield* messagesOf(repository, product.commit, base.commit);
      yield* transcriptOf(input.runDir);
    },
  };
  const evaluated = await evaluateHidden(subject, holdout, look);
  if (!evaluated.ok && evaluated.problem.reason === 'no-scenarios')
    return nothingToRun(subject, request, vault.vault.manifest);
  if (!evaluated.ok) return { feedback: evaluated.feedback ?? invalid };
  const { tally, feedback, runs: done } = evaluated.evaluation;
  // A result that goes back to the agent changes: only what may be decided on is worth a second pass.
  if (feedback.gate === 'fail') return { tally, feedback };
  const counted = await passes
    .count(product, spec, { repository, base: base.commit }, done)
    .catch(() => undefined);
  return { tally: { ...tally, ...(counted === undefined ? {} : { lines: counted }) }, feedback };
}

interface Answered {
  readonly feedback: Feedback;
  readonly tally?: Tally;
}

/** A split without scenarios is no evidence and no failure: counts of zero say so. */
function nothingToRun(subject: Subject, { n, split }: EvaluationRequest, vaultManifest: string): Answered {
  const { commit, tree } = subject.product;
  const judged = { model: null, verdicts: 0, passport: 'not measured' } as const;
  const bar = subject.bar ?? defaultBar;
  const tally = tallyOf([], { n, split, commit, tree, vaultManifest, judged, milliseconds: 0, bar });
  return {
    tally,
    feedback: { ...invalid, roundsLeft: split === 'sealed' ? sealedLooksPerSpec : roundsPerSpec },
  };
}

async function runRequest(runDir: string): Promise<RunRequest | undefined> {
  return (await readRun(runDir)).state?.request;
}

async function writeJson(path: string, data: unknown): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(data)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}
