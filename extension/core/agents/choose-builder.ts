// Who builds when nobody says so: the best of what is here, with the reason in words.
// Invariant: pure; what somebody chose is kept to or refused, never replaced by something else.
import type { ChosenBackend } from '../protocol/run-request.ts';
import { isReady, type DetectedAgent, type ReadyAgent } from './detected-agent.ts';

export interface BuilderInput {
  readonly agents: readonly DetectedAgent[];
  /** An API key for the Messages API is kept or set. */
  readonly hasKey: boolean;
  /** What a setting, a flag or `dimmer.yaml` names; null where nobody chose. */
  readonly configured: { readonly backend: ChosenBackend; readonly agent?: string } | null;
}

export type BuilderChoice =
  | { readonly backend: 'acp'; readonly agent: ReadyAgent; readonly reason: string }
  | { readonly backend: 'anthropic' | 'rehearsal'; readonly reason: string }
  /** Nothing can build; `next` is the one thing to do. */
  | { readonly backend: 'none'; readonly reason: string; readonly next: string };

/** A detected agent that is signed in, else an API key, else an agent whose sign-in is not seen from here, else nothing. */
export function chooseBuilder({ agents, hasKey, configured }: BuilderInput): BuilderChoice {
  if (configured !== null && (configured.backend !== 'acp' || configured.agent !== undefined))
    return chosen(agents, hasKey, configured);
  const ready = agents.filter(isReady);
  const signedIn = ready.find((agent) => agent.signIn.found);
  if (signedIn !== undefined) return agentChoice(signedIn, 'is installed and signed in');
  if (hasKey && configured === null) return { backend: 'anthropic', reason: 'an API key is set' };
  const [first] = ready;
  if (first !== undefined) return agentChoice(first, 'is installed; its sign-in is not seen from here');
  return nothing(agents);
}

function chosen(
  agents: readonly DetectedAgent[],
  hasKey: boolean,
  { backend, agent: id }: NonNullable<BuilderInput['configured']>,
): BuilderChoice {
  if (backend === 'rehearsal') return { backend, reason: 'the rehearsal was chosen' };
  if (backend === 'anthropic') {
    if (hasKey) return { backend, reason: 'the Messages API was chosen and a key is set' };
    const next = 'Set an API key, or choose an installed agent.';
    return { backend: 'none', reason: 'the Messages API was chosen and no API key is set', next };
  }
  const agent = agents.find((one) => one.id === id);
  if (agent === undefined) {
    const found = agents.map((one) => one.id).join(', ') || 'none';
    const reason = `the agent "${id}" was chosen and is not on this machine (found: ${found})`;
    return { backend: 'none', reason, next: 'Install it, or choose another with `dimmer.agent.use`.' };
  }
  return isReady(agent) ? agentChoice(agent, 'was chosen') : waiting(agent);
}

function agentChoice(agent: ReadyAgent, why: string): BuilderChoice {
  return { backend: 'acp', agent, reason: `${agent.name} ${why}` };
}

function waiting(agent: DetectedAgent): BuilderChoice {
  return {
    backend: 'none',
    reason: `${agent.name} is here and does not speak the Agent Client Protocol by itself`,
    next: agent.fix ?? 'Choose another builder.',
  };
}

function nothing(agents: readonly DetectedAgent[]): BuilderChoice {
  const [first] = agents;
  if (first !== undefined) return waiting(first);
  return {
    backend: 'none',
    reason: 'no agent was found and no API key is set',
    next: 'Install Claude Code, Codex or Gemini CLI, or set an API key.',
  };
}
