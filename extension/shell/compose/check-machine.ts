// Asks the `dimmer doctor` command what this machine has, so that window and terminal say the same.
import { join } from 'node:path';
import * as z from 'zod/mini';
import { agentChecks } from '../../core/agents/agent-checks.ts';
import { decodeJson } from '../../core/protocol/decode.ts';
import { detectAgents } from '../../node/agents/installed.ts';
import { childEnvironment, findNode } from '../../node/programs.ts';
import { runCommand } from '../../node/run-command.ts';
import type { Check } from '../doctor.ts';
import { readSettings } from '../settings.ts';

const reportSchema = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      detail: z.optional(z.string()),
      fix: z.optional(z.nullable(z.string())),
    }),
  ),
});

export async function checkMachine(
  bundles: string,
  directory: string,
  keyKept: boolean,
): Promise<readonly Check[]> {
  const found = await findNode();
  if (!found.ok) return [{ name: 'node', ok: false, detail: '', fix: found.message }];
  const { command, env } = found.node;
  const result = await runCommand(command, ['--no-warnings', join(bundles, 'cli.mjs'), 'doctor', '--json'], {
    cwd: directory,
    env: { ...childEnvironment(process.env), ...env },
    timeoutMs: 60_000,
  });
  const report = decodeJson(reportSchema, result.stdout);
  if (!report.ok)
    throw new Error(`This machine could not be checked: ${report.problems[0]}. Nothing was changed.`);
  // This window's environment has the keys that the command was not given.
  const { agent } = readSettings();
  const agents = await detectAgents({ own: agent.command.length === 0 ? null : agent });
  const ofAgents = agentChecks(agents, keyKept).map(({ fix, ...check }) => ({ ...check, fix: fix ?? '' }));
  const others = report.value.checks
    .filter(({ name }) => !/^(agent |agents$|builder$)/.test(name))
    .filter(({ name }) => !(keyKept && /key/i.test(name)))
    .map(({ name, ok, detail, fix }) => ({ name, ok, detail: detail ?? '', fix: fix ?? '' }));
  return [...others, ...ofAgents];
}
