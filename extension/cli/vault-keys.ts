// The actions of `dimmer vault` that make, replace and protect keys.
// Invariant: a key is in its file, private and whole, before a vault depends on it; none is printed.
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readIdentityFile } from '../node/identity-file.ts';
import { misplacedVault } from '../node/vault-place.ts';
import { refuse } from './ask-evaluator.ts';
import {
  defaultIdentityFile,
  openWrapped,
  readIdentity,
  replaceIdentityFile,
  writeIdentityFile,
} from './identity.ts';
import { readNewPassphrase } from './passphrase.ts';
import { ask, type Context } from './vault-ask.ts';

interface Keys {
  readonly identity: string;
  readonly recipient: string;
  readonly wrapped?: string | undefined;
}

/** A new key, protected where there is a passphrase; a number is an exit code, already told. */
async function newKeys(context: Context, passphrase: string | undefined): Promise<Keys | number> {
  const made = await ask(context, undefined, { type: 'new-identity' });
  if (!made.ok) return made.exit;
  const { identity = '', recipient = '' } = made.body;
  if (passphrase === undefined) return { identity, recipient };
  const wrapped = await ask(context, undefined, { type: 'wrap', secret: identity, passphrase });
  return wrapped.ok ? { identity, recipient, wrapped: wrapped.body.sealed } : wrapped.exit;
}

export async function init(context: Context): Promise<number> {
  const { io, vaultDir, flags } = context;
  const file = resolve(
    io.cwd,
    flags.identity ?? io.env['DIMMER_IDENTITY_FILE'] ?? defaultIdentityFile(io.env),
  );
  const existing = (await stat(file).catch(() => undefined)) !== undefined;
  let identity: string | undefined;
  if (!existing) {
    const chosen = flags.passphrase ? await readNewPassphrase(io, flags['new-passphrase-file']) : undefined;
    if (chosen?.ok === false) return refuse(io, 3, chosen.message);
    const keys = await newKeys(context, chosen?.passphrase);
    if (typeof keys === 'number') return keys;
    await writeIdentityFile(file, keys);
    identity = keys.identity;
  }
  if (identity === undefined) {
    const found = await readIdentityFile(file);
    const reading = !found.ok && found.reason === 'wrapped' ? await openWrapped(found, io) : found;
    if (!reading.ok) return refuse(io, 3, reading.message);
    identity = reading.identity;
  }
  const made = await ask(context, identity, { type: 'init' });
  if (!made.ok) return made.exit;
  const { recipient } = made.body;
  if (io.json) io.out(`${JSON.stringify({ v: 1, vaultDir, identityFile: file, recipient })}\n`);
  else io.out(initText(vaultDir, file, existing));
  return 0;
}

function initText(vaultDir: string, file: string, existing: boolean): string {
  return `Vault: ${vaultDir}
Identity: ${file}${existing ? ' (it was there and is used as it is)' : ''}
The vault is encrypted to this identity. Without it the scenarios are lost: keep a copy of the file elsewhere.
It protects them on disk, in backups and when the vault is shared, and agents that Dimmer launches cannot reach it.
It does not stop an agent that you run yourself: that one reads what you can read.
Next: dimmer vault add FILE --identity ${file}
`;
}

/** For who joins a vault that others made: the public half is what they need to hear. */
export async function newKey(context: Context, path: string): Promise<number> {
  const { io, root, flags } = context;
  const file = resolve(io.cwd, path);
  const unfit = await unfitForKey(root, file);
  if (unfit !== undefined) return refuse(io, 2, unfit);
  const chosen = flags.passphrase ? await readNewPassphrase(io, flags['new-passphrase-file']) : undefined;
  if (chosen?.ok === false) return refuse(io, 3, chosen.message);
  const keys = await newKeys(context, chosen?.passphrase);
  if (typeof keys === 'number') return keys;
  await writeIdentityFile(file, keys);
  const { recipient } = keys;
  const text = `Identity: ${file}\nPublic key, to be given to a member of the vault, who runs \`dimmer vault recipients add\` with it:\n${recipient}\n`;
  io.out(io.json ? `${JSON.stringify({ v: 1, identityFile: file, recipient })}\n` : text);
  return 0;
}

async function unfitForKey(root: string, file: string): Promise<string | undefined> {
  if ((await misplacedVault(root, file)) !== undefined)
    return 'No key was made: agents read the repository. Name a file outside of it.';
  const taken = (await stat(file).catch(() => undefined)) !== undefined;
  return taken ? `No key was made: there is a file at ${file} already. Name another.` : undefined;
}

