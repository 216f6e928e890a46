// Opens a vault: the manifest, then every scenario it names. One unreadable file never hides the others.
// Invariant: what is not in the manifest does not count; what is in it is either a scenario or a reported problem.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import { parseScenario } from '../../core/scenario/parse-scenario.ts';
import type { Scenario } from '../../core/scenario/schema.ts';
import { decrypt, encrypt } from './cipher.ts';
import { manifestFile, randomName, readRecipients, scenarioFiles, writeWhole } from './files.ts';

export const entrySchema = z.object({
  file: z.string().check(z.regex(/^[0-9a-f]+\.age$/)),
  id: z.string(),
  spec: z.string(),
  /** SHA-256 of the plaintext, hex. */
  sha256: z.string(),
  requirements: z.array(z.string()),
  split: z.enum(['validation', 'sealed']),
  status: z.enum(['draft', 'active', 'burned', 'retired']),
  /** Counts up each time the scenario is replaced. */
  version: z.int(),
  /** Whether it was seen to fail on a product that does nothing. */
  provedRed: z.boolean(),
});
export type VaultEntry = z.infer<typeof entrySchema>;
const manifestSchema = z.object({ v: z.literal(1), entries: z.array(entrySchema) });

export interface VaultProblem {
  readonly file: string;
  readonly reason:
    'damaged' | 'wrong-identity' | 'missing' | 'changed' | 'not-in-manifest' | 'not-a-scenario';
}

export interface VaultScenario {
  readonly entry: VaultEntry;
  readonly scenario: Scenario;
}

export interface Vault {
  readonly directory: string;
  readonly entries: readonly VaultEntry[];
  readonly scenarios: readonly VaultScenario[];
  readonly problems: readonly VaultProblem[];
  /** SHA-256 of the manifest file, hex: names this state of the vault in events and tallies. */
  readonly manifest: string;
  readonly recipients: readonly string[];
}

export type OpenedVault =
  | { readonly ok: true; readonly vault: Vault }
  | { readonly ok: false; readonly reason: 'no-vault' | 'wrong-identity' | 'damaged-manifest' };

export async function openVault(directory: string, identity: string): Promise<OpenedVault> {
  const bytes = await readFile(join(directory, manifestFile)).catch(() => undefined);
  const files = await scenarioFiles(directory);
  if (bytes === undefined) return { ok: false, reason: files.length > 0 ? 'damaged-manifest' : 'no-vault' };
  const manifest = await decrypt(bytes, identity);
  if (!manifest.ok)
    return { ok: false, reason: manifest.reason === 'damaged' ? 'damaged-manifest' : 'wrong-identity' };
  const decoded = decodeJson(manifestSchema, manifest.text);
  if (!decoded.ok) return { ok: false, reason: 'damaged-manifest' };
  const { entries } = decoded.value;
  const scenarios: VaultScenario[] = [];
  const problems: VaultProblem[] = [];
  for (const entry of entries) {
    const read = await readEntry(directory, entry, identity);
    if ('scenario' in read) scenarios.push(read);
    else problems.push(read);
  }
  const known = new Set(entries.map((entry) => entry.file));
  for (const file of files) if (!known.has(file)) problems.push({ file, reason: 'not-in-manifest' });
  const recipients = await readRecipients(directory);
  return {
    ok: true,
    vault: { directory, entries, scenarios, problems, manifest: sha256(bytes), recipients },
  };
}

async function readEntry(
  directory: string,
  entry: VaultEntry,
  identity: string,
): Promise<VaultScenario | VaultProblem> {
  const { file } = entry;
  const bytes = await readFile(join(directory, file)).catch(() => undefined);
  if (bytes === undefined) return { file, reason: 'missing' };
  const opened = await decrypt(bytes, identity);
  if (!opened.ok) return { file, reason: opened.reason };
  if (sha256(opened.text) !== entry.sha256) return { file, reason: 'changed' };
  const parsed = parseScenario(opened.text);
  return parsed.ok ? { entry, scenario: parsed.scenario } : { file, reason: 'not-a-scenario' };
}

export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function writeManifest(
  directory: string,
  entries: readonly VaultEntry[],
  recipients: readonly string[],
): Promise<void> {
  const text = JSON.stringify({ v: 1, entries });
  await writeWhole(join(directory, manifestFile), await encrypt(text, recipients));
}

/** Writes a scenario under a new random name. It counts once the manifest names it. */
export async function writeScenario(
  directory: string,
  text: string,
  recipients: readonly string[],
): Promise<string> {
  const file = randomName();
  await writeWhole(join(directory, file), await encrypt(text, recipients));
  return file;
}
