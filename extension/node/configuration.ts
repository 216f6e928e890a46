// Reads `dimmer.yaml` as it was at a commit: what an agent writes into its worktree never configures its own run.
import { decodeConfiguration, type ReadConfiguration } from '../core/configuration.ts';
import { showFile } from './snapshot.ts';

export const configurationFile = 'dimmer.yaml';

/** The repository's configuration at `commit`; empty where there is none. */
export async function readConfiguration(
  root: string,
  commit: string,
): Promise<ReadConfiguration & { present: boolean }> {
  const bytes = await showFile(root, commit, configurationFile);
  if (bytes === null) return { configuration: {}, problems: [], present: false };
  return { ...decodeConfiguration(bytes.toString('utf8')), present: true };
}
