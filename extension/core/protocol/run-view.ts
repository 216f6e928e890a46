// A run while it works, as a view model. From level 4 on it has stages and categories only.
// Invariant: pure; the type of the level-4 view has no field for a tool call, a file or a transcript.
import { levelTable, type Level, type StageName } from '../level/level.ts';
import { minutesBetween, tokensOf } from '../outcome/cost.ts';
import { workedMilliseconds } from '../run/reduce-work.ts';
import { rehearsalWatermark } from '../outcome/watermark.ts';
import { plain } from '../outcome/plain.ts';
import { forecastFor, kindOf, type Forecast } from '../run/forecast.ts';
import { moodOf, waitsForAnswer, type RunMood } from '../run/run-row.ts';
import type { RunState, StageStatus } from '../run/state.ts';
import type { Problem } from './delegate-form.ts';
import { forecastText, type ForecastText } from './forecast-text.ts';
import { standingOf, type Standing } from './run-steps.ts';
import { questionsOf, waitingOf, type Asked, type Waiting } from './run-waiting.ts';
import type { WorkflowPicture } from './workflow-picture.ts';

interface RunViewFacts {
  readonly panel: 'delegate';
  readonly view: 'running';
  readonly runId: string;
  readonly title: string;
  readonly specPath: string;
  readonly levelName: string;
  readonly trial: boolean;
  /** The run that it is a branch of. */
  readonly branchOf: string | null;
  readonly watermark: string | null;
  readonly headline: string;
  readonly mood: RunMood;
  readonly startedAt: string;
  /** Minutes at work, or of waiting while it is queued. */
  readonly minutes: number;
  readonly ticking: boolean;
  readonly standing: Standing;
  /** Of its workflow; null where there is none. */
  readonly picture: WorkflowPicture | null;
  readonly fuse: Fuse;
  readonly guardrails: readonly GuardrailRow[];
  readonly waiting: Waiting;
  /** What the agent has asked about the spec, in its own words; it did not stop for them. */
  readonly questions: readonly Asked[];
  readonly problem: Problem | null;
  readonly canSteer: boolean;
  readonly canStop: boolean;
  readonly canSuspend: boolean;
  readonly steers: number;
  /** What the level shows and hides, as one sentence. */
  readonly note: string;
}

export interface Fuse {
  /** Null where an installed agent does not say what it uses. */
  readonly tokens: number | null;
  readonly tokensCap: number | null;
  readonly cached: number;
  readonly dollars: number | null;
  readonly dollarsCap: number | null;
  readonly minutesCap: number;
  /** Of runs like this here, before it ended: each number with its range, and how many there were. */
  readonly forecast: { readonly n: number; readonly rows: ForecastText['rows'] };
  /** Of the nearest cap, from 0 to 1. */
  readonly fraction: number;
}

export interface GuardrailRow {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'timeout' | 'error' | 'not yet';
  readonly seconds: number | null;
  /** Its result on the base, before the run changed anything. */
  readonly before: 'pass' | 'fail' | 'timeout' | 'error' | null;
  /** Set where it failed before we started: nobody is held to it. */
  readonly note: string | null;
}

/** Levels 2 and 3 also see the last thing that happened; 4 and 5 do not. */
export type DelegateRunning =
  | (RunViewFacts & { readonly level: 2 | 3; readonly activity: string })
  | (RunViewFacts & { readonly level: 4 | 5 });

/** What the log of the run alone does not say. */
export interface RunSurroundings {
  /** How many wait before it; null where it does not wait. */
  readonly ahead: number | null;
  /** The answer to a question that was given here and is not recorded yet. */
  readonly answered: (question: string) => string | null;
  readonly forecasts: readonly Forecast[];
  /** Of the run's own workflow, else of its level's; null where there is none. */
  readonly picture: WorkflowPicture | null;
}

const alone: RunSurroundings = { ahead: null, answered: () => null, forecasts: [], picture: null };

/** `alive` is whether the recorded runner still lives; `now` is milliseconds since the epoch. */
export function runView(
  state: RunState,
  alive: boolean,
  now: number,
  around: RunSurroundings = alone,
): DelegateRunning {
  const { level } = state.request;
  const facts = factsOf(state, moodOf(state, alive, now), now, around);
  return level === 2 || level === 3
    ? { ...facts, level, activity: plain(state.lastActivity) }
    : { ...facts, level };
}

function factsOf(state: RunState, mood: RunMood, now: number, around: RunSurroundings): RunViewFacts {
  const { request } = state;
  const ticking = ['queued', 'working', 'waiting'].includes(mood);
  const end = ticking ? new Date(now).toISOString() : (state.restedAt ?? state.lastEventAt);
  return {
    panel: 'delegate',
    view: 'running',
    runId: request.runId,
    title: plain(request.spec.title),
    specPath: plain(request.spec.path),
    levelName: levelTable[request.level].name,
    trial: request.trial,
    branchOf: request.branchedFrom?.run ?? null,
    watermark: request.backend === 'rehearsal' ? rehearsalWatermark : null,
    headline: headlineOf(state, mood, around.ahead),
    mood,
    startedAt: state.startedAt,
    minutes: minutesOf(state, mood, end),
    ticking,
    standing: standingOf(state),
    picture: around.picture,
    fuse: fuseOf(state, around.forecasts),
    guardrails: guardrailRows(state),
    waiting: waitingOf(state, mood),
    questions: questionsOf(state, around.answered),
    problem: problemOf(state, mood),
    canSteer: mood === 'working' || mood === 'waiting',
    canSuspend: ['queued', 'working', 'waiting'].includes(mood),
    canStop: ['queued', 'working', 'waiting', 'interrupted', 'suspended'].includes(mood),
    steers: state.steers,
    note: noteOf(request.level),
  };
}

