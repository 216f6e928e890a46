// What the self-test of the sandboxes came to on this machine, kept in the state directory, so that it runs once and not each time.
// Invariant: a record counts only for the very program, sandbox, kernel and user that it names, and only whole; nothing here says
// "passed" that the suite did not. Agents cannot write the folder: row 70b of the suite tries.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { machine, release } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { decodeJson } from '../../core/protocol/decode.ts';
import { writePrivate } from '../private-file.ts';
import { runCommand } from '../run-command.ts';
import { privateFolder, stateHome } from '../state-home.ts';
import { findProgram } from './find-program.ts';

const recordSchema = z.object({
  v: z.literal(1),
  facts: z.record(z.string(), z.string()),
  run: z.int(),
  /** Attacks that got through one of our sandboxes. */
  leaked: z.array(z.string()),
  at: z.string(),
  digest: z.string(),
});
export type SelftestRecord = z.infer<typeof recordSchema>;

/** What a result depends on. `program` is the evaluator's file: another version is another result. */
export type SelftestFacts = Readonly<Record<string, string>>;

export async function selftestFacts(program: string): Promise<SelftestFacts> {
  const bwrap = findProgram('bwrap');
  const version =
    bwrap === undefined
      ? 'none'
      : (await runCommand(bwrap, ['--version'], { env: {}, timeoutMs: 5_000 })).stdout.trim();
  return {
    program: createHash('sha256')
      .update(await readFile(await builtFrom(program)))
      .digest('hex'),
    bwrap: `${bwrap} ${version}`,
    kernel: `${release()} ${machine()}`,
    user: String(process.getuid?.()),
    parts: ['socat', 'rg'].filter((name) => findProgram(name) !== undefined).join(' '),
  };
}

/** Sources count as the bundle that was last built from them: a developer's tests then share one result. */
async function builtFrom(program: string): Promise<string> {
  if (!program.endsWith('.ts')) return program;
  const bundle = join(import.meta.dirname, '..', '..', '..', 'dist', 'evaluator.mjs');
  const built = await open(bundle).catch(() => undefined);
  await built?.close();
  return built === undefined ? program : bundle;
}

/** The record of exactly these facts; undefined where there is none that can be believed. */
export async function readSelftest(facts: SelftestFacts): Promise<SelftestRecord | undefined> {
  const folder = await selftestFolder();
  const { O_RDONLY, O_NOFOLLOW } = constants;
  const file = await open(join(folder, nameOf(facts)), O_RDONLY | O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if (!(await isOwn(file))) return undefined;
    const decoded = decodeJson(recordSchema, await file.readFile('utf8'));
    if (!decoded.ok || decoded.value.digest !== digestOf(decoded.value)) return undefined;
    return nameOf(decoded.value.facts) === nameOf(facts) ? decoded.value : undefined;
  } finally {
    await file.close();
  }
}

export async function writeSelftest(
  facts: SelftestFacts,
  result: Pick<SelftestRecord, 'run' | 'leaked'>,
): Promise<void> {
  const body = { v: 1 as const, facts: { ...facts }, ...result, at: new Date().toISOString() };
  const target = join(await selftestFolder(), nameOf(facts));
  const temporary = `${target}.${process.pid}.tmp`;
  await writePrivate(temporary, `${JSON.stringify({ ...body, digest: digestOf(body) })}\n`);
  await rename(temporary, target);
}

/** Private to the user, and beside the programs that runs execute: whoever could write here had no need to. */
export function selftestFolder(): Promise<string> {
  return privateFolder(join(stateHome(), 'bundles', 'selftest'));
}

async function isOwn(file: FileHandle): Promise<boolean> {
  const { uid, mode } = await file.stat();
  return uid === process.getuid?.() && (mode & 0o077) === 0;
}

function nameOf(facts: SelftestFacts): string {
  return `${sha256(Object.entries(facts).sort()).slice(0, 32)}.json`;
}

const digestOf = ({ facts, run, leaked, at }: Omit<SelftestRecord, 'digest'>): string =>
  sha256([Object.entries(facts).sort(), run, leaked, at]);

const sha256 = (data: unknown): string => createHash('sha256').update(JSON.stringify(data)).digest('hex');
