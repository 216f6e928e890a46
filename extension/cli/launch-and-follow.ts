// Launches a run and follows it until it rests, for every command that starts one. The run does not need this process.
import { outcomeCard } from '../core/outcome/card.ts';
import { renderCard } from '../core/outcome/text.ts';
import { forecastLine } from '../core/protocol/forecast-text.ts';
import { forecastFor, forecasts, kindOf, type Forecast } from '../core/run/forecast.ts';
import type { RunState } from '../core/run/state.ts';
import type { LaunchOptions, LaunchRefusal } from '../node/launch-options.ts';
import { launchRun } from '../node/launch.ts';
import { listRuns } from '../node/run-store.ts';
import { refuse, say } from './arguments.ts';
import { followRun } from './follow.ts';
import type { CommandIo } from './io.ts';

/** Resolves with the exit code. With `detach` it does not wait. */
export async function launchAndFollow(
  options: LaunchOptions,
  detach: boolean,
  io: CommandIo,
): Promise<number> {
  // Before it starts, so that it is not among its own history.
  const forecast = await forecastBefore(options);
  const launched = await launchRun(options);
  if (!launched.ok) return refuse(io, exitOf(launched.reason), launched.message);
  const { runId, runDir, evaluator, notes } = launched;
  for (const note of notes) io.err(`note: ${note}\n`);
  if (forecast !== null) io.err(`forecast: ${forecastLine(forecast)}\n`);
  say(
    io,
    { type: 'launched', run: runId, folder: runDir, evaluator, notes, ...(forecast && { forecast }) },
    runId,
  );
  return detach ? 0 : follow(runId, runDir, io);
}

/** From this repository's own runs; null where nobody builds. */
async function forecastBefore(options: LaunchOptions): Promise<Forecast | null> {
  const { level, backend, model, agent, repository, env } = options;
  if (backend === 'none') return null;
  const runs = await listRuns(repository, env);
  return forecastFor(forecasts(runs), kindOf({ level, backend, model, agent: agent?.id }));
}

/** Follows a run until it rests; leaving does not stop it. */
export async function follow(runId: string, runDir: string, io: CommandIo): Promise<number> {
  const leave = () => {
    io.err(
      `\nThe run goes on. \`dimmer show ${runId} --follow\` comes back to it, \`dimmer stop ${runId}\` ends it.\n`,
    );
    process.exit(0);
  };
  process.once('SIGINT', leave);
  const followed = await followRun(runDir, io);
  process.removeListener('SIGINT', leave);
  if (!followed.rested) return refuse(io, 1, followed.problem.replace('RUN', runId));
  return rested(followed.state, io);
}

/** Says how a run rests, and what its exit code is: 0 when a result without red flags awaits its decision. */
export function rested(state: RunState, io: CommandIo): number {
  const card = outcomeCard(state);
  if (io.json) io.out(`${JSON.stringify({ v: 1, type: 'rested', status: state.status, outcome: card })}\n`);
  else io.out(`\n${renderCard(card)}`);
  if (state.status === 'failed' && ['sandbox-missing', 'sandbox-leaks'].includes(state.reason ?? ''))
    return 3;
  if (state.status === 'suspended' && ['key-missing', 'key-rejected'].includes(state.reason)) return 3;
  if (state.status === 'awaiting-decision') return card.redFlags.length > 0 ? 1 : 0;
  return state.status === 'approved' ? 0 : 1;
}

function exitOf(reason: LaunchRefusal): number {
  if (['git', 'key-missing', 'node', 'disk-full'].includes(reason)) return 3;
  return reason === 'internal' ? 4 : 2;
}
