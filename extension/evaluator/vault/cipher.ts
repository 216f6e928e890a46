// The only place that encrypts and decrypts: the age format, so that the `age` command can read a vault too.
// Invariant: plaintext exists in memory only; no error of this file carries a byte of it, of an identity or of a passphrase.
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

export type Decrypted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'wrong-identity' | 'damaged' };

export async function encrypt(text: string, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}

export type Opener = (bytes: Uint8Array) => Promise<Decrypted>;

/** Decrypts many files with one identity: its public half is computed once. Binary and armored files alike. */
export function opener(identity: string): Opener {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    return async () => ({ ok: false, reason: 'wrong-identity' });
  }
  return async (bytes) => {
    try {
      return { ok: true, text: await decrypter.decrypt(binary(bytes), 'text') };
    } catch (error) {
      const wrong = (error as Error).message.startsWith('no identity matched');
      return { ok: false, reason: wrong ? 'wrong-identity' : 'damaged' };
    }
  };
}

export async function decrypt(bytes: Uint8Array, identity: string): Promise<Decrypted> {
  return opener(identity)(bytes);
}

const armorBegin = '-----BEGIN AGE ENCRYPTED FILE-----';

/** Armor is taken off; throws where it is broken. */
function binary(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = text.subarray(0, 200).toString('latin1').trimStart();
  return start.startsWith(armorBegin) ? armor.decode(text.toString('latin1')) : bytes;
}

/** As `encrypt`, in age's text form, for an editor's backups. */
export async function seal(text: string, recipients: readonly string[]): Promise<string> {
  return armor.encode(await encrypt(text, recipients));
}

export async function unseal(sealed: string, identity: string): Promise<Decrypted> {
  return decrypt(Buffer.from(sealed, 'utf8'), identity);
}

/** Protects an identity file by a passphrase, as `age -p -a` does. */
export async function wrap(text: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return armor.encode(await encrypter.encrypt(text));
}

export async function unwrap(
  wrapped: Uint8Array,
  passphrase: string,
): Promise<
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'wrong-passphrase' | 'damaged' }
> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return { ok: true, text: await decrypter.decrypt(binary(wrapped), 'text') };
  } catch (error) {
    const wrong = (error as Error).message.startsWith('no identity matched');
    return { ok: false, reason: wrong ? 'wrong-passphrase' : 'damaged' };
  }
}

export async function newIdentity(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The public half; undefined when the text is not an identity. */
export async function recipientOf(identity: string): Promise<string | undefined> {
  try {
    return await identityToRecipient(identity);
  } catch {
    return undefined;
  }
}

export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
