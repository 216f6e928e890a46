// Which vault belongs to a repository: `vault:` of its dimmer.yaml as committed, else the repository's own key.
// Invariant: a vault that an agent could read, because it lies in a folder of the repository, is never used.
import { resolve } from 'node:path';
import { readConfiguration } from './configuration.ts';
import { GitProblem } from './git.ts';
import { repoKey, vaultHome } from './state-home.ts';
import { misplacedVault } from './vault-place.ts';

/** Absolute path of the vault's folder; nothing is created. Throws `GitProblem` outside of a repository, or where no vault may be. */
export async function vaultDirectory(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const directory = resolve(vaultHome(env), (await configuredVault(root)) ?? (await repoKey(root)));
  const misplaced = await misplacedVault(root, directory);
  if (misplaced !== undefined) throw new GitProblem('failed', misplaced);
  return directory;
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
