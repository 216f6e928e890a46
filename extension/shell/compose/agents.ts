// The installed agents of this machine as this window offers them: looked for when one is needed, and again after a while.
// Invariant: what is offered can be launched; what cannot is in the doctor's list with its fix.
import { chooseBuilder, type BuilderChoice } from '../../core/agents/choose-builder.ts';
import { installedAgent, isReady, type DetectedAgent } from '../../core/agents/detected-agent.ts';
import type { OfferedAgent } from '../../core/protocol/delegate-form.ts';
import type { InstalledAgent } from '../../core/protocol/run-request.ts';
import type { Settings } from '../../core/protocol/settings.ts';
import { detectAgents } from '../../node/agents/installed.ts';

export interface WindowAgents {
  offered(settings: Settings): Promise<readonly OfferedAgent[]>;
  /** Who builds here unless the form says otherwise. */
  choice(settings: Settings, hasKey: boolean): Promise<BuilderChoice>;
  /** The agent of a launch; undefined where it is gone. */
  launched(settings: Settings, id: string | undefined): Promise<InstalledAgent | undefined>;
}

/** How long a look at the machine holds. */
const holdsMs = 300_000;

export function createWindowAgents(now: () => number): WindowAgents {
  let looked:
    { readonly key: string; readonly at: number; readonly agents: Promise<DetectedAgent[]> } | undefined;
  const all = ({ agent }: Settings): Promise<DetectedAgent[]> => {
    const own = agent.command.length === 0 ? null : agent;
    const key = JSON.stringify(own);
    if (looked === undefined || looked.key !== key || now() - looked.at > holdsMs)
      looked = { key, at: now(), agents: detectAgents({ own }) };
    return looked.agents;
  };
  return {
    async offered(settings) {
      return (await all(settings)).filter(isReady).map(({ id, name, version, signIn, access }) => ({
        id,
        name: [name, version].filter(Boolean).join(' '),
        signIn,
        reaches: settings.agent.unconfined ? null : access.hosts,
      }));
    },
    async choice(settings, hasKey) {
      const { chosenBackend: backend, agent } = settings;
      const use = agent.use === '' ? {} : { agent: agent.use };
      const configured = backend === null ? null : { backend, ...use };
      return chooseBuilder({ agents: await all(settings), hasKey, configured });
    },
    async launched(settings, id) {
      const found = (await all(settings)).filter(isReady).find((agent) => agent.id === id);
      return found && installedAgent(found, settings.agent.unconfined ? 'unconfined' : 'sandbox');
    },
  };
}
