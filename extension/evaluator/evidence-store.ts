// Full evidence of an evaluation, encrypted beside the vault for whoever holds a key; nothing of it leaves otherwise.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../core/protocol/evaluation.ts';
import type { ScenarioRun } from './run-scenarios.ts';
import { encrypt } from './vault/cipher.ts';
import { randomName, writeWhole } from './vault/files.ts';

/** Returns the name of the file under `evidence/`. */
export async function storeEvidence(
  vault: { readonly directory: string; readonly recipients: readonly string[] },
  key: string,
  tally: Tally,
  runs: readonly ScenarioRun[],
): Promise<string> {
  const folder = join(vault.directory, 'evidence');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const scenarios = runs.map(({ scenario, reports }) => ({
    scenario: scenario.id,
    requirements: scenario.requirements,
    trajectories: reports.map(({ result, failures, record }) => ({
      ...result,
      failures,
      record: record.map(trimmed),
    })),
  }));
  const name = randomName();
  const text = JSON.stringify({ v: 1, key, tally, scenarios });
  await writeWhole(join(folder, name), await encrypt(text, vault.recipients));
  return name;
}

const maxText = 64 * 1024;
/** A picture is worth nothing when it is cut; the browser's sandbox has bounded it. */
const whole = 'screenshot';

function trimmed(record: unknown): unknown {
  if (typeof record !== 'object' || record === null) return record;
  const entries = Object.entries(record).map(([key, value]) => [
    key,
    typeof value === 'string' && key !== whole ? value.slice(0, maxText) : value,
  ]);
  return Object.fromEntries(entries) as unknown;
}
