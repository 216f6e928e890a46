// What runner and evaluator say to each other through `evaluations/`.
// Invariant: no field here can carry a word of a hidden scenario; the feedback object is closed.
import * as z from 'zod/mini';
import { measuredSchema } from './passport.ts';

export const splitSchema = z.enum(['visible', 'validation', 'sealed']);
export type Split = z.infer<typeof splitSchema>;
export type HiddenSplit = Exclude<Split, 'visible'>;

export const categories = [
  'crash',
  'timeout',
  'wrong-output',
  'missing-behaviour',
  'error-handling',
  'state-not-persisted',
  'external-call',
  'accessibility',
  'usability',
  'performance',
  'security',
  'integrity',
] as const;
export const categorySchema = z.enum(categories);
export type Category = (typeof categories)[number];

/** `evaluations/<n>.request.json`, by the runner. */
export const evaluationRequestSchema = z.object({
  v: z.literal(1),
  n: z.int(),
  runId: z.string(),
  commit: z.string(),
  specDigest: z.string(),
  split: z.enum(['validation', 'sealed']),
});
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;

/** `evaluations/<n>.verdict.json`, by the evaluator: the only object that code which builds prompts may import. */
export const feedbackSchema = z.strictObject({
  v: z.literal(1),
  gate: z.enum(['pass', 'fail', 'invalid']),
  /** Bucket of ten points such as `70-80`; absent for the sealed split, which returns one bit. */
  satisfaction: z.optional(z.string().check(z.regex(/^\d{1,2}-\d{2,3}$/))),
  improved: z.optional(z.boolean()),
  failing: z.array(z.strictObject({ requirement: z.string(), category: categorySchema })),
  roundsLeft: z.int(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

export const requirementTallySchema = z.object({
  requirement: z.string(),
  satisfied: z.int(),
  observed: z.int(),
  scenarios: z.int(),
  /** What these trajectories are worth as independent observations. */
  effectiveN: z.optional(z.number()),
  /** Wilson 95 % interval on the effective n, fractions. */
  low: z.number(),
  high: z.number(),
});
export type RequirementTally = z.infer<typeof requirementTallySchema>;

/** `evaluations/<n>.tally.json`, by the evaluator: counts for people. May be shown anywhere an agent cannot read. */
export const tallySchema = z.object({
  v: z.literal(1),
  n: z.int(),
  split: splitSchema,
  commit: z.string(),
  tree: z.string(),
  vaultManifest: z.string(),
  satisfied: z.int(),
  observed: z.int(),
  scenarios: z.int(),
  /** Wilson 95 % interval on the effective n, fractions. */
  low: z.number(),
  high: z.number(),
  /** One-sided 95 % lower bound on the effective n, and what it is compared with. */
  lowerBound: z.number(),
  effectiveN: z.number(),
  /** Between trajectories of one scenario, 0 to 1: estimated from this evaluation and those before it of the same spec. */
  correlation: z.optional(z.number()),
  bar: z.number(),
  minimum: z.int(),
  requirements: z.array(requirementTallySchema),
  infraErrors: z.int(),
  /** Trajectories that satisfied what contradicts the spec; absent when there are none. One fails the gate. */
  alarms: z.optional(z.int()),
  /** Hidden scenarios that were found where the agent can read before this evaluation, and left the rate; absent: none looked for. */
  burned: z.optional(z.int()),
  judged: z.object({
    model: z.nullable(z.string()),
    /** Families of judge and builder; null where there is none, or nobody knows. Absent in what older versions wrote. */
    family: z.optional(z.nullable(z.string())),
    builderFamily: z.optional(z.nullable(z.string())),
    verdicts: z.int(),
    /** What was measured about this model with these prompts. */
    passport: z.union([z.literal('not measured'), measuredSchema]),
  }),
  milliseconds: z.number(),
  /**
   * Changed lines that the instrument can see, and how many of them ran in a scenario: visible ones, these, and those of splits that
   * the same evaluator looked at before on the same commit. Counts only; absent where it could not be measured.
   */
  lines: z.optional(z.object({ changed: z.int(), executed: z.int() })),
});
export type Tally = z.infer<typeof tallySchema>;
