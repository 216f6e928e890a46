// The two secrets of a window: the API key, and the identity of each vault. Kept in VS Code's SecretStorage and nowhere
// else; where nothing is kept, the same variables as on the command line are asked.
import type * as vscode from 'vscode';
import { readIdentityFile } from '../node/identity-file.ts';

const apiKeyName = 'dimmer.apiKey';
const identityName = (vaultId: string) => `dimmer.vault.${vaultId}`;

export interface Secrets {
  /** The kept key, else the environment's, else undefined. */
  apiKey(): Promise<string | undefined>;
  /** An empty key forgets the kept one. */
  keepApiKey(key: string): Promise<void>;
  /** The kept identity, else that of the file in `DIMMER_IDENTITY_FILE`, else undefined. */
  identity(vaultId: string): Promise<string | undefined>;
  keepIdentity(vaultId: string, identity: string): Promise<void>;
}

export function createSecrets(storage: vscode.SecretStorage, environment: NodeJS.ProcessEnv): Secrets {
  return {
    apiKey: async () => (await storage.get(apiKeyName)) || environment.ANTHROPIC_API_KEY || undefined,
    keepApiKey: async (key) => (key === '' ? storage.delete(apiKeyName) : storage.store(apiKeyName, key)),
    identity: async (vaultId) => (await storage.get(identityName(vaultId))) ?? identityOf(environment),
    keepIdentity: async (vaultId, identity) => storage.store(identityName(vaultId), identity),
  };
}

async function identityOf(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = environment.DIMMER_IDENTITY_FILE;
  if (!file) return undefined;
  const reading = await readIdentityFile(file);
  if (!reading.ok) throw new Error(reading.message);
  return reading.identity;
}
