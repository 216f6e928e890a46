// Runs the visible scenarios of a commit through a one-shot evaluator: the same sandbox as the hidden ones, no identity.
// They never count; the agent may read everything about them.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import { tallySchema } from '../core/protocol/evaluation.ts';
import { visibleDetailSchema } from '../core/protocol/evaluator-answer.ts';
import { coverageSchema } from '../core/run/evidence.ts';
import { runEvaluator, type EvaluatorQuestion } from '../node/evaluator-process.ts';
import { listTree, snapshot } from '../node/snapshot.ts';
import type { RunContext } from './context.ts';

const answerSchema = z.object({
  v: z.literal(1),
  tally: tallySchema,
  details: z.array(visibleDetailSchema),
  lines: z.optional(coverageSchema),
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
  return withProduct(context, commit, undefined, async (product) => {
    const answer = await askVisible(context, product);
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

interface Product {
  readonly dir: string;
  readonly spec: string;
}

/** Lays a commit out in a folder of its own; its scenarios are replaced by those of another commit where one is given. */
export async function withProduct<T>(
  context: RunContext,
  commit: string,
  scenariosOf: string | undefined,
  use: (product: Product) => Promise<T>,
): Promise<T> {
  const { repository, spec } = context.state().request;
  const folder = `${context.paths.checkout}.visible-${commit.slice(0, 12)}`;
  await rm(folder, { recursive: true, force: true });
  const product = { dir: join(folder, 'product'), spec: join(folder, basename(spec.path) || 'spec.md') };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await snapshot(repository, commit, product.dir);
    await writeFile(product.spec, spec.text);
    if (scenariosOf !== undefined) {
      const other = join(folder, 'other');
      await snapshot(repository, scenariosOf, other);
      await rm(join(product.dir, 'scenarios'), { recursive: true, force: true });
      await cp(join(other, 'scenarios'), join(product.dir, 'scenarios'), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    return await use(product);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Null when the scenarios could not be run, or the run was interrupted. */
export async function askVisible(
  { parts, interruption, state }: RunContext,
  { dir, spec }: Product,
  asked: Pick<Extract<EvaluatorQuestion, { mode: 'evaluate' }>, 'trajectories' | 'lines'> = {},
): Promise<z.infer<typeof answerSchema> | null> {
  const { signal } = interruption;
  const input: EvaluatorQuestion = {
    v: 1,
    mode: 'evaluate',
    vaultDir: '',
    repository: state().request.repository,
    dir,
    spec,
    split: 'visible',
    ...asked,
  };
  const result = await runEvaluator(input, { bundleDir: parts.bundles, signal }).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (result === null) return null;
  const decoded = decodeJson(answerSchema, result.stdout);
  if (decoded.ok) return decoded.value;
  console.error(
    `visible scenarios were not run: ${String(result.stdout).slice(0, 500)} ${String(result.stderr).slice(-500)}`,
  );
  return null;
}
