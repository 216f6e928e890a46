// Runs the visible scenarios of a commit through a one-shot evaluator: the same sandbox as the hidden ones, no identity.
// They never count; the agent may read everything about them.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { tallySchema } from '../core/protocol/evaluation.ts';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import { listTree, snapshot } from '../node/snapshot.ts';
import type { RunContext } from './context.ts';

const answerSchema = z.object({
  v: z.literal(1),
  tally: tallySchema,
  details: z.array(z.object({ scenario: z.string(), satisfied: z.boolean(), failures: z.array(z.string()) })),
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
  const folder = `${context.paths.checkout}.visible`;
  await rm(folder, { recursive: true, force: true });
  const dir = join(folder, 'product');
  const spec = join(folder, basename(request.spec.path));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await snapshot(request.repository, commit, dir);
    await writeFile(spec, request.spec.text);
    const input: EvaluatorQuestion = {
      v: 1,
      mode: 'evaluate',
      vaultDir: '',
      repository: request.repository,
      dir,
      spec,
      split: 'visible',
    };
    return await ask(context, input);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function ask(
  { parts, interruption }: RunContext,
  input: EvaluatorQuestion,
): Promise<VisibleResult | null> {
  const { signal } = interruption;
  const result = await runEvaluator(input, { bundleDir: parts.bundles, signal }).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (result === null) return null;
  const decoded = decodeJson(answerSchema, result.stdout);
  if (!decoded.ok) {
    console.error(
      `visible scenarios were not run: ${String(result.stdout).slice(0, 500)} ${String(result.stderr).slice(-500)}`,
    );
    return null;
  }
  const { tally, details } = decoded.value;
  const failing = details.filter((one) => !one.satisfied);
  return {
    satisfied: tally.satisfied,
    observed: tally.observed,
    failing: failing.map((one) => one.scenario),
    report: failing.map((one) => `- ${one.scenario}: ${one.failures.join('; ')}`).join('\n'),
  };
}
