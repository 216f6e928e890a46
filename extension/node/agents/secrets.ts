// The values that sign an installed agent in, read from the environment of whoever launches or resumes its run.
// Invariant: only variables that the request names, and only on their way to the runner's stdin.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson } from '../../core/protocol/decode.ts';
import { runRequestSchema, type InstalledAgent } from '../../core/protocol/run-request.ts';

export function agentSecrets(
  agent: InstalledAgent | undefined,
  env: NodeJS.ProcessEnv,
): { agentSecrets?: Record<string, string> } {
  const found = (agent?.access?.variables ?? []).flatMap((name): [string, string][] => {
    const value = env[name];
    return value ? [[name, value]] : [];
  });
  return found.length === 0 ? {} : { agentSecrets: Object.fromEntries(found) };
}

/** The same for a run that exists. */
export async function agentSecretsOf(
  runDir: string,
  env: NodeJS.ProcessEnv,
): Promise<{ agentSecrets?: Record<string, string> }> {
  const text = await readFile(join(runDir, 'request.json'), 'utf8').catch(() => '');
  const request = decodeJson(runRequestSchema, text);
  return request.ok ? agentSecrets(request.value.agent, env) : {};
}
