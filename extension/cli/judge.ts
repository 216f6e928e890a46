// `dimmer judge REVISION`: a card for a commit that exists, whoever or whatever made it. Nothing is built.
import { resolve } from 'node:path';
import { levels, type Level } from '../core/level/level.ts';
import { licenceWithoutAttempt } from '../core/level/ladder.ts';
import { defaultMinutes } from '../core/protocol/settings.ts';
import { revisionOf } from '../node/forge/fetch-pull-request.ts';
import { sessionOf } from '../node/forge/network-git.ts';
import { userIdentity } from '../node/git.ts';
import { describeLaunch } from '../node/launch.ts';
import { parsed, refuse } from './arguments.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';
import { namedJudge } from './judge-of.ts';
import { launchAndFollow } from './launch-and-follow.ts';

export const judgeUsage = `Usage: dimmer judge REVISION [--spec SPEC] [--base REF] [--level 2..4] [--judge-model ID] [--identity FILE] [--detach]
Judges a commit, branch or pull request that exists: guardrails, hidden scenarios, outcome card. Nothing in it is changed. It is
compared with where it left REF (what is checked out, unless told). A pull request is named #12 or by its address, and its head
is fetched. Without a spec the commit's own message stands for one.
`;

const options = {
  spec: { type: 'string' },
  base: { type: 'string' },
  level: { type: 'string' },
  'judge-model': { type: 'string' },
  identity: { type: 'string' },
  detach: { type: 'boolean', default: false },
} as const;

export async function judgeCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, options, judgeUsage, io);
  if (args === null) return 2;
  const { spec, base, level: given, detach } = args.values;
  const [adopt, extra] = args.positionals;
  if (adopt === undefined || extra !== undefined) return refuse(io, 2, judgeUsage.trimEnd());
  const level = Number(given ?? 4) as Level;
  if (!levels.includes(level) || level === 5)
    return refuse(io, 2, `--level is 2, 3 or 4, not "${given}". Level 5 decides about its own runs only.`);
  const fetched = await revisionOf(io.cwd, adopt, sessionOf(io.env));
  if (!fetched.ok) return refuse(io, 3, fetched.message);
  const question = {
    repository: io.cwd,
    adopt: fetched.revision,
    ...(spec === undefined ? {} : { specPath: resolve(io.cwd, spec) }),
    ...(base === undefined ? {} : { base }),
  };
  const described = await describeLaunch(question, { env: io.env });
  if (!described.ok) {
    const usage = described.reason === 'spec' || described.reason === 'unknown-revision';
    return refuse(io, usage ? 2 : 3, described.message);
  }
  const identity = await readIdentity(args.values.identity, io);
  if (!identity.ok && identity.reason !== 'not-given') return refuse(io, 2, identity.message);
  const { root, configuration } = described.description;
  const apiKey = io.env['ANTHROPIC_API_KEY'];
  const baseUrl = io.env['ANTHROPIC_BASE_URL'];
  const { judgeModel = io.env['ANTHROPIC_MODEL'] } = namedJudge(args.values, io);
  const launch = {
    ...question,
    repository: root,
    level,
    trial: level > licenceWithoutAttempt,
    backend: 'none' as const,
    limits: { tokens: 2_000_000, minutes: defaultMinutes, rounds: 1 },
    owner: configuration.owner ?? (await userIdentity(root)).name,
    via: 'cli' as const,
    env: io.env,
    ...(apiKey ? { apiKey } : {}),
    ...(apiKey && baseUrl ? { baseUrl } : {}),
    ...(judgeModel === undefined ? {} : { judgeModel }),
    ...(identity.ok ? { identity: identity.identity } : {}),
  };
  return launchAndFollow(launch, detach, io);
}
