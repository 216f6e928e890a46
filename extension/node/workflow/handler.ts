// What runs a stage. Invariant: a handler gets all it may know as its argument and answers with an outcome; what it throws is a failure.
import type { Fidelity } from '../../core/workflow/fidelity.ts';
import type { Workflow, WorkflowNode } from '../../core/workflow/graph.ts';
import type { DriveEvent } from '../../core/workflow/engine/events.ts';
import type { Context, Outcome } from '../../core/workflow/outcome.ts';
import type { StageStore } from './store.ts';

export interface StageInput {
  readonly node: WorkflowNode;
  readonly context: Context;
  readonly graph: Workflow;
  /** The logs of the run, and in them a folder for each stage. */
  readonly store: StageStore;
  /** The branches around the stage, outermost first; one worktree for each. */
  readonly branch: readonly string[];
  readonly attempt: number;
  readonly visit: number;
  readonly fidelity: Fidelity;
  readonly thread: string;
  /** Fires when the stage is out of time, its branch is cancelled, or the run is stopped. */
  readonly signal: AbortSignal;
  readonly emit: (event: DriveEvent) => void;
}

export type Handler = (stage: StageInput) => Promise<Outcome>;

/** Handler type -> handler. `set` registers one, or replaces it. */
export type Handlers = Map<string, Handler>;
