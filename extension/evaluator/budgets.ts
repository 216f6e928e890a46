// How often hidden scenarios were asked about one version of a spec; from runs and from the command line alike.
// Invariant: asking again for an evaluation that was already counted (after a crash) is not counted again.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../core/protocol/decode.ts';
import type { HiddenSplit } from '../core/protocol/evaluation.ts';
import { roundsPerSpec, sealedLooksPerSpec } from '../core/scenario/feedback.ts';
import { whileLocked, writeWhole } from './vault/files.ts';

const recordSchema = z.object({
  /** Keys of counted evaluations. */
  validation: z.array(z.string()),
  sealed: z.array(z.string()),
  /** Satisfaction reported last, 0 to 1. */
  reported: z.optional(z.number()),
  /** Commits whose validation gate passed: only these may be asked about with the sealed split. */
  passed: z.array(z.string()),
});
const fileSchema = z.object({ v: z.literal(1), specs: z.record(z.string(), recordSchema) });

export type BudgetRecord = z.infer<typeof recordSchema>;
export interface Look {
  /** Digest of the spec's text. */
  readonly digest: string;
  readonly split: HiddenSplit;
  readonly commit: string;
  /** The same for every attempt at one evaluation, such as run id and number. */
  readonly key: string;
}
export type Budget =
  | { readonly ok: true; readonly left: number; readonly reported: number | undefined }
  | {
      readonly ok: false;
      readonly reason: 'no-rounds-left' | 'not-validated' | 'damaged';
      readonly left: number;
    };

const limits = { validation: roundsPerSpec, sealed: sealedLooksPerSpec };
const fileName = 'budgets.json';

/** Counts a look before it is taken, so that a killed evaluation is not a free one. */
export async function countLook(vaultDir: string, look: Look): Promise<Budget> {
  return update(vaultDir, look.digest, (record) => {
    const counted = record[look.split];
    const left = limits[look.split] - counted.length;
    if (counted.includes(look.key)) return [record, { ok: true, left, reported: record.reported }];
    if (look.split === 'sealed' && !record.passed.includes(look.commit))
      return [record, { ok: false, reason: 'not-validated', left }];
    if (left <= 0) return [record, { ok: false, reason: 'no-rounds-left', left: 0 }];
    const next = { ...record, [look.split]: [...counted, look.key] };
    return [next, { ok: true, left: left - 1, reported: record.reported }];
  });
}

/** Keeps what later feedback is compared with. */
export async function recordOutcome(
  vaultDir: string,
  look: Look,
  outcome: { readonly reported: number | undefined; readonly passed: boolean },
): Promise<void> {
  await update(vaultDir, look.digest, (record) => {
    const passed =
      look.split === 'validation' && outcome.passed
        ? [...new Set([...record.passed, look.commit])]
        : record.passed;
    const reported = outcome.reported === undefined ? {} : { reported: outcome.reported };
    return [
      { ...record, ...reported, passed },
      { ok: true, left: 0, reported: undefined },
    ];
  });
}

async function update(
  vaultDir: string,
  digest: string,
  change: (record: BudgetRecord) => readonly [BudgetRecord, Budget],
): Promise<Budget> {
  return whileLocked(vaultDir, async () => {
    const text = await readFile(join(vaultDir, fileName), 'utf8').catch(() => '{"v":1,"specs":{}}');
    const decoded = decodeJson(fileSchema, text);
    if (!decoded.ok) return { ok: false, reason: 'damaged', left: 0 };
    const record = decoded.value.specs[digest] ?? { validation: [], sealed: [], passed: [] };
    const [next, budget] = change(record);
    const specs = { ...decoded.value.specs, [digest]: next };
    if (next !== record) await writeWhole(join(vaultDir, fileName), JSON.stringify({ v: 1, specs }));
    return budget;
  });
}
