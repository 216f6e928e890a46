// Reads a vault's identity from a private file, in the format that `age-keygen` writes, or as `age -p` protects it.
// Invariant: a file that others can read is refused, and the identity is never part of a message.
import { readFile, stat } from 'node:fs/promises';

export type IdentityReading =
  | {
      readonly ok: true;
      readonly identity: string;
      readonly file: string;
      /** What the file is protected by, where it is. */
      readonly passphrase?: string;
      /** The public half, where it is known. */
      readonly recipient?: string | undefined;
    }
  | {
      readonly ok: false;
      readonly reason: 'not-given' | 'unreadable' | 'public' | 'empty' | 'locked';
      readonly message: string;
    }
  | WrappedIdentity;

/** A passphrase is needed; only the evaluator can make use of it. */
export interface WrappedIdentity {
  readonly ok: false;
  readonly reason: 'wrapped';
  readonly message: string;
  readonly file: string;
  /** What the file holds, base64. */
  readonly wrapped: string;
}

export async function readIdentityFile(file: string): Promise<IdentityReading> {
  const info = await stat(file).catch(() => undefined);
  const bytes = await readFile(file).catch(() => undefined);
  if (info === undefined || bytes === undefined)
    return {
      ok: false,
      reason: 'unreadable',
      message: `The identity file ${file} cannot be read. Check the path.`,
    };
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0)
    return {
      ok: false,
      reason: 'public',
      message: `The identity file ${file} can be read by others. Run \`chmod 600 ${file}\`, then try again.`,
    };
  if (isWrapped(bytes))
    return {
      ...{ ok: false, reason: 'wrapped', file, wrapped: bytes.toString('base64') },
      message: `The identity file ${file} is protected by a passphrase. Give it on the terminal, or with \`--passphrase-file FILE\`.`,
    };
  const identity = bytes
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  if (identity === undefined)
    return { ok: false, reason: 'empty', message: `The identity file ${file} holds no identity.` };
  if (!/^AGE-(SECRET-KEY|PLUGIN)-/i.test(identity))
    return {
      ok: false,
      reason: 'empty',
      message: `The identity file ${file} holds no age identity, which is one line that starts with AGE-SECRET-KEY-1. Check the path.`,
    };
  return { ok: true, identity, file };
}

function isWrapped(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 200).toString('latin1').trimStart();
  return start.startsWith('age-encryption.org/v1') || start.startsWith('-----BEGIN AGE ENCRYPTED FILE-----');
}
