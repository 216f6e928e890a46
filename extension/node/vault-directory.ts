// Which vault belongs to a repository: `vault:` of its dimmer.yaml as committed, else the repository's own key.
import { join } from 'node:path';
import { readConfiguration } from './configuration.ts';
import { GitProblem } from './git.ts';
import { repoKey, vaultHome } from './state-home.ts';

/** Absolute path of the vault's folder; nothing is created. Throws `GitProblem` outside of a repository. */
export async function vaultDirectory(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return join(vaultHome(env), (await configuredVault(root)) ?? (await repoKey(root)));
}

async function configuredVault(root: string): Promise<string | undefined> {
  try {
    return (await readConfiguration(root, 'HEAD')).configuration.vault;
  } catch (error) {
    // A repository without commits has no configuration yet.
    if (error instanceof GitProblem) return undefined;
    throw error;
  }
}
