// `dimmer stop`, `suspend`, `steer` and `resume`: commands to a run's runner through its control folder.
import { evaluatorIsAlive, serveInput, startEvaluator, startRunner } from '../node/launch.ts';
import { sendControl } from '../node/control.ts';
import { damageOf, isDamaged } from '../node/damaged-log.ts';
import { awaken } from '../node/retry-stage.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import type { RunState } from '../core/run/state.ts';
import { mayBeSuspended } from '../core/run/next-stage.ts';
import { isOver } from '../core/run/reduce.ts';
import { branchesOfWork, waitsForAnswer } from '../core/run/run-row.ts';
import { isChoice } from '../core/workflow/choices.ts';
import { amount, parsed, refuse, say } from './arguments.ts';
import { openRun, type OpenRun } from './find-run.ts';
import { followRun } from './follow.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';
import { namedJudge } from './judge-of.ts';
import { rested } from './launch-and-follow.ts';

export const stopUsage = 'Usage: dimmer stop RUN [--reason R]\n';
export const suspendUsage = 'Usage: dimmer suspend RUN [--reason R]\n';
export const steerUsage = 'Usage: dimmer steer RUN "text"\n';
export const answerUsage = 'Usage: dimmer answer RUN QUESTION "answer" (or the number of a choice)\n';
export const resumeUsage =
  'Usage: dimmer resume RUN [--budget-tokens N] [--budget-usd N] [--budget-minutes N] [--identity FILE] [--detach]\nBudgets are new caps in full.\n';

const waitMs = 30_000;

export async function stopCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, { reason: { type: 'string' } }, stopUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], stopUsage, io);
  if (typeof run === 'number') return run;
  if (isOver(run.state)) return refuse(io, 1, `Run ${run.id} is ${run.state.status} already.`);
  const state = await sendAndWait(run, 'stop', args.values.reason, io, isOver);
  if (state === null)
    return refuse(
      io,
      1,
      `Run ${run.id} has not stopped yet; the command is kept. See runner.log in ${run.dir}.`,
    );
  const branches = branchesOfWork(state).join(', ');
  const kept = branches === '' ? 'it had changed nothing' : `its work is on branch ${branches}`;
  say(io, { run: run.id, status: state.status }, `${run.id} is ${state.status}; ${kept}.`);
  return 0;
}

export async function suspendCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, { reason: { type: 'string' } }, suspendUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], suspendUsage, io);
  if (typeof run === 'number') return run;
  const { id } = run;
  if (isDamaged(run.state)) return refuse(io, 1, damageOf(run.state));
  if (!mayBeSuspended(run.state))
    return refuse(io, 1, `Run ${id} is ${run.state.status}: nothing works in it. Nothing was changed.`);
  const state = await sendAndWait(run, 'suspend', args.values.reason, io, (now) => !mayBeSuspended(now));
  if (state === null)
    return refuse(io, 1, `Run ${id} works still; the command is kept. See runner.log in ${run.dir}.`);
  if (state.status !== 'suspended')
    return refuse(io, 1, `Run ${id} came to its end before: it is ${state.status}.`);
  const text = `${id} is suspended; its folder is kept. \`dimmer resume ${id}\` goes on.`;
  say(io, { run: id, status: state.status }, text);
  return 0;
}

/** The state in which the run has done what was asked; null where it has not within half a minute. */
async function sendAndWait(
  run: OpenRun,
  type: 'stop' | 'suspend',
  reason: string | undefined,
  io: CommandIo,
  isDone: (state: RunState) => boolean,
): Promise<RunState | null> {
  const command = { type, via: 'cli', by: run.by, ...(reason === undefined ? {} : { reason }) } as const;
  await sendControl(run.dir, command, { env: io.env });
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const { state } = await readRun(run.dir);
    if (state && isDone(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return null;
}

export async function steerCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, {}, steerUsage, io);
  if (args === null) return 2;
  const [prefix, text, extra] = args.positionals;
  if (text === undefined || text.trim() === '' || extra !== undefined)
    return refuse(io, 2, steerUsage.trimEnd());
  const run = await openRun(prefix, steerUsage, io);
  if (typeof run === 'number') return run;
  if (isOver(run.state) || run.state.status === 'awaiting-decision') {
    return refuse(io, 1, `Run ${run.id} is ${run.state.status}: its agent reads nothing any more.`);
  }
  await sendControl(run.dir, { type: 'steer', text, via: 'cli', by: run.by }, { env: io.env });
  say(io, { run: run.id, steered: true }, 'The agent reads it before its next turn.');
  return 0;
}

