// Commands that a viewer drops into a run's `control/` folder as `<stamp>-<type>.json`; the runner takes them in name order.
import * as z from 'zod/mini';
import { stageNameSchema } from '../run/stage-name.ts';

const common = {
  v: z.literal(1),
  id: z.string(),
  at: z.string(),
  via: z.enum(['vscode', 'cli']),
  by: z.string(),
};

export const decisionSchema = z.enum(['approve', 'return', 'reject']);
export type Decision = z.infer<typeof decisionSchema>;

/** Parts of a decision that older logs do not have. */
export const decisionDetails = {
  /** Id of a red flag or of lines that had to be read -> what the human says to it. */
  answers: z.optional(z.record(z.string(), z.string())),
  /** Change-set comments; they go back to the agent with a return. Lines from 1, at the head commit. */
  comments: z.optional(z.array(z.object({ path: z.string(), line: z.int(), text: z.string() }))),
  /** `local` merges here even where the repository has a remote; `auto` when absent. */
  deliver: z.optional(z.enum(['auto', 'local'])),
};

export const controlSchema = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('stop'), reason: z.optional(z.string()) }),
  /** To rest, with its folder, until somebody resumes it. */
  z.object({ ...common, type: z.literal('suspend'), reason: z.optional(z.string()) }),
  z.object({ ...common, type: z.literal('steer'), text: z.string() }),
  z.object({ ...common, type: z.literal('answer'), question: z.string(), text: z.string() }),
  /** Once more, by name of the stage; the run goes on with it. */
  z.object({ ...common, type: z.literal('retry'), stage: stageNameSchema }),
  /** Level 2: one changed file was read and accepted, or taken back. */
  z.object({ ...common, type: z.literal('review-file'), path: z.string(), accepted: z.boolean() }),
  /** Neutral record, never counted against anyone. */
  z.object({ ...common, type: z.literal('open-diff') }),
  /** New caps in full, not differences; only those that are given change. */
  z.object({
    ...common,
    type: z.literal('extend-budget'),
    tokens: z.optional(z.int().check(z.positive())),
    dollars: z.optional(z.number().check(z.positive())),
    minutes: z.optional(z.int().check(z.positive())),
  }),
  z.object({
    ...common,
    type: z.literal('decide'),
    decision: decisionSchema,
    reason: z.string(),
    /** Assumption ids the human confirmed. */
    confirmed: z.array(z.string()),
    /** Requirement id -> reason for accepting it untested. */
    acceptedUntested: z.record(z.string(), z.string()),
    ...decisionDetails,
  }),
]);
export type ControlCommand = z.infer<typeof controlSchema>;
