// The only place that encrypts and decrypts: the age format, so that the `age` command can read a vault too.
// Invariant: plaintext exists in memory only; no error of this file carries a byte of it or of an identity.
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

export type Decrypted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'wrong-identity' | 'damaged' };

export async function encrypt(text: string, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}

export async function decrypt(bytes: Uint8Array, identity: string): Promise<Decrypted> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    return { ok: false, reason: 'wrong-identity' };
  }
  try {
    return { ok: true, text: await decrypter.decrypt(bytes, 'text') };
  } catch (error) {
    const wrong = (error as Error).message.startsWith('no identity matched');
    return { ok: false, reason: wrong ? 'wrong-identity' : 'damaged' };
  }
}

/** As `encrypt`, in age's text form, for an editor's backups. */
export async function seal(text: string, recipients: readonly string[]): Promise<string> {
  return armor.encode(await encrypt(text, recipients));
}

export async function unseal(sealed: string, identity: string): Promise<Decrypted> {
  try {
    return await decrypt(armor.decode(sealed), identity);
  } catch {
    return { ok: false, reason: 'damaged' };
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