/** While it waits for its turn, those since its launch. */
function minutesOf({ worked, startedAt }: RunState, mood: RunMood, end: string): number {
  if (mood === 'queued') return minutesBetween(startedAt, end);
  return workedMilliseconds(worked, Date.parse(end)) / 60_000;
}

const doing: Readonly<Record<StageName, string>> = {
  plan: 'Planning',
  clarify: 'Clarifying',
  implement: 'Building',
  guardrails: 'Running the guardrails',
  'file-review': 'Waiting for your review of each file',
  'change-set-review': 'Waiting for your review of the change set',
  validation: 'Running validation scenarios',
  sealed: 'Running sealed scenarios',
  outcome: 'Writing the outcome card',
  tool: 'Running a tool',
  human: 'Asking you',
  combine: 'Combining what was built side by side',
};

function headlineOf(state: RunState, mood: RunMood, ahead: number | null): string {
  if (mood === 'interrupted') return 'The process behind this run ended';
  if (waitsForAnswer(state)) return 'Waits for your answer';
  if (state.queued) return turnText(ahead ?? state.queued.ahead, state.queued.limit);
  if (state.status === 'requested') return 'Starting';
  if (state.status === 'preparing') return 'Preparing: the base is checked out and tried';
  if (state.status === 'waiting') return `Waiting: ${plain(state.reason, 120)}`;
  if (state.status === 'working' || state.status === 'evaluating')
    return `${doing[state.stage]}, round ${Math.max(1, state.round)} of at most ${state.request.limits.rounds}`;
  return standing[state.status];
}

function turnText(ahead: number, limit: number): string {
  const place = ahead === 0 ? 'it is the next one' : `${ahead} ahead`;
  return `Waits for its turn: ${place}, ${limit} may work at once`;
}

const standing: Readonly<
  Record<
    Exclude<RunState['status'], 'requested' | 'preparing' | 'working' | 'waiting' | 'evaluating'>,
    string
  >
> = {
  'awaiting-decision': 'Finished: it waits for your decision',
  approved: 'Approved',
  returned: 'Returned',
  rejected: 'Rejected',
  stopped: 'Stopped',
  suspended: 'Suspended',
  failed: 'Failed',
};

function fuseOf(state: RunState, forecasts: readonly Forecast[]): Fuse {
  const { limits, level, backend, model, agent } = state.request;
  const forecast = forecastFor(forecasts, kindOf({ level, backend, model, agent: agent?.id }));
  const tokens = tokensOf(state.usage);
  const shares = [
    limits.tokens === undefined ? 0 : tokens / limits.tokens,
    limits.dollars === undefined ? 0 : (state.dollars ?? 0) / limits.dollars,
  ];
  return {
    tokens: state.turnsUncounted === 0 ? tokens : null,
    tokensCap: limits.tokens ?? null,
    cached: state.usage.cacheRead,
    dollars: state.dollars,
    dollarsCap: limits.dollars ?? null,
    minutesCap: limits.minutes,
    forecast: { n: forecast.n, rows: forecastText(forecast).rows },
    fraction: Math.min(1, Math.max(...shares)),
  };
}

function guardrailRows(state: RunState): GuardrailRow[] {
  return (state.guardrails?.chosen ?? []).map(({ name }) => {
    const [before, after] = [state.guardrailsAtBase[name], state.guardrailsAtHead[name]];
    const failedBefore = before !== undefined && before.outcome !== 'pass';
    return {
      name: plain(name, 60),
      outcome: after?.outcome ?? 'not yet',
      seconds: after ? after.milliseconds / 1000 : null,
      before: before?.outcome ?? null,
      note: failedBefore ? `failed before we started: ${levelTable[state.request.level].redBase}` : null,
    };
  });
}

function problemOf(state: RunState, mood: RunMood): Problem | null {
  if (state.status === 'failed')
    return { message: plain(state.message, 600), kept: plain(state.kept), next: plain(state.next) };
  if (state.status === 'suspended' && !waitsForAnswer(state))
    return {
      message: plain(state.message, 600),
      kept: 'Every event so far and the worktree are kept.',
      next: plain(state.next),
    };
  if (mood === 'interrupted')
    return {
      message: 'The runner of this run is gone: it crashed, was killed, or the machine restarted.',
      kept: 'Every event so far and the worktree are kept.',
      next: 'Resume the run, or stop it.',
    };
  return null;
}

function noteOf(level: Level): string {
  const rules = levelTable[level];
  if (rules.showsFiles) return `Level ${level}: ${rules.reads}.`;
  return `At level ${level} you see stages and categories, not the transcript and not the diff. Hidden scenarios never reach the agent.`;
}

export type { StageStatus };
