// Events of a run's life beside its work: waiting for its turn, questions and answers, another try at a stage, a branch.
import * as z from 'zod/mini';
import { stageNameSchema } from './stage-name.ts';

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
  }),
  z.object({
    type: z.literal('question-answered'),
    id: z.string(),
    text: z.string(),
    by: z.string(),
    controlId: z.optional(z.string()),
  }),
] as const;
