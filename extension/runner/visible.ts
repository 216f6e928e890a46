// Runs the visible scenarios of a commit through a one-shot evaluator: the same sandbox as the hidden ones, no identity.
// They never count; the agent may read everything about them.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { tallySchema } from '../core/protocol/evaluation.ts';
import {
  comparedAnswerSchema,
  visibleDetailSchema,
  type ComparedAnswer,
} from '../core/protocol/evaluator-answer.ts';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import { listTree, snapshot } from '../node/snapshot.ts';
import type { RunContext } from './context.ts';

const answerSchema = z.object({
  v: z.literal(1),
  tally: tallySchema,
  details: z.array(visibleDetailSchema),
});

export interface VisibleResult {
  readonly satisfied: number;
  readonly observed: number;
  /** Ids of the scenarios that are not satisfied. */
  readonly failing: readonly string[];
  /** One line per failing scenario, for the agent. */
  readonly report: string;
}

/** Null when the commit has no visible scenarios, or they could not be run; why is in runner.log. */
export async function runVisible(context: RunContext, commit: string): Promise<VisibleResult | null> {
  const { request } = context.state();
  const scenarios = await listTree(request.repository, commit, 'scenarios');
  if (!scenarios.some((entry) => entry.path.endsWith('.md'))) return null;
  return withProduct(context, commit, async ({ dir, spec }) => {
    const { repository } = request;
    const where = { vaultDir: '', repository, dir, spec, twinsFrom: request.base.commit } as const;
    const answer = await ask(context, { v: 1, mode: 'evaluate', split: 'visible', ...where }, answerSchema);
    if (answer === null) return null;
    const { tally, details } = answer;
    const failing = details.filter((one) => !one.satisfied);
    return {
      satisfied: tally.satisfied,
      observed: tally.observed,
      failing: failing.map((one) => one.scenario),
      report: failing.map((one) => `- ${one.scenario}: ${one.failures.join('; ')}`).join('\n'),
    };
  });
}

/** Null when they could not be run, or the run was interrupted; why is in runner.log. */
export async function compareVisible(
  context: RunContext,
  asked: Pick<Extract<EvaluatorQuestion, { mode: 'compare' }>, 'base' | 'head' | 'repeats' | 'patienceMs'>,
): Promise<ComparedAnswer | null> {
  const { repository, spec } = context.state().request;
  const { path, text } = spec;
  const question = {
    v: 1,
    mode: 'compare',
    vaultDir: '',
    repository,
    spec: { path, text },
    ...asked,
  } as const;
  return ask(context, question, comparedAnswerSchema);
}

/** Lays a commit out in a folder of its own, with the spec of the run beside it. */
async function withProduct<T>(
  context: RunContext,
  commit: string,
  use: (product: { readonly dir: string; readonly spec: string }) => Promise<T>,
): Promise<T> {
  const { repository, spec } = context.state().request;
  const folder = `${context.paths.checkout}.visible-${commit.slice(0, 12)}`;
  await rm(folder, { recursive: true, force: true });
  const product = { dir: join(folder, 'product'), spec: join(folder, basename(spec.path) || 'spec.md') };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await snapshot(repository, commit, product.dir);
    await writeFile(product.spec, spec.text);
    return await use(product);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function ask<T>(
  { parts, interruption: { signal } }: RunContext,
  question: EvaluatorQuestion,
  schema: z.ZodMiniType<T>,
): Promise<T | null> {
  const result = await runEvaluator(question, { bundleDir: parts.bundles, signal }).catch(
    (error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    },
  );
  if (result === null) return null;
  const decoded = decodeJson(schema, result.stdout);
  if (decoded.ok) return decoded.value;
  console.error(
    `visible scenarios were not run: ${String(result.stdout).slice(0, 500)} ${String(result.stderr).slice(-500)}`,
  );
  return null;
}
