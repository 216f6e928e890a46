// A run as one row of a list: group, words and icon, from its state, the clock's reading and whether its runner lives.
// Invariant: what is on screen is true after a crash; a run whose runner is gone is never shown as running.
import { isOver } from './reduce.ts';
import type { Question, RunState } from './state.ts';

export type RunGroup = 'needs-you' | 'running' | 'finished';

export type RunMood =
  | 'queued'
  | 'working'
  | 'waiting'
  | 'decide'
  | 'refused'
  | 'interrupted'
  | 'suspended'
  | 'approved'
  | 'returned'
  | 'rejected'
  | 'stopped'
  | 'failed';

/** What the runs of a folder are to others: the extension's API and pickers. */
export interface RunSummary {
  readonly id: string;
  readonly title: string;
  readonly spec: string;
  readonly level: number;
  readonly trial: boolean;
  readonly rehearsal: boolean;
  readonly status: RunState['status'];
  readonly group: RunGroup;
  readonly startedAt: string;
}

/** The run's title as every surface shows it: a rehearsal is marked with `word`. */
export function markedTitle({ request }: RunState, word: string): string {
  return request.backend === 'rehearsal' ? `${word} · ${request.spec.title}` : request.spec.title;
}

/** Seconds a run may stay without a runner before that counts as a crash: launch takes a moment. */
const launchGrace = 20;

/** `alive` is whether the recorded runner process still runs; `now` is milliseconds since the epoch. */
export function moodOf(run: RunState, alive: boolean, now: number): RunMood {
  switch (run.status) {
    case 'awaiting-decision':
      return run.refusal.length > 0 ? 'refused' : 'decide';
    case 'approved':
      // On the remote, but whether its pull request was opened is not known.
      return run.merged === null && run.pullRequest === null && run.refusal.length > 0
        ? 'refused'
        : 'approved';
    case 'returned':
    case 'rejected':
    case 'stopped':
    case 'failed':
    case 'suspended':
      return run.status;
    default:
      return activeMood(run, alive, now);
  }
}

function activeMood(run: RunState, alive: boolean, now: number): RunMood {
  const quiet = (now - Date.parse(run.lastEventAt)) / 1000;
  if (!alive && quiet > launchGrace) return 'interrupted';
  if (run.runner === null || run.status === 'requested') return 'queued';
  return run.status === 'waiting' ? 'waiting' : 'working';
}

export function groupOf(mood: RunMood): RunGroup {
  if (['decide', 'refused', 'interrupted', 'suspended'].includes(mood)) return 'needs-you';
  return ['queued', 'working', 'waiting'].includes(mood) ? 'running' : 'finished';
}

/** Where the run stands, as one short clause: `validation, round 2`. */
export function standing(run: RunState): string {
  if (run.status === 'working' || run.status === 'evaluating' || run.status === 'waiting')
    return run.round > 1 ? `${run.stage}, round ${run.round}` : run.stage;
  if (waitsForAnswer(run)) return 'waits for your answer';
  if (run.queued) return waits(run.queued.ahead, run.queued.limit);
  return run.status;
}

function waits(ahead: number, limit: number): string {
  return `waits for its turn, ${ahead} ahead, ${limit} may work at once`;
}

/** What the agent has asked and would still read an answer to. */
export function openQuestions(run: RunState): readonly Question[] {
  const reads = !isOver(run) && run.status !== 'awaiting-decision';
  return reads ? run.questions.filter(({ answer }) => answer === null) : [];
}

/** Whether a gate of its workflow has put it to rest: it goes on when there is an answer. */
export function waitsForAnswer(run: RunState): boolean {
  return run.status === 'suspended' && run.reason === 'question';
}

/** The git branches that hold what was built: its own, and those of parallel branches that were not combined. */
export function branchesOfWork({ request, head, lanes }: RunState): readonly string[] {
  const own = head === null ? [] : [`dimmer/${request.runId}`];
  const beside = Object.values(lanes).filter(({ commit }) => commit !== null);
  return [...own, ...beside.map(({ branch }) => branch)];
}

/** Tokens of every kind that the run has spent. */
export function tokensOf(run: RunState): number {
  const { input, output, cacheRead, cacheWrite } = run.usage;
  return input + output + cacheRead + cacheWrite;
}

/** `38 s`, `12 min`, `3 h`, `2 d`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** `950`, `12k`, `1.4M`. */
export function count(value: number): string {
  if (value < 1000) return String(value);
  return value < 1_000_000 ? `${Math.round(value / 1000)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

export function summaryOf(run: RunState, alive: boolean, now: number): RunSummary {
  const { request } = run;
  return {
    id: request.runId,
    title: request.spec.title,
    spec: request.spec.path,
    level: request.level,
    trial: request.trial,
    rehearsal: request.backend === 'rehearsal',
    status: run.status,
    group: groupOf(moodOf(run, alive, now)),
    startedAt: run.startedAt,
  };
}

/** Whether a change from `before` to `after` is one a person should hear about: it needs a decision, or it ended. */
export function newsOf(before: RunState | undefined, after: RunState): 'decide' | 'ended' | undefined {
  if (before === undefined || before.status === after.status) return undefined;
  if (after.status === 'awaiting-decision') return 'decide';
  if (after.status === 'suspended') return after.reason === 'by-hand' ? undefined : 'decide';
  return isOver(after) && before.status !== 'awaiting-decision' ? 'ended' : undefined;
}
