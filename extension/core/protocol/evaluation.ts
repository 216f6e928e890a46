// What runner and evaluator say to each other through `evaluations/`.
// Invariant: no field here can carry a word of a hidden scenario; the feedback object is closed.
import * as z from 'zod/mini';

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
  /** Wilson 95 % interval, fractions. */
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
  low: z.number(),
  high: z.number(),
  /** One-sided 95 % lower bound on the effective n, and what it is compared with. */
  lowerBound: z.number(),
  effectiveN: z.number(),
  bar: z.number(),
  minimum: z.int(),
  requirements: z.array(requirementTallySchema),
  infraErrors: z.int(),
  judged: z.object({ model: z.nullable(z.string()), verdicts: z.int(), passport: z.literal('not measured') }),
  milliseconds: z.number(),
  /**
   * Changed lines that the instrument can see, and how many of them ran in a scenario: visible ones, these, and those of splits that
   * the same evaluator looked at before on the same commit. Counts only; absent where it could not be measured.
   */
  lines: z.optional(z.object({ changed: z.int(), executed: z.int() })),
});
export type Tally = z.infer<typeof tallySchema>;
