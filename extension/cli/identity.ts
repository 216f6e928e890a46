// Finds, makes and replaces the identity file of the command line.
// Invariant: a file that others can read is refused, and the identity is never printed.
import { mkdir, open, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readIdentityFile, type IdentityReading } from '../node/identity-file.ts';

export type { IdentityReading };

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
