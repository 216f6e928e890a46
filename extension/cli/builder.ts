// Who builds a run of `dimmer run`: what the flags name, else what the repository names, else the best that is here.
// Invariant: what was named is used or refused, never replaced; nothing is started to find out.
import { resolve } from 'node:path';
import { chooseBuilder } from '../core/agents/choose-builder.ts';
import { installedAgent, ownAgentId } from '../core/agents/detected-agent.ts';
import type { ChosenBackend, InstalledAgent } from '../core/protocol/run-request.ts';
import { detectAgents, type OwnAgent } from '../node/agents/installed.ts';
import type { CommandIo } from './io.ts';

export const builderOptions = {
  backend: { type: 'string' },
  model: { type: 'string' },
  cassette: { type: 'string' },
  agent: { type: 'string' },
  'agent-command': { type: 'string' },
  'agent-hosts': { type: 'string' },
  'agent-credentials': { type: 'string' },
  'agent-unconfined': { type: 'boolean', default: false },
} as const;

export interface BuilderFlags {
  readonly backend?: string | undefined;
  readonly model?: string | undefined;
  readonly cassette?: string | undefined;
  readonly agent?: string | undefined;
  readonly 'agent-command'?: string | undefined;
  readonly 'agent-hosts'?: string | undefined;
  readonly 'agent-credentials'?: string | undefined;
  readonly 'agent-unconfined'?: boolean | undefined;
}

export type Builder =
  | { readonly backend: 'anthropic' }
  | { readonly backend: 'rehearsal'; readonly cassette: string }
  | { readonly backend: 'acp'; readonly agent: InstalledAgent }
  | { readonly refused: string; readonly exit: number };

export async function builderOf(
  flags: BuilderFlags,
  configured: ChosenBackend | undefined,
  io: CommandIo,
): Promise<Builder> {
  const given = flags.cassette ?? io.env['DIMMER_CASSETTE'];
  const hasKey = Boolean(io.env['ANTHROPIC_API_KEY']);
  const named = flags.backend ?? implied(flags) ?? configured ?? usual(flags, hasKey, given, io);
  if (named === 'rehearsal')
    return given
      ? { backend: 'rehearsal', cassette: resolve(io.cwd, given) }
      : { refused: 'The rehearsal backend needs --cassette FILE or DIMMER_CASSETTE.', exit: 2 };
  if (named === 'anthropic') return hasKey ? { backend: 'anthropic' } : noKey;
  if (named !== undefined && named !== 'acp')
    return { refused: `There is no backend "${named}". Use anthropic, acp or rehearsal.`, exit: 2 };
  return installed(flags, named === 'acp', hasKey, io);
}

function implied(flags: BuilderFlags): ChosenBackend | undefined {
  if (flags.agent !== undefined || flags['agent-command'] !== undefined) return 'acp';
  return flags.cassette ? 'rehearsal' : undefined;
}

/** A key with a model is a choice; so is a cassette where there is no key. */
function usual(
  flags: BuilderFlags,
  hasKey: boolean,
  cassette: string | undefined,
  io: CommandIo,
): ChosenBackend | undefined {
  if (hasKey) return (flags.model ?? io.env['ANTHROPIC_MODEL']) ? 'anthropic' : undefined;
  return cassette ? 'rehearsal' : undefined;
}

const noKey: Builder = {
  refused:
    'No API key. Nothing was started. Set ANTHROPIC_API_KEY, name an installed agent with --agent, or pass --backend rehearsal --cassette FILE.',
  exit: 3,
};

async function installed(
  flags: BuilderFlags,
  wanted: boolean,
  hasKey: boolean,
  io: CommandIo,
): Promise<Builder> {
  const own = ownAgent(flags);
  if (own !== null && 'refused' in own) return own;
  const agents = await detectAgents({ env: io.env, own });
  const id = own === null ? flags.agent : ownAgentId;
  const configured = wanted ? { backend: 'acp' as const, ...(id === undefined ? {} : { agent: id }) } : null;
  const choice = chooseBuilder({ agents, hasKey, configured });
  if (choice.backend === 'acp') {
    const confinement = flags['agent-unconfined'] === true ? 'unconfined' : 'sandbox';
    return { backend: 'acp', agent: installedAgent(choice.agent, confinement) };
  }
  if (choice.backend !== 'none') return hasKey ? { backend: 'anthropic' } : noKey;
  const rehearse = wanted ? '' : ' A rehearsal needs neither: --backend rehearsal --cassette FILE.';
  const reason = choice.reason.charAt(0).toUpperCase() + choice.reason.slice(1);
  return { refused: `${reason}. Nothing was started. ${choice.next}${rehearse}`, exit: 3 };
}

function ownAgent(flags: BuilderFlags): OwnAgent | null | Extract<Builder, { refused: string }> {
  const text = flags['agent-command'];
  if (text === undefined) return null;
  const command = commandOf(text);
  if (command === null)
    return {
      refused: '--agent-command is words without quotes, or a JSON array of strings.',
      exit: 2,
    };
  const list = (value: string | undefined) =>
    (value ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  return { command, hosts: list(flags['agent-hosts']), credentials: list(flags['agent-credentials']) };
}

/** argv from `my-agent --stdio` or `["my agent", "--stdio"]`. */
function commandOf(text: string): string[] | null {
  if (!text.trimStart().startsWith('[')) {
    const words = text.trim().split(/\s+/);
    return words[0] === '' || /["'`$\\]/.test(text) ? null : words;
  }
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')
      ? words
      : null;
  } catch {
    return null;
  }
}