export async function answerCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, {}, answerUsage, io);
  if (args === null) return 2;
  const [prefix, id, text, extra] = args.positionals;
  if (id === undefined || text === undefined || text.trim() === '' || extra !== undefined)
    return refuse(io, 2, answerUsage.trimEnd());
  const run = await openRun(prefix, answerUsage, io);
  if (typeof run === 'number') return run;
  const { questions, status } = run.state;
  const open = questions.filter(({ answer }) => answer === null);
  const question = open.find((one) => one.id === id);
  if (question === undefined) {
    const ids = open.map((one) => one.id).join(', ');
    const which = open.length === 0 ? 'None is open.' : `Open: ${ids}.`;
    return refuse(io, 1, `Run ${run.id} has no open question "${id}". ${which} Nothing was changed.`);
  }
  if (isOver(run.state) || status === 'awaiting-decision')
    return refuse(
      io,
      1,
      `Run ${run.id} is ${status}: its agent went on with "${question.meanwhile}" and reads nothing any more. Return the run with your answer as the reason.`,
    );
  const given = choiceOf(question.choices, text);
  if (question.gate !== null && !isChoice(question.choices, given))
    return refuse(
      io,
      2,
      `"${given}" is none of the choices, or more than one: ${question.choices.join(', ')}. Nothing was changed.`,
    );
  const key = run.state.request.backend === 'anthropic' ? io.env['ANTHROPIC_API_KEY'] : undefined;
  const start = { env: io.env, ...(key ? { apiKey: key } : {}) };
  await sendControl(run.dir, { type: 'answer', question: id, text: given, via: 'cli', by: run.by }, start);
  if (waitsForAnswer(run.state)) {
    await startRunner(run.dir, start);
    say(io, { run: run.id, question: id, answer: given }, `${run.id} goes on: ${given}`);
    return 0;
  }
  say(io, { run: run.id, question: id, answer: given }, `The agent reads it before its next turn: ${given}`);
  return 0;
}

/** `2` is the second of the choices, where there are as many; everything else is the answer itself. */
function choiceOf(choices: readonly string[], text: string): string {
  return (/^\d+$/.test(text) ? choices[Number(text) - 1] : undefined) ?? text;
}

const resumeOptions = {
  'budget-tokens': { type: 'string' },
  'budget-usd': { type: 'string' },
  'budget-minutes': { type: 'string' },
  identity: { type: 'string' },
  detach: { type: 'boolean', default: false },
} as const;

function noWayOn(id: string, status: string): string {
  const way =
    status === 'failed' || status === 'stopped'
      ? `\`dimmer retry ${id} STAGE\` tries a stage once more, \`dimmer branch ${id}\` goes back, or launch a new one.`
      : 'Launch a new one.';
  return `Run ${id} is ${status}. ${way}`;
}

export async function resumeCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, resumeOptions, resumeUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], resumeUsage, io);
  if (typeof run === 'number') return run;
  const { state, dir, id, by } = run;
  if (isDamaged(state)) return refuse(io, 1, damageOf(state));
  if (isOver(state)) return refuse(io, 1, noWayOn(id, state.status));
  const [tokens, dollars, minutes] = [
    amount(args.values['budget-tokens']),
    amount(args.values['budget-usd']),
    amount(args.values['budget-minutes']),
  ];
  if ([tokens, dollars, minutes].some(Number.isNaN)) return refuse(io, 2, resumeUsage.trimEnd());
  const identity = await readIdentity(args.values.identity, io);
  if (!identity.ok && identity.reason !== 'not-given') return refuse(io, 2, identity.message);
  const key = state.request.backend === 'anthropic' ? io.env['ANTHROPIC_API_KEY'] : undefined;
  const start = { env: io.env, ...(key ? { apiKey: key } : {}) };
  if (tokens !== undefined || dollars !== undefined || minutes !== undefined) {
    const caps = {
      ...(tokens ? { tokens } : {}),
      ...(dollars ? { dollars } : {}),
      ...(minutes ? { minutes } : {}),
    };
    await sendControl(dir, { type: 'extend-budget', via: 'cli', by, ...caps }, start);
  }
  if (identity.ok && state.request.vaultId !== undefined && !(await evaluatorIsAlive(dir))) {
    const judge = namedJudge({}, io);
    await startEvaluator(serveInput(state.request, dir, identity.identity, { ...start, ...judge }), start);
  }
  // A runner that has just put the run to rest may be alive for a moment more; the new one waits for its lock.
  const working = state.status !== 'suspended' && state.runner !== null && isAlive(state.runner);
  if (!working) await startRunner(dir, start);
  say(io, { type: 'resumed', run: id }, id);
  if (args.values.detach) return 0;
  await awaken(dir, state.seq);
  const followed = await followRun(dir, io);
  return followed.rested ? rested(followed.state, io) : refuse(io, 1, followed.problem.replace('RUN', id));
}
