// Finds, makes and replaces the identity file of the command line.
// Invariant: a file that others can read is refused, and the identity is never printed.
import { mkdir, open, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { decodeJson } from '../core/protocol/decode.ts';
import { vaultAnswerSchema } from '../core/protocol/evaluator-answer.ts';
import { runEvaluator } from '../node/evaluator-process.ts';
import { readIdentityFile, type IdentityReading, type WrappedIdentity } from '../node/identity-file.ts';
import type { CommandIo } from './io.ts';
import { readPassphrase } from './passphrase.ts';

export type { IdentityReading };

/** From `--identity FILE`, else `DIMMER_IDENTITY_FILE`; a passphrase is asked for where the file needs one. */
export async function readIdentity(
  flag: string | undefined,
  io: Pick<CommandIo, 'cwd' | 'env' | 'err' | 'passphraseFile'>,
): Promise<IdentityReading> {
  const reading = await findIdentity(flag, io);
  return reading.ok || reading.reason !== 'wrapped' ? reading : openWrapped(reading, io);
}

/** As `readIdentity`, without asking anybody anything. */
export async function findIdentity(
  flag: string | undefined,
  io: Pick<CommandIo, 'cwd' | 'env'>,
): Promise<IdentityReading> {
  const given = flag ?? io.env['DIMMER_IDENTITY_FILE'];
  if (given === undefined || given === '') {
    const message =
      'No vault identity was given. Pass `--identity FILE` or set DIMMER_IDENTITY_FILE; `dimmer vault init` makes one.';
    return { ok: false, reason: 'not-given', message };
  }
  return readIdentityFile(resolve(io.cwd, given));
}

/** The evaluator takes the passphrase off: there is no encryption in this process. */
export async function openWrapped(
  { file, wrapped }: WrappedIdentity,
  io: Pick<CommandIo, 'cwd' | 'env' | 'err' | 'passphraseFile'>,
): Promise<IdentityReading> {
  const asked = await readPassphrase(io, `Passphrase of ${file}: `, io.passphraseFile);
  if (!asked.ok) return { ok: false, reason: 'locked', message: asked.message };
  const { passphrase } = asked;
  const { stdout } = await runEvaluator(
    { v: 1, mode: 'vault', vaultDir: '', action: { type: 'unwrap', wrapped, passphrase } },
    { env: io.env },
  );
  const decoded = decodeJson(vaultAnswerSchema, stdout);
  const body = decoded.ok ? decoded.value : undefined;
  if (body !== undefined && 'identity' in body && body.identity !== undefined)
    return { ok: true, identity: body.identity, file, passphrase, recipient: body.recipient };
  const said = body !== undefined && 'error' in body ? `${body.error.message} ${body.error.next}` : '';
  return { ok: false, reason: 'locked', message: said || 'The identity file cannot be opened.' };
}

/** `$XDG_CONFIG_HOME/dimmer/identity` or the platform's like. */
export function defaultIdentityFile(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const base =
    env['XDG_CONFIG_HOME'] ??
    (process.platform === 'win32' ? env['APPDATA'] : undefined) ??
    join(home, '.config');
  return join(base, 'dimmer', 'identity');
}

/** Writes a new identity file, as it is or as the evaluator wrapped it; an existing one is never overwritten. */
export async function writeIdentityFile(
  file: string,
  keys: { identity: string; recipient: string; wrapped?: string | undefined },
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const target = await open(file, 'wx', 0o600);
  try {
    await target.writeFile(
      keys.wrapped ??
        `# Dimmer vault identity. Keep it secret, and keep a copy elsewhere.\n# public key: ${keys.recipient}\n${keys.identity}\n`,
    );
    await target.sync();
  } finally {
    await target.close();
  }
}

/** Puts `next` in the place of `file`; the old one stays beside it. Returns where. */
export async function replaceIdentityFile(file: string, next: string, stamp: string): Promise<string> {
  const old = `${file}.old-${stamp}`;
  await rename(file, old);
  await rename(next, file);
  return old;
}
