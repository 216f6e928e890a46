// Reads and keeps the vault's identity on the command line: a private file, in the format that `age-keygen` writes.
// Invariant: a file that others can read is refused, and the identity is never printed.
import { open, readFile, rename, stat } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export type IdentityReading =
  | { readonly ok: true; readonly identity: string; readonly file: string }
  | {
      readonly ok: false;
      readonly reason: 'not-given' | 'unreadable' | 'public' | 'empty';
      readonly message: string;
    };

/** From `--identity FILE`, else `DIMMER_IDENTITY_FILE`. */
export async function readIdentity(
  flag: string | undefined,
  io: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<IdentityReading> {
  const given = flag ?? io.env['DIMMER_IDENTITY_FILE'];
  if (given === undefined || given === '') {
    const message =
      'No vault identity was given. Pass `--identity FILE` or set DIMMER_IDENTITY_FILE; `dimmer vault init` makes one.';
    return { ok: false, reason: 'not-given', message };
  }
  return readIdentityFile(resolve(io.cwd, given));
}

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
  return { ok: true, identity, file };
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

/** Writes a new identity file; an existing one is never overwritten. */
export async function writeIdentityFile(
  file: string,
  keys: { identity: string; recipient: string },
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const target = await open(file, 'wx', 0o600);
  try {
    await target.writeFile(
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
