// `dimmer branch` and `dimmer retry`: go on from an earlier moment of a run, in a run of its own, or with a stage once more.
import { stageNameSchema } from '../core/run/stage-name.ts';
import { decode } from '../core/protocol/decode.ts';
import { branchChoices } from '../core/run/branch.ts';
import { branchRun } from '../node/branch-run.ts';
import { awaken, retryStage } from '../node/retry-stage.ts';
import { serveInput, startEvaluator, startRunner } from '../node/launch.ts';
import { amount, parsed, refuse, say } from './arguments.ts';
import { damageOf, isDamaged } from '../node/damaged-log.ts';
import { openRun, type OpenRun } from './find-run.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';
import { namedJudge } from './judge-of.ts';
import { follow } from './launch-and-follow.ts';

export const branchUsage = `Usage: dimmer branch RUN --at SEQ [--budget-tokens N] [--budget-usd N] [--budget-minutes N] [--identity FILE] [--detach]
Without --at it lists the places to branch at. Budgets are the new run's own; unless given, they are those of RUN.
`;
export const retryUsage =
  'Usage: dimmer retry RUN plan|clarify|implement|guardrails|validation [--identity FILE] [--detach]\n';

const caps = {
  'budget-tokens': { type: 'string' },
  'budget-usd': { type: 'string' },
  'budget-minutes': { type: 'string' },
} as const;
const common = { identity: { type: 'string' }, detach: { type: 'boolean', default: false } } as const;

export async function branchCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, { at: { type: 'string' }, ...caps, ...common }, branchUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], branchUsage, io);
  if (typeof run === 'number') return run;
  const { values } = args;
  if (values.at === undefined) return listPlaces(run, io);
  const [tokens, dollars, minutes] = [
    amount(values['budget-tokens']),
    amount(values['budget-usd']),
    amount(values['budget-minutes']),
  ];
  if ([tokens, dollars, minutes].some(Number.isNaN)) return refuse(io, 2, branchUsage.trimEnd());
  const limits = {
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
    ...(minutes === undefined ? {} : { minutes }),
  };
  const means = await meansOf(run, values.identity, io);
  if (typeof means === 'number') return means;
  const at = Number(values.at);
  const made = await branchRun(run.dir, { at, limits, via: 'cli', env: io.env });
  if (!made.ok) return refuse(io, 2, made.message);
  const { request, runDir, seq } = made;
  if (means.identity !== undefined && request.vaultId !== undefined && request.level >= 4)
    await startEvaluator(
      serveInput(request, runDir, means.identity, { ...means.start, ...namedJudge({}, io) }),
      means.start,
    );
  await startRunner(runDir, means.start);
  if (seq !== at)
    io.err(`note: branched after event ${seq}: of event ${at} it is not known what the files were.\n`);
  const { runId } = request;
  say(io, { type: 'branched', run: runId, from: run.id, seq, folder: runDir }, runId);
  return values.detach ? 0 : follow(runId, runDir, io);
}

function listPlaces(run: OpenRun, io: CommandIo): number {
  const places = branchChoices(run.reading.events);
  const lines = places.map(({ seq, what }) => `${String(seq).padStart(6)}  ${what}`);
  const text =
    lines.length === 0
      ? `Run ${run.id} has not begun to work; there is no place to branch at yet.`
      : `${lines.join('\n')}\n\n\`dimmer branch ${run.id} --at N\` begins a run there.`;
  say(io, { run: run.id, places }, text);
  return 0;
}

export async function retryCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, common, retryUsage, io);
  if (args === null) return 2;
  const [prefix, name, extra] = args.positionals;
  const stage = decode(stageNameSchema, name);
  if (!stage.ok || extra !== undefined) return refuse(io, 2, retryUsage.trimEnd());
  const run = await openRun(prefix, retryUsage, io);
  if (typeof run === 'number') return run;
  const { id, dir, by, state } = run;
  if (isDamaged(state)) return refuse(io, 1, damageOf(state));
  const means = await meansOf(run, args.values.identity, io);
  if (typeof means === 'number') return means;
  const serve =
    means.identity !== undefined && state.request.vaultId !== undefined
      ? serveInput(state.request, dir, means.identity, { ...means.start, ...namedJudge({}, io) })
      : undefined;
  const again = await retryStage(dir, { stage: stage.value, by, via: 'cli', start: means.start, serve });
  if (!again.ok) return refuse(io, 1, `Run ${id}: ${again.message}`);
  say(io, { type: 'retried', run: id, stage: stage.value, round: again.round }, id);
  if (args.values.detach) return 0;
  await awaken(dir, again.seq);
  return follow(id, dir, io);
}

/** What a runner is started with; the exit code after a refusal was printed. */
async function meansOf({ state }: OpenRun, identityFile: string | undefined, io: CommandIo) {
  const identity = await readIdentity(identityFile, io);
  if (!identity.ok && identity.reason !== 'not-given') return refuse(io, 2, identity.message);
  const key = state.request.backend === 'anthropic' ? io.env['ANTHROPIC_API_KEY'] : undefined;
  const start = { env: io.env, ...(key ? { apiKey: key } : {}) };
  return { start, identity: identity.ok ? identity.identity : undefined };
}