export async function rotate(context: Context): Promise<number> {
  const { io, flags } = context;
  const current = await readIdentity(flags.identity, io);
  if (!current.ok) return refuse(io, 3, current.message);
  const keys = await newKeys(context, current.passphrase);
  if (typeof keys === 'number') return keys;
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const next = `${current.file}.next-${stamp}`;
  // Kept before the vault depends on it: a crash from here on loses neither key.
  await writeIdentityFile(next, keys);
  const rotated = await ask(context, current.identity, { type: 'rotate', next: keys.identity });
  if (!rotated.ok) {
    await rm(next, { force: true }); // A key that opens nothing would be trusted one day.
    return rotated.exit;
  }
  const old = await replaceIdentityFile(current.file, next, stamp);
  if (io.json)
    io.out(`${JSON.stringify({ ...rotated.body, identityFile: current.file, oldIdentityFile: old })}\n`);
  else
    io.out(
      `The vault is encrypted to a new identity, in ${current.file}.\nThe old one is in ${old}; other vaults may still need it. Copies of this vault made before can still be opened with it.\n`,
    );
  return 0;
}

/** Saved before the vault is encrypted to it: a crash in between leaves a key that opens nothing. */
export async function recoveryKey(context: Context, path: string): Promise<number> {
  const { io, root, flags } = context;
  const file = resolve(io.cwd, path);
  const unfit = await unfitForKey(root, file);
  if (unfit !== undefined) return refuse(io, 2, unfit);
  const current = await readIdentity(flags.identity, io);
  if (!current.ok) return refuse(io, 3, current.message);
  // Asked first, so that no file is left behind for a vault that this identity does not open.
  const opened = await ask(context, current.identity, { type: 'recipients' });
  if (!opened.ok) return opened.exit;
  const keys = await newKeys(context, undefined);
  if (typeof keys === 'number') return keys;
  await writeIdentityFile(file, keys);
  const added = await ask(context, current.identity, { type: 'add-recipient', recipient: keys.recipient });
  if (!added.ok) {
    await rm(file, { force: true }); // A key that opens nothing would be trusted one day.
    return added.exit;
  }
  const keysNow = added.body.recipients?.length ?? 0;
  if (io.json)
    io.out(`${JSON.stringify({ v: 1, recipients: added.body.recipients, recoveryKeyFile: file })}\n`);
  else
    io.out(
      `Recovery key: ${file}\nThe vault is now encrypted to ${keysNow} keys. Move the file to another medium; it opens every scenario.\n`,
    );
  return 0;
}

/** Puts a passphrase on the identity file, changes it, or takes it off. The key stays the same. */
export async function protect(context: Context): Promise<number> {
  const { io, flags } = context;
  const current = await readIdentity(flags.identity, io);
  if (!current.ok) return refuse(io, 3, current.message);
  const { file, identity, recipient = '' } = current;
  if (flags.remove && current.passphrase === undefined)
    return refuse(io, 1, `${file} is not protected by a passphrase. Nothing was changed.`);
  const keys = flags.remove ? { identity, recipient } : await newlyWrapped(context, identity);
  if (typeof keys === 'number') return keys;
  const next = `${file}.next`;
  await rm(next, { force: true });
  await writeIdentityFile(next, keys);
  await rename(next, file);
  const text = flags.remove
    ? `${file} holds the identity in clear now, readable by you alone.\n`
    : `${file} is protected by the passphrase now. Copies made before, and what the disk keeps of the old file, are not.\n`;
  io.out(io.json ? `${JSON.stringify({ v: 1, identityFile: file, recipient: keys.recipient })}\n` : text);
  return 0;
}

/** Opened again before it takes the place of anything: it may be the only key there is. */
async function newlyWrapped(context: Context, secret: string): Promise<Keys | number> {
  const { io, flags } = context;
  const chosen = await readNewPassphrase(io, flags['new-passphrase-file']);
  if (!chosen.ok) return refuse(io, 3, chosen.message);
  const { passphrase } = chosen;
  const made = await ask(context, undefined, { type: 'wrap', secret, passphrase });
  if (!made.ok) return made.exit;
  const { sealed = '' } = made.body;
  const wrapped = Buffer.from(sealed).toString('base64');
  const again = await ask(context, undefined, { type: 'unwrap', wrapped, passphrase });
  if (!again.ok) return again.exit;
  const { identity = '', recipient = '' } = again.body;
  if (identity !== secret) return refuse(io, 4, 'The key could not be protected. Nothing was changed.');
  return { identity, recipient, wrapped: sealed };
}
