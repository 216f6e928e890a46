// Reads a vault's identity from a private file, in the format that `age-keygen` writes.
// Invariant: a file that others can read is refused, and the identity is never part of a message.
import { readFile, stat } from 'node:fs/promises';

export type IdentityReading =
  | { readonly ok: true; readonly identity: string; readonly file: string }
  | {
      readonly ok: false;
      readonly reason: 'not-given' | 'unreadable' | 'public' | 'empty';
      readonly message: string;
    };

export async function readIdentityFile(file: string): Promise<IdentityReading> {
  const info = await stat(file).catch(() => undefined);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (info === undefined || text === undefined)
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
  const identity = text
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
