// `dimmer runs` and `dimmer show RUN`: what the logs say, folded. Reading only.
import { runGraph } from '../core/protocol/run-graph.ts';
import type { PrintedRun, ShowDocument } from '../core/run/printed-run.ts';
import { standingOf } from '../core/protocol/run-steps.ts';
import { readWorkflow } from '../core/run/read-workflow.ts';
import { moodOf, type RunMood } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import { isDamaged } from '../node/damaged-log.ts';
import { findMovedRuns, movedText } from '../node/moved-runs.ts';
import { isUnread } from '../node/run-log.ts';
import { isAlive, listRuns } from '../node/run-store.ts';
import { parsed, refuse, say } from './arguments.ts';
import { openRun, rootOf } from './find-run.ts';
import { followRun } from './follow.ts';
import type { CommandIo } from './io.ts';
import { rested } from './launch-and-follow.ts';

export const runsUsage = 'Usage: dimmer runs\n';
export const showUsage =
  'Usage: dimmer show RUN [--follow]\nRUN is an id, the unique beginning of one, or `last`.\n';

export async function runsCommand(argv: string[], io: CommandIo): Promise<number> {
  if (parsed(argv, {}, runsUsage, io) === null) return 2;
  const root = await rootOf(io);
  if (typeof root === 'number') return root;
  const states = await listRuns(root, io.env);
  for (const moved of await findMovedRuns(root, io.env)) {
    const { what, fix } = movedText(moved, root);
    io.err(`note: ${what}. ${fix}\n`);
  }
  const rows = states.map((state) => ({ state, mood: moodNow(state) }));
  const runs = rows.map(({ state, mood }) => summary(state, mood));
  const text =
    rows.map(({ state, mood }) => row(state, mood)).join('\n') ||
    'No runs here yet. `dimmer run SPEC` launches one.';
  say(io, { runs }, text);
  return 0;
}

export async function showCommand(argv: string[], io: CommandIo): Promise<number> {
  const args = parsed(argv, { follow: { type: 'boolean', default: false } }, showUsage, io);
  if (args === null) return 2;
  const run = await openRun(args.positionals[0], showUsage, io);
  if (typeof run === 'number') return run;
  if (args.values.follow) {
    const followed = await followRun(run.dir, io);
    return followed.rested
      ? rested(followed.state, io)
      : refuse(io, 1, followed.problem.replace('RUN', run.id));
  }
  const { state, reading, dir } = run;
  const mood = moodNow(state);
  const { problem } = reading;
  const unread = reading.events.filter(isUnread).length;
  const document: ShowDocument = {
    ...summary(state, mood),
    folder: dir,
    state,
    ...(problem === undefined ? {} : { problem }),
    ...(unread === 0 ? {} : { unread }),
  };
  say(io, document, detail(state, mood, unread));
  return problem === undefined ? 0 : 1;
}

function moodNow(state: RunState): RunMood {
  const alive = state.runner !== null && isAlive(state.runner);
  return moodOf(state, alive, Date.now());
}

function summary(state: RunState, mood: RunMood): PrintedRun {
  const { request, startedAt, lastEventAt, lastActivity, status } = state;
  const { runId, spec, level, trial, backend } = request;
  return {
    id: runId,
    status,
    mood,
    title: spec.title,
    spec: spec.path,
    level,
    trial,
    rehearsal: backend === 'rehearsal',
    startedAt,
    lastEventAt,
    lastActivity,
  };
}

function row(state: RunState, mood: RunMood): string {
  const { runId, spec, level, backend } = state.request;
  const mark = backend === 'rehearsal' ? ' [rehearsal]' : '';
  const damage = isDamaged(state) ? ` (log damaged: \`dimmer show ${runId}\`)` : '';
  return `${runId}  ${words(mood).padEnd(17)} level ${level}  ${spec.title}${mark}${damage}`;
}

function words(mood: RunMood): string {
  return mood === 'decide' ? 'awaits decision' : mood;
}

function detail(state: RunState, mood: RunMood, unread: number): string {
  const { workflow } = state.request;
  const picture = workflow ? readWorkflow(workflow.text).picture : null;
  const steps = runGraph(standingOf(state), picture).steps.map(
    (step) => `  ${step.label.padEnd(22)} ${step.status}${step.detail && `  ${step.detail}`}`,
  );
  const lines = [
    row(state, mood),
    `  last: ${state.lastActivity}, ${state.lastEventAt}`,
    ...steps,
    ...('message' in state
      ? [
          `  ${state.message}`,
          ...('kept' in state ? [`  kept: ${state.kept}`] : []),
          `  next: ${state.next.replaceAll('RUN', state.request.runId)}`,
        ]
      : []),
    ...state.refusal.map((reason) => `  refused: ${reason}`),
    ...(mood === 'interrupted'
      ? [`  its runner is gone; \`dimmer resume ${state.request.runId}\` goes on`]
      : []),
    ...(unread === 0
      ? []
      : [
          `  ${unread} event(s) were written by another version of Dimmer: kept, and not shown. Update Dimmer to see them.`,
        ]),
  ];
  return lines.join('\n');
}
