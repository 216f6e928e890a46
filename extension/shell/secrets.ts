// The two secrets of a window, in VS Code's SecretStorage and nowhere else: the API key, and the identity of each vault.
import type * as vscode from 'vscode';

const apiKeyName = 'dimmer.apiKey';
const identityName = (vaultId: string) => `dimmer.vault.${vaultId}`;

export interface Secrets {
  /** The kept key, else the environment's, else undefined. */
  apiKey(): Promise<string | undefined>;
  /** An empty key forgets the kept one. */
  keepApiKey(key: string): Promise<void>;
  identity(vaultId: string): Promise<string | undefined>;
  keepIdentity(vaultId: string, identity: string): Promise<void>;
}

export function createSecrets(storage: vscode.SecretStorage, environment: NodeJS.ProcessEnv): Secrets {
  return {
    apiKey: async () => (await storage.get(apiKeyName)) || environment.ANTHROPIC_API_KEY || undefined,
    keepApiKey: async (key) => (key === '' ? storage.delete(apiKeyName) : storage.store(apiKeyName, key)),
    identity: async (vaultId) => storage.get(identityName(vaultId)),
    keepIdentity: async (vaultId, identity) => storage.store(identityName(vaultId), identity),
  };
}
