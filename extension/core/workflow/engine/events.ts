// What happens while a workflow runs, for whoever shows it (NLSpec 9.6).
// Invariant: `branch` lists the branches around a stage, outermost first; durations are milliseconds.
import type { Answer, Question } from '../question.ts';
import type { StageStatus } from '../outcome.ts';

/** What the stepper knows by itself. */
export type StepEvent =
  | {
      readonly type: 'stage-completed';
      readonly node: string;
      readonly branch: readonly string[];
      readonly attempts: number;
      readonly status: StageStatus;
    }
  | {
      readonly type: 'stage-failed';
      readonly node: string;
      readonly branch: readonly string[];
      readonly attempts: number;
      readonly reason: string;
      readonly willRetry: boolean;
    }
  | {
      readonly type: 'stage-retrying';
      readonly node: string;
      readonly branch: readonly string[];
      readonly attempt: number;
      readonly delayMs: number;
    }
  | {
      readonly type: 'edge-taken';
      readonly from: string;
      readonly to: string;
      readonly branch: readonly string[];
      readonly why: string;
      readonly jump: boolean;
    }
  | { readonly type: 'parallel-started'; readonly node: string; readonly branches: readonly string[] }
  | {
      readonly type: 'branch-completed';
      readonly node: string;
      readonly id: string;
      readonly status: StageStatus;
      readonly cancelled: boolean;
    }
  | {
      readonly type: 'parallel-completed';
      readonly node: string;
      readonly succeeded: number;
      readonly failed: number;
    }
  | { readonly type: 'restarted'; readonly node: string; readonly restarts: number }
  | { readonly type: 'workflow-completed' }
  | { readonly type: 'workflow-failed'; readonly reason: string };

/** What happens around the steps. */
export type DriveEvent =
  | { readonly type: 'workflow-started'; readonly name: string; readonly resumed: boolean }
  | {
      readonly type: 'stage-started';
      readonly node: string;
      readonly branch: readonly string[];
      readonly attempt: number;
      readonly visit: number;
    }
  | { readonly type: 'interview-started'; readonly node: string; readonly question: Question }
  | {
      readonly type: 'interview-completed';
      readonly node: string;
      readonly answer: Answer;
      readonly durationMs: number;
    }
  | { readonly type: 'interview-timeout'; readonly node: string; readonly durationMs: number }
  | { readonly type: 'checkpoint-saved'; readonly node: string | null };

/** `at` is milliseconds of the clock of the driver; `durationMs` that of the stage which the event ends. */
export type WorkflowEvent = (StepEvent | DriveEvent) & { readonly at: number; readonly stageMs?: number };
