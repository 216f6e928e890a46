// What the evaluator answers while a hidden scenario is written: a proposal, and what trying it on a commit showed.
// Invariant: these answers hold words of hidden scenarios; they go over stdout to the one window that asked, never to a file.
import * as z from 'zod/mini';
import { errorSchema } from './evaluator-answer.ts';

const failed = z.object({ v: z.literal(1), error: errorSchema });
const placedProblem = z.object({ line: z.int(), message: z.string() });

const requirementsShape = {
  v: z.literal(1),
  /** What the sentence is taken to be about. */
  requirement: z.string(),
  requirements: z.array(z.object({ id: z.string(), text: z.string() })),
};

export const proposalSchema = z.object({
  ...requirementsShape,
  by: z.enum(['model', 'rehearsal', 'form']),
  /** The whole scenario file. */
  text: z.string(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** No model proposed anything: two lines are asked of the human instead. */
export const formNeededSchema = z.object({
  ...requirementsShape,
  by: z.literal('nobody'),
  why: z.enum(['no-model', 'no-reply', 'no-scenario', 'form']),
  /** What is wrong with the lines that were typed. */
  problem: z.optional(z.string()),
  programs: z.array(z.string()),
  /** A command line to begin with. */
  command: z.string(),
});
export type FormNeeded = z.infer<typeof formNeededSchema>;

export const proposeAnswerSchema = z.union([failed, proposalSchema, formNeededSchema]);

export const triedStepSchema = z.object({
  line: z.int(),
  sentence: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** Null where it was not reached, or left to a judge. */
  held: z.nullable(z.boolean()),
});
export type TriedStep = z.infer<typeof triedStepSchema>;

export const triedSchema = z.object({
  v: z.literal(1),
  commit: z.string(),
  satisfied: z.int(),
  observed: z.int(),
  /** Trajectories that the harness could not carry out, so that they say nothing. */
  lost: z.int(),
  /** Whether it fails on a product whose programs do nothing; null while other problems stand before. */
  provedRed: z.nullable(z.boolean()),
  /** Why the vault would not take it as it is. */
  problems: z.array(placedProblem),
  /** Of one trajectory: the first that was not satisfied, else the first. */
  steps: z.array(triedStepSchema),
  failures: z.array(z.string()),
});
export type Tried = z.infer<typeof triedSchema>;

export const tryAnswerSchema = z.union([failed, triedSchema]);
