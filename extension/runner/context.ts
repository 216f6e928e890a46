// What every stage of a run is given: its folder, its log, its limits, and how it may be interrupted.
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunnerInput, RunRequest } from '../core/protocol/run-request.ts';
import type { StageName } from '../core/level/level.ts';
import type { RunEventBody } from '../core/run/events.ts';
import type { RunState } from '../core/run/state.ts';
import type { AgentBackend } from '../node/agents/backend.ts';
import type { AgentSandbox } from '../node/sandbox/agent.ts';
import type { RunLog } from '../node/run-writer.ts';
import type { FlowStep } from '../core/run/workflow-next.ts';
import type { SharedFuse } from './fuse.ts';
import type { Interruption } from './interruption.ts';

type Failed = Extract<RunEventBody, { type: 'run-failed' }>;

/** A failure without `kept` keeps the work that was done; whether there was any is found out when it is saved. */
export type EndEvent =
  Extract<RunEventBody, { type: 'run-suspended' }> | (Omit<Failed, 'kept'> & Partial<Pick<Failed, 'kept'>>);

export type OpenedBackend =
  | { readonly ok: true; readonly backend: AgentBackend; close(): Promise<void> }
  | { readonly ok: false; readonly end: EndEvent };

/** Where a backend works that starts processes of its own. */
export interface BackendPlace {
  readonly worktree: string;
  readonly scratch: string;
  readonly readable: readonly string[];
  readonly sandbox: AgentSandbox;
}

/** What differs between a real run and a test of the runner: who answers as the agent. */
export interface RunnerParts {
  openBackend(request: RunRequest, input: RunnerInput, place: BackendPlace): Promise<OpenedBackend>;
  /** Folder with the evaluator, for visible scenarios. */
  readonly bundles: string;
}

export interface RunPaths {
  readonly worktree: string;
  /** Home and temporary files of the agent's commands. */
  readonly scratch: string;
  /** Clean checkouts for guardrails. */
  readonly checkout: string;
}

export interface RunContext {
  readonly runDir: string;
  readonly paths: RunPaths;
  readonly branch: string;
  /** Where it is remembered what the worktree's git metadata looked like. */
  readonly pins: string;
  /** The parallel branch of a workflow that this is the context of; absent for the run itself. */
  readonly lane?: string;
  readonly input: RunnerInput;
  /** What the run, or the branch, sees of the log. */
  readonly log: RunLog;
  /** All of it. */
  readonly wholeLog: RunLog;
  /** One for the run and all of its branches. */
  readonly fuse: SharedFuse;
  readonly parts: RunnerParts;
  readonly interruption: Interruption;
  /** The fold of what it sees; a run whose log has no request is never given a context. */
  state(): RunState;
}

export type StageResult =
  | {
      readonly status: 'success' | 'fail' | 'skipped';
      readonly note?: string;
      /** For the conditions of a workflow. */
      readonly facts?: Readonly<Record<string, string | number | null>>;
    }
  /** The run ends or rests here; the stage stays begun. */
  | { readonly end: EndEvent }
  /** Stop, limits or a signal: what to do about it is known to `interruption`. */
  | { readonly interrupted: true }
  /** The human's turn; the stage stays begun until the decision. */
  | { readonly awaiting: true };

/** `step` is there in a run by a workflow of its own. */
export type Stage = (context: RunContext, round: number, step?: FlowStep) => Promise<StageResult>;
export type StageTable = Readonly<Record<StageName, Stage>>;

export { loadPins, savePins } from '../node/git-pins.ts';

export const interrupted = { interrupted: true } as const;

export function pathsOf(runDir: string): RunPaths {
  const base = join(dirname(dirname(runDir)), 'worktrees');
  const id = basename(runDir);
  return {
    worktree: join(base, id),
    scratch: join(base, `${id}.scratch`),
    checkout: join(base, `${id}.check`),
  };
}

export function branchOf(runId: string): string {
  return `dimmer/${runId}`;
}

export async function removeLeftovers(paths: RunPaths): Promise<void> {
  for (const path of [paths.scratch, paths.checkout, `${paths.checkout}.visible`]) {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}
