// The two secrets of a window: the API key, and the identity of each vault. Kept in VS Code's SecretStorage and nowhere
// else; where nothing is kept, the same variables as on the command line are asked.
// Invariant: an identity that a passphrase protects is held in memory, by this window alone, and never stored.
import type * as vscode from 'vscode';
import { readIdentityFile, type WrappedIdentity } from '../node/identity-file.ts';

const apiKeyName = 'dimmer.apiKey';
const identityName = (vaultId: string) => `dimmer.vault.${vaultId}`;

export interface Secrets {
  /** The kept key, else the environment's, else undefined. */
  apiKey(): Promise<string | undefined>;
  /** An empty key forgets the kept one. */
  keepApiKey(key: string): Promise<void>;
  /** The one of this session, else the kept one, else that of the file in `DIMMER_IDENTITY_FILE`, else undefined. */
  identity(vaultId: string): Promise<string | undefined>;
  /** False where the storage did not take it: then it is held until the window closes. */
  keepIdentity(vaultId: string, identity: string): Promise<boolean>;
  /** For an identity that a passphrase protects where it lies. */
  holdIdentity(vaultId: string, identity: string): void;
  /** Forgets what is held in memory only; of one vault where it is named. */
  forgetHeld(vaultId?: string): void;
  /** The file in `DIMMER_IDENTITY_FILE`, where a passphrase protects it. */
  wrappedIdentity(): Promise<WrappedIdentity | undefined>;
}

export function createSecrets(storage: vscode.SecretStorage, environment: NodeJS.ProcessEnv): Secrets {
  const held = new Map<string, string>();
  const fromFile = async () => {
    const file = environment.DIMMER_IDENTITY_FILE;
    return file ? readIdentityFile(file) : undefined;
  };
  return {
    apiKey: async () => (await storage.get(apiKeyName)) || environment.ANTHROPIC_API_KEY || undefined,
    keepApiKey: async (key) => (key === '' ? storage.delete(apiKeyName) : storage.store(apiKeyName, key)),
    async identity(vaultId) {
      const known = held.get(vaultId) ?? (await storage.get(identityName(vaultId)));
      if (known !== undefined) return known;
      const reading = await fromFile();
      if (reading === undefined || (!reading.ok && reading.reason === 'wrapped')) return undefined;
      if (!reading.ok) throw new Error(reading.message);
      return reading.identity;
    },
    async keepIdentity(vaultId, identity) {
      const kept = await keeps(storage, identityName(vaultId), identity);
      if (!kept) held.set(vaultId, identity);
      return kept;
    },
    holdIdentity: (vaultId, identity) => void held.set(vaultId, identity),
    forgetHeld: (vaultId) => void (vaultId === undefined ? held.clear() : held.delete(vaultId)),
    async wrappedIdentity() {
      const reading = await fromFile();
      return reading !== undefined && !reading.ok && reading.reason === 'wrapped' ? reading : undefined;
    },
  };
}

/** Whether it can be read again: a machine without a keyring may refuse, or forget. */
async function keeps(storage: vscode.SecretStorage, name: string, secret: string): Promise<boolean> {
  try {
    await storage.store(name, secret);
    return (await storage.get(name)) === secret;
  } catch {
    return false;
  }
}
