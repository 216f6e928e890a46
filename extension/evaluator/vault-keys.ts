// The actions on keys: identities and their passphrases, and to whom the vault is encrypted.
// Invariant: a passphrase comes on stdin and goes nowhere; an identity goes back only to who made or unwrapped it.
import type { VaultAction } from '../core/protocol/evaluator-input.ts';
import { problem } from './problem.ts';
import { answer, failure, type Answer } from './vault-answer.ts';
import { addRecipient, removeRecipient, rotateIdentity } from './vault/change-vault.ts';
import { newIdentity, opener, recipientOf, unwrap, wrap } from './vault/cipher.ts';
import { readManifest } from './vault/manifest.ts';

/** Undefined where the action is none of these. */
export async function keyAction(
  vaultDir: string,
  identity: string | undefined,
  action: VaultAction,
): Promise<Answer | undefined> {
  if (action.type === 'new-identity') return answer(await newIdentity());
  if (action.type === 'wrap') return wrapped(action.secret, action.passphrase);
  if (action.type === 'unwrap') return unwrapped(action.wrapped, action.passphrase);
  if (identity === undefined) return undefined;
  switch (action.type) {
    case 'recipients': {
      const read = await readManifest(vaultDir, opener(identity));
      if (!read.ok) return failure(problem(read.reason));
      return answer({ recipients: read.manifest.recipients, recipient: await recipientOf(identity) });
    }
    case 'add-recipient':
      return recipients(await addRecipient(vaultDir, identity, action.recipient));
    case 'remove-recipient':
      return recipients(await removeRecipient(vaultDir, identity, action.recipient, action.own ?? false));
    case 'rotate': {
      const next = action.next ?? (await newIdentity()).identity;
      const done = await rotateIdentity(vaultDir, identity, next);
      if (!done.ok) return failure(problem(done.reason));
      return answer({
        recipients: done.recipients,
        ...(action.next === undefined ? { identity: next } : {}),
      });
    }
    default:
      return undefined;
  }
}

const shortest = 8;

async function wrapped(secret: string, passphrase: string): Promise<Answer> {
  const recipient = await recipientOf(secret);
  if (recipient === undefined) return failure(problem('not-an-identity'));
  if (passphrase.length < shortest) return failure(problem('weak-passphrase'));
  return answer({ sealed: await wrap(`# public key: ${recipient}\n${secret}\n`, passphrase), recipient });
}

async function unwrapped(text: string, passphrase: string): Promise<Answer> {
  const opened = await unwrap(Buffer.from(text, 'base64'), passphrase);
  if (!opened.ok)
    return failure(problem(opened.reason === 'damaged' ? 'damaged-identity' : 'wrong-passphrase'));
  const identity = opened.text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  const recipient = identity && (await recipientOf(identity));
  return recipient ? answer({ identity, recipient }) : failure(problem('damaged-identity'));
}

function recipients(done: Awaited<ReturnType<typeof removeRecipient | typeof addRecipient>>): Answer {
  return done.ok ? answer({ recipients: done.recipients }) : failure(problem(done.reason));
}
