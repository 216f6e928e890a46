// A run as every viewer sees it: the fold of its events. A union on `status`; each status has exactly its own fields.
// Invariant: nothing here is stored; `reduce` (reduce.ts) makes it from events alone, the same in every process.
import type { Decision } from '../protocol/control.ts';
import type { Feedback, Tally } from '../protocol/evaluation.ts';
import type { RunRequest } from '../protocol/run-request.ts';
import type { StageName } from '../level/level.ts';
import type { Delivery } from './delivery.ts';
import type { Gathered } from './evidence.ts';
import type { Guardrail, RunEvent, RunEventBody, StoredText, Usage } from './events.ts';

type Body<T extends RunEventBody['type']> = Extract<RunEventBody, { type: T }>;

export type StageStatus = 'waiting' | 'active' | 'success' | 'fail' | 'skipped';

export interface GuardrailResult {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'timeout' | 'error';
  readonly exit: number | null;
  readonly milliseconds: number;
  readonly round: number;
  readonly output: StoredText;
}

export interface Evaluation {
  readonly n: number;
  readonly split: 'validation' | 'sealed';
  readonly commit: string;
  readonly round: number;
  readonly feedback: Feedback | null;
  readonly tally: Tally | null;
}

export interface Assumption {
  readonly id: string;
  readonly text: string;
  readonly requirement: string | null;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  /** Answers to choose from; any other is welcome too. */
  readonly choices: readonly string[];
  readonly meanwhile: string;
  /** The node of a workflow that waits for the answer; null where nobody waits. */
  readonly gate: string | null;
  readonly askedAt: string;
  readonly answer: { readonly text: string; readonly by: string } | null;
}

export interface Lane {
  readonly path: string;
  readonly branch: string;
  readonly removed: boolean;
  /** What was committed there last; null before, and when its git branch is gone. */
  readonly commit: string | null;
}

export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  readonly added: number;
  readonly removed: number;
}

export type RunStatus =
  | { readonly status: 'requested' }
  | { readonly status: 'preparing' }
  | { readonly status: 'working'; readonly stage: StageName; readonly round: number }
  | {
      readonly status: 'waiting';
      readonly stage: StageName;
      readonly round: number;
      readonly reason: string;
      readonly until: string;
    }
  | { readonly status: 'evaluating'; readonly stage: StageName; readonly round: number }
  | { readonly status: 'awaiting-decision'; readonly commit: string }
  | {
      readonly status: 'approved';
      readonly reason: string;
      readonly by: string;
      readonly merged: Body<'merged'> | null;
      readonly pullRequest: Body<'pull-request-opened'> | null;
    }
  | { readonly status: 'returned' | 'rejected'; readonly reason: string; readonly by: string }
  | { readonly status: 'stopped'; readonly reason: string; readonly by: string }
  | {
      readonly status: 'suspended';
      readonly reason: Body<'run-suspended'>['reason'];
      readonly message: string;
      readonly next: string;
    }
  | {
      readonly status: 'failed';
      readonly reason: Body<'run-failed'>['reason'];
      readonly message: string;
      readonly kept: string;
      readonly next: string;
    };

/** What a run has accumulated, whatever its status. */
export interface RunFacts {
  readonly request: RunRequest;
  readonly seq: number;
  readonly startedAt: string;
  readonly lastEventAt: string;
  readonly lastActivity: string;
  /** When the work came to rest (awaiting a decision, stopped, suspended, failed); null while it goes on. */
  readonly restedAt: string | null;
  /** How long it was at work, until `since`, from which on it has been at work again; null while it is not. */
  readonly worked: { readonly milliseconds: number; readonly since: string | null };
  readonly runner: { readonly pid: number; readonly startTime: string } | null;
  readonly sandbox: { readonly available: boolean; readonly detail: string } | null;
  readonly worktree: { readonly path: string; readonly branch: string; readonly removed: boolean } | null;
  readonly guardrails: {
    readonly source: Body<'guardrails-chosen'>['source'];
    readonly chosen: readonly Guardrail[];
  } | null;
  /** Latest result per guardrail name. */
  readonly guardrailsAtBase: Readonly<Record<string, GuardrailResult>>;
  readonly guardrailsAtHead: Readonly<Record<string, GuardrailResult>>;
  readonly stages: Readonly<Partial<Record<StageName, StageStatus>>>;
  /** The nodes of the run's own workflow that it has come to, by their id. */
  readonly nodes: Readonly<Record<string, StageStatus>>;
  /** How often it has come to each of them. */
  readonly visits: Readonly<Record<string, number>>;
  /** Its parallel branches, by name; each has a folder and a git branch of its own until they are combined. */
  readonly lanes: Readonly<Record<string, Lane>>;
  readonly round: number;
  readonly turns: number;
  readonly usage: Usage;
  /** Turns whose tokens an installed agent did not report; they are in no count. */
  readonly turnsUncounted: number;
  /** Dollars spent; null when rehearsed or when a price is unknown. */
  readonly dollars: number | null;
  readonly head: { readonly commit: string; readonly tree: string } | null;
  readonly files: readonly ChangedFile[];
  readonly acceptedFiles: readonly string[];
  readonly evaluations: readonly Evaluation[];
  readonly evaluationSkipped: string | null;
  readonly visible: {
    readonly satisfied: number;
    readonly observed: number;
    readonly failing: readonly string[];
  } | null;
  readonly integrity:
    readonly { readonly kind: string; readonly path: string; readonly detail: string }[] | null;
  readonly evidence: Gathered;
  readonly assumptions: readonly Assumption[];
  /** What the agent asked its author; it went on with `meanwhile`. */
  readonly questions: readonly Question[];
  /** Waits for its turn since then; null when it has one or needs none. */
  readonly queued: { readonly ahead: number; readonly limit: number; readonly since: string } | null;
  readonly accessDenied: number;
  readonly steers: number;
  readonly diffOpened: boolean;
  /** Where an approval goes; null in logs from before this was looked up, which merge here. */
  readonly delivery: Delivery | null;
  /** What of the result is on the remote. */
  readonly pushed: { readonly remote: string; readonly branch: string; readonly commit: string } | null;
  /** Why the last decision was not carried out; empty when none was refused, or a file was reviewed since. */
  readonly refusal: readonly string[];
  readonly decision: {
    readonly decision: Decision;
    readonly reason: string;
    readonly by: string;
    readonly attested: boolean;
    readonly at: string;
    readonly confirmed: readonly string[];
    readonly acceptedUntested: Readonly<Record<string, string>>;
    readonly answers: Readonly<Record<string, string>>;
    readonly comments: readonly { readonly path: string; readonly line: number; readonly text: string }[];
    readonly deliver: 'auto' | 'local';
  } | null;
}

export type RunState = RunFacts & RunStatus;

/** What one event changes; without a status the status stays. */
export type Change = Partial<RunFacts> & (RunStatus | { status?: undefined });

export type { RunEvent };
