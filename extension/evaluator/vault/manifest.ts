// The encrypted table of contents of a vault: which files hold which scenarios, and to whom everything is encrypted.
// Invariant: the keys to encrypt to are read from here, never from a file that others could write to.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import type { Opener } from './cipher.ts';
import { manifestFile, readRecipients, scenarioFiles } from './files.ts';

/** How an agent could have learnt a scenario, and where that was seen. */
const burnSchema = z.object({
  reason: z.enum(['quoted', 'id', 'values']),
  where: z.enum(['file', 'message', 'transcript']),
  path: z.optional(z.string()),
  /** The evaluation that found it. */
  key: z.string(),
});
export type Burn = z.infer<typeof burnSchema>;

const entrySchema = z.object({
  file: z.string().check(z.regex(/^[0-9a-f]+\.age$/)),
  id: z.string(),
  /** Absent in manifests of earlier versions. */
  title: z.optional(z.string()),
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
  /** What it was seen to fail and pass on, besides that: trees, each under this many seeds. */
  proofs: z.optional(
    z.object({ seeds: z.int(), failsOn: z.array(z.string()), passesOn: z.optional(z.string()) }),
  ),
  /** Of a burned scenario. */
  burn: z.optional(burnSchema),
});
export type VaultEntry = z.infer<typeof entrySchema>;

const manifestSchema = z.object({
  v: z.literal(1),
  entries: z.array(entrySchema),
  /** Absent in manifests of earlier versions: then recipients.txt is believed once more. */
  recipients: z.optional(z.array(z.string())),
});

export interface Manifest {
  readonly entries: readonly VaultEntry[];
  readonly recipients: readonly string[];
  /** SHA-256 of the file, hex. */
  readonly digest: string;
}

/** Whether evaluations carry it out: it is active, and it was seen to fail where it must. */
export function counts({ status, provedRed }: VaultEntry): boolean {
  return status === 'active' && provedRed;
}

export type UnreadManifest = {
  readonly ok: false;
  readonly reason: 'no-vault' | 'wrong-identity' | 'damaged-manifest';
};
export type ReadManifest = { readonly ok: true; readonly manifest: Manifest } | UnreadManifest;

export async function readManifest(directory: string, open: Opener): Promise<ReadManifest> {
  const bytes = await readFile(join(directory, manifestFile)).catch(() => undefined);
  if (bytes === undefined) {
    const lost = (await scenarioFiles(directory)).length > 0;
    return { ok: false, reason: lost ? 'damaged-manifest' : 'no-vault' };
  }
  const decoded = await decodeManifest(bytes, open);
  if (!decoded.ok) return decoded;
  const { entries, recipients } = decoded.manifest;
  const digest = createHash('sha256').update(bytes).digest('hex');
  return {
    ok: true,
    manifest: { entries, recipients: recipients ?? (await readRecipients(directory)), digest },
  };
}

/** The manifest in `bytes`, such as that of the other side of a merge. */
export async function decodeManifest(
  bytes: Uint8Array,
  open: Opener,
): Promise<{ readonly ok: true; readonly manifest: z.infer<typeof manifestSchema> } | UnreadManifest> {
  const opened = await open(bytes);
  if (!opened.ok)
    return { ok: false, reason: opened.reason === 'damaged' ? 'damaged-manifest' : 'wrong-identity' };
  const decoded = decodeJson(manifestSchema, opened.text);
  return decoded.ok ? { ok: true, manifest: decoded.value } : { ok: false, reason: 'damaged-manifest' };
}
