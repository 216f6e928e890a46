// `dimmer run SPEC`: launches a run and follows it. The run does not need this process.
import { resolve } from 'node:path';
import { levelFiveNeedsText, licenceWithoutAttempt } from '../core/level/ladder.ts';
import { levels, type Level } from '../core/level/level.ts';
import type { LaunchDescription } from '../core/protocol/launch.ts';
import type { RunLimits } from '../core/protocol/run-request.ts';
import { userIdentity } from '../node/git.ts';
import type { LaunchOptions } from '../node/launch-options.ts';
import { describeLaunch } from '../node/launch.ts';
import { amount, parsed, refuse } from './arguments.ts';
import { builderOf, builderOptions } from './builder.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';
import { namedJudge } from './judge-of.ts';
import { launchAndFollow } from './launch-and-follow.ts';
import { modelHint } from './model-hint.ts';
import { defaultMinutes, defaultRounds } from '../core/protocol/settings.ts';

export const runUsage = `Usage: dimmer run SPEC [--level 2..4] [--backend anthropic|acp|rehearsal] [--model ID] [--judge-model ID]
                  [--agent claude-code|codex|gemini | --agent-command 'PROGRAM ARGS' [--agent-hosts H,H] [--agent-credentials C,C]]
                  [--agent-unconfined]
                  [--budget-tokens N] [--budget-usd N] [--budget-minutes N] [--rounds N] [--cassette FILE]
                  [--identity FILE] [--base REF | --parent RUN] [--workflow FILE.dot] [--detach]
A cap is always set: 2,000,000 tokens unless told otherwise.
`;

const options = {
  level: { type: 'string' },
  ...builderOptions,
  'judge-model': { type: 'string' },
  workflow: { type: 'string' },
  'budget-usd': { type: 'string' },
  'budget-tokens': { type: 'string' },
  'budget-minutes': { type: 'string' },
  rounds: { type: 'string' },
  identity: { type: 'string' },
  base: { type: 'string' },
  parent: { type: 'string' },
  detach: { type: 'boolean', default: false },
} as const;

const defaults = { tokens: 2_000_000, minutes: defaultMinutes, rounds: defaultRounds };
type Flags = NonNullable<ReturnType<typeof parsed<typeof options>>>['values'];

export async function runCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, options, runUsage, io);
  if (args === null) return 2;
  const [specPath, extra] = args.positionals;
  if (specPath === undefined || extra !== undefined) return refuse(io, 2, runUsage.trimEnd());
  const described = await describeLaunch(
    {
      repository: io.cwd,
      specPath,
      ...(args.values.base === undefined ? {} : { base: args.values.base }),
      ...(args.values.workflow === undefined ? {} : { workflow: resolve(io.cwd, args.values.workflow) }),
    },
    { env: io.env },
  );
  if (!described.ok)
    return refuse(
      io,
      described.reason === 'spec' || described.reason === 'unknown-revision' ? 2 : 3,
      described.message,
    );
  const chosen = await choose(args.values, described.description, specPath, io);
  if ('refused' in chosen) return refuse(io, chosen.exit, chosen.refused);
  return launchAndFollow(chosen.launch, args.values.detach, io);
}

type Choice = { readonly launch: LaunchOptions } | { readonly refused: string; readonly exit: number };

async function choose(
  flags: Flags,
  description: LaunchDescription,
  specPath: string,
  io: CommandIo,
): Promise<Choice> {
  const { configuration, root } = description;
  const level = Number(flags.level ?? configuration.level ?? 2) as Level;
  if (!levels.includes(level))
    return { refused: `--level is 2, 3 or 4, not "${flags.level ?? level}"`, exit: 2 };
  if (level === 5) {
    return {
      refused: `Level 5 merges without a human. It needs: ${levelFiveNeedsText}. Nothing was started.`,
      exit: 1,
    };
  }
  const limits = limitsOf(flags);
  if (limits === null)
    return {
      refused: 'Budgets and rounds are positive numbers; tokens, minutes and rounds whole ones.',
      exit: 2,
    };
  const builder = await builderOf(flags, configuration.backend, io);
  if ('refused' in builder) return builder;
  const { backend } = builder;
  const identity = await readIdentity(flags.identity, io);
  if (!identity.ok && identity.reason !== 'not-given') return { refused: identity.message, exit: 2 };
  const model = flags.model ?? io.env['ANTHROPIC_MODEL'];
  if (backend === 'anthropic' && model === undefined) return { refused: await modelHint(io.env), exit: 2 };
  const key = io.env['ANTHROPIC_API_KEY'];
  const baseUrl = io.env['ANTHROPIC_BASE_URL'];
  const launch: LaunchOptions = {
    repository: root,
    specPath: resolve(io.cwd, specPath),
    level,
    trial: level > licenceWithoutAttempt,
    backend,
    limits,
    owner: configuration.owner ?? (await userIdentity(root)).name,
    via: 'cli',
    env: io.env,
    ...(model === undefined ? {} : { model }),
    ...namedJudge(flags, io),
    ...(builder.backend === 'rehearsal' ? { cassette: builder.cassette } : {}),
    ...(builder.backend === 'acp' ? { agent: builder.agent } : {}),
    ...(backend === 'anthropic' && key ? { apiKey: key } : {}),
    ...(backend === 'anthropic' && baseUrl ? { baseUrl } : {}),
    ...(identity.ok ? { identity: identity.identity } : {}),
    ...(flags.base === undefined ? {} : { base: flags.base }),
    ...(flags.parent === undefined ? {} : { parent: flags.parent }),
    ...(flags.workflow === undefined ? {} : { workflow: resolve(io.cwd, flags.workflow) }),
  };
  return { launch };
}

/** What the flags say; `launchRun` holds it to the repository's caps. Null where a flag is no sensible number. */
function limitsOf(flags: Flags): RunLimits | null {
  const dollars = amount(flags['budget-usd']);
  const tokens = amount(flags['budget-tokens']) ?? (dollars === undefined ? defaults.tokens : undefined);
  const minutes = amount(flags['budget-minutes']) ?? defaults.minutes;
  const rounds = amount(flags.rounds) ?? defaults.rounds;
  const whole = [tokens ?? 1, minutes, rounds].every(Number.isInteger);
  if (!whole || Number.isNaN(dollars)) return null;
  return {
    minutes,
    rounds,
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
  };
}
