// The passport of a judge: what was measured about one model with one set of prompts, each figure with its n and its bounds.
// Invariant: only a real model is ever measured; a rehearsal's passport says that nothing was, and carries the watermark.
import * as z from 'zod/mini';

const rateSchema = z.object({ count: z.int(), n: z.int(), low: z.number(), high: z.number() });

export const measuredSchema = z.object({
  /** ISO time at which it was measured. */
  measuredAt: z.string(),
  /** Items that got one and the same verdict each time they were asked, of those asked. */
  repeatability: rateSchema,
  /** Agreement with human labels beyond chance; null where it cannot be told. */
  kappa: z.object({ value: z.nullable(z.number()), low: z.number(), high: z.number(), n: z.int() }),
  /** Planted lies that the judge accepted, on the first asking. */
  falseAccepts: rateSchema,
});
export type Measured = z.infer<typeof measuredSchema>;

export const passportSchema = z.object({
  v: z.literal(1),
  model: z.string(),
  /** SHA-256 over everything that a judge is told, hex: another wording is another judge. */
  prompts: z.string(),
  /** How often each item was asked. */
  repeat: z.int(),
  /** Askings, and those that brought no majority of valid answers. */
  asked: z.int(),
  unanswered: z.int(),
  /** Where labels came from. */
  labels: z.enum(['built-in', 'file']),
  watermark: z.nullable(z.string()),
  measured: z.union([z.literal('not measured'), measuredSchema]),
});
export type Passport = z.infer<typeof passportSchema>;

/** One line of a file of labels. */
export const labelSchema = z.strictObject({
  rubric: z.string().check(z.minLength(1)),
  /** A text, or several with the names by which the judge is told about them. */
  evidence: z.union([z.string(), z.array(z.strictObject({ name: z.string(), text: z.string() }))]),
  /** Whether a human says that the rubric is met. */
  label: z.boolean(),
});
export type Label = z.infer<typeof labelSchema>;

/** What `calibrate` prints and an evaluator answers. */
export const calibrationSchema = z.object({
  v: z.literal(1),
  passport: passportSchema,
  /** What was seen, also where it counts as no measurement. */
  seen: measuredSchema,
  /** File of the passport; null where none is kept. */
  path: z.nullable(z.string()),
});
export type Calibration = z.infer<typeof calibrationSchema>;
