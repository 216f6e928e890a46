// An agent as it was found on this machine, and what it is given to work with.
// Invariant: names of variables and files, never a value of one; a value travels over stdin at launch.
import type { AgentAccess, InstalledAgent } from '../protocol/run-request.ts';

/** The id of the agent that a user named by its command. */
export const ownAgentId = 'own';

export interface DetectedAgent {
  readonly id: string;
  readonly name: string;
  /** What it said itself; null when it did not. */
  readonly version: string | null;
  /** argv that speaks the Agent Client Protocol; null where the agent is here and its adapter is not. */
  readonly command: readonly string[] | null;
  /** The program that speaks for it, where that is another one. */
  readonly adapter: { readonly name: string; readonly version: string | null } | null;
  readonly signIn: {
    /** A key or a sign-in file is there. Whether it still holds is known to its maker alone. */
    readonly found: boolean;
    readonly detail: string;
  };
  readonly access: AgentAccess;
  /** What to do before it can build, as one sentence; null when nothing is known to be missing. */
  readonly fix: string | null;
}

/** Who may build: a detected agent with a command. */
export type ReadyAgent = DetectedAgent & { readonly command: readonly string[] };

export function isReady(agent: DetectedAgent): agent is ReadyAgent {
  return agent.command !== null;
}

/** The agent as a run's request names it. */
export function installedAgent(
  agent: ReadyAgent,
  confinement: InstalledAgent['confinement'],
): InstalledAgent {
  const { id, name, version, command, access } = agent;
  return { id, name, version, command: [...command], confinement, access };
}
