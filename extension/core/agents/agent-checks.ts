// The agents of this machine as lines of `dimmer doctor`: version, adapter, sign-in, and the one thing to do.
import { chooseBuilder } from './choose-builder.ts';
import type { Check } from '../protocol/doctor-answer.ts';
import type { DetectedAgent } from './detected-agent.ts';

/** One line for each agent, and one that says who would build if nobody chose. */
export function agentChecks(agents: readonly DetectedAgent[], hasKey: boolean): Check[] {
  const choice = chooseBuilder({ agents, hasKey, configured: null });
  const found = agents.length === 0 ? [noAgent] : agents.map(agentCheck);
  const builder = { name: 'builder', needed: false, detail: choice.reason };
  return [
    ...found,
    choice.backend === 'none' ? { ...builder, ok: false, fix: choice.next } : { ...builder, ok: true },
  ];
}

const noAgent: Check = {
  name: 'agents',
  needed: false,
  ok: false,
  detail: 'none of Claude Code, Codex and Gemini CLI is on the PATH',
  fix: 'Install one of them, or name your own with `dimmer.agent.command` or `--agent-command`.',
};

function agentCheck(agent: DetectedAgent): Check {
  const adapter =
    agent.adapter === null ? [] : [`through ${agent.adapter.name} ${agent.adapter.version ?? ''}`.trim()];
  return {
    name: `agent ${agent.name}`,
    needed: false,
    ok: agent.command !== null && agent.signIn.found,
    detail: [agent.version ?? 'version not told', ...adapter, agent.signIn.detail].join('; '),
    ...(agent.fix === null ? {} : { fix: agent.fix }),
  };
}
