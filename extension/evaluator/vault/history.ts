// What became of each hidden scenario in earlier evaluations, encrypted beside the vault: for the view, and for how far trajectories agree.
// Invariant: counts and ids only; a history that cannot be read is an empty one, never a reason not to evaluate.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import { count, type ScenarioResult } from '../../core/scenario/result.ts';
import { agreementOf, type Agreement } from '../../core/scenario/statistics.ts';
import { decrypt, encrypt } from './cipher.ts';
import { whileLocked, writeWhole } from './files.ts';

const resultSchema = z.object({
  id: z.string(),
  version: z.int(),
  satisfied: z.int(),
  observed: z.int(),
});
const evaluationSchema = z.object({
  /** RFC 3339. */
  at: z.string(),
  key: z.string(),
  spec: z.string(),
  split: z.enum(['validation', 'sealed']),
  commit: z.string(),
  results: z.array(resultSchema),
});
export type PastEvaluation = z.infer<typeof evaluationSchema>;
const historySchema = z.object({ v: z.literal(1), evaluations: z.array(evaluationSchema) });

/** The latest ones; older ones are in the evidence files. */
const kept = 200;
const mostCommits = 10;
const fileOf = (directory: string): string => join(directory, 'evidence', 'history.age');

/** Oldest first. */
export async function readHistory(directory: string, identity: string): Promise<PastEvaluation[]> {
  const bytes = await readFile(fileOf(directory)).catch(() => undefined);
  const opened = bytes === undefined ? undefined : await decrypt(bytes, identity);
  const decoded = opened?.ok === true ? decodeJson(historySchema, opened.text) : undefined;
  return decoded?.ok === true ? decoded.value.evaluations : [];
}

/** An evaluation that was answered before (after a crash) replaces itself. */
export async function appendHistory(
  vault: { readonly directory: string; readonly recipients: readonly string[] },
  identity: string,
  evaluation: PastEvaluation,
): Promise<void> {
  await whileLocked(vault.directory, async () => {
    const before = await readHistory(vault.directory, identity);
    const others = before.filter(({ key }) => key !== evaluation.key);
    await writeHistory(vault, [...others, evaluation].slice(-kept));
  });
}

async function writeHistory(
  { directory, recipients }: { readonly directory: string; readonly recipients: readonly string[] },
  evaluations: readonly PastEvaluation[],
): Promise<void> {
  await mkdir(join(directory, 'evidence'), { recursive: true, mode: 0o700 });
  await writeWhole(fileOf(directory), await encrypt(JSON.stringify({ v: 1, evaluations }), recipients));
}

/** When keys change: the history is encrypted to the new ones, as the scenarios are. Called under the vault's lock. */
export async function reencryptHistory(
  directory: string,
  identity: string,
  recipients: readonly string[],
): Promise<void> {
  const evaluations = await readHistory(directory, identity);
  if (evaluations.length > 0) await writeHistory({ directory, recipients }, evaluations);
}

/** What an evaluation adds, from its results in the order of `entries`. */
export function pastResults(
  entries: readonly { readonly id: string; readonly version: number }[],
  results: readonly ScenarioResult[],
): PastEvaluation['results'] {
  return entries.map(({ id, version }, at) => {
    const { satisfied, observed } = count(results.slice(at, at + 1));
    return { id, version, satisfied, observed };
  });
}

/** How trajectories agreed in earlier evaluations of this spec. */
export function pastAgreements(history: readonly PastEvaluation[], spec: string, key: string): Agreement[] {
  return history
    .filter((one) => one.spec === spec && one.key !== key)
    .map(({ results }) => agreementOf(results));
}

/** The last commits that this spec's scenarios were run on: values made for them may have been seen since. */
export function commitsOf(history: readonly PastEvaluation[], spec: string, key: string): string[] {
  const before = history.filter((one) => one.spec === spec && one.key !== key);
  return [...new Set(before.map(({ commit }) => commit))].slice(-mostCommits);
}

/** Scenario id -> what the last evaluation said that observed it; one that only the harness lost, and a canary, were not observed. */
export function lastResults(
  history: readonly PastEvaluation[],
): Map<string, { at: string; commit: string; satisfied: number; observed: number }> {
  return new Map(
    history.flatMap(({ at, commit, results }) =>
      results
        .filter(({ observed }) => observed > 0)
        .map(({ id, satisfied, observed }) => [id, { at, commit, satisfied, observed }] as const),
    ),
  );
}
