// Events of a run's life beside its work: waiting for its turn, questions and answers, another try at a stage, a branch.
import * as z from 'zod/mini';
import { stageNameSchema } from './stage-name.ts';
import { storedTextSchema } from './stored-text.ts';

export const lifeEvents = [
  /** As many runs work as may at once; `ahead` came earlier and wait too. */
  z.object({ type: z.literal('run-queued'), ahead: z.int(), limit: z.int() }),
  z.object({ type: z.literal('slot-taken') }),
  /** The clock went on, or back when negative, by so much more than the runner did: the machine slept, or its clock was set. */
  z.object({ type: z.literal('machine-slept'), milliseconds: z.int() }),
  /** What was in the worktree between two turns is on the run's branch: a place that a branch can begin at. */
  z.object({ type: z.literal('checkpoint-committed'), commit: z.string(), tree: z.string() }),
  /**
   * All before this was taken over from another run, up to and including its event `after`; the files are those of `commit`.
   * What that run has spent is not spent by this one.
   */
  z.object({ type: z.literal('branched'), run: z.string(), after: z.int(), commit: z.string() }),
  /** A human wants a stage once more; the run goes on with it. */
  z.object({
    type: z.literal('stage-retried'),
    stage: stageNameSchema,
    round: z.int(),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
  /** The agent asks its author and goes on with `meanwhile`: nobody is waited for. */
  z.object({
    type: z.literal('question-asked'),
    id: z.string(),
    text: z.string(),
    choices: z.array(z.string()),
    meanwhile: z.string(),
    /** The node of a workflow that waits for the answer, which has to be one of the choices. */
    gate: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('question-answered'),
    id: z.string(),
    text: z.string(),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
  /** The command of a `tool` node. */
  z.object({
    type: z.literal('command-finished'),
    node: z.string(),
    command: z.string(),
    exit: z.nullable(z.int()),
    milliseconds: z.number(),
    output: storedTextSchema,
  }),
  /** Files and folders, relative to the repository, that a parallel branch alone may write until the branches are combined. */
  z.object({ type: z.literal('files-claimed'), paths: z.array(z.string()) }),
] as const;
