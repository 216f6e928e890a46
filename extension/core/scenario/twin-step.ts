// The `twin` block: what a stand-in for an external service is told before, and what is expected of its state after.
// Invariant: it is data; what it expects is compared in the evaluator and never told to the twin.
import * as z from 'zod/mini';
import { captureSchema, duration, json, matcherSchema, twinName } from './schema.ts';

const askedSchema = z.strictObject({
  /** Forgets everything; before `seed`. */
  reset: z.optional(z.literal(true)),
  /** Handed to the twin as it is. */
  seed: z.optional(json),
  /** JSON path -> matcher, on the twin's state. */
  expect: z.optional(z.record(z.string(), matcherSchema)),
  /** How long the state may take to become as expected; a second when it is left out. */
  within: z.optional(duration),
  capture: z.optional(captureSchema),
});

export const twinStepSchema = z
  .record(twinName, askedSchema)
  .check(z.refine((twins) => Object.keys(twins).length > 0, 'expected the name of a twin'));
export type TwinStep = z.infer<typeof twinStepSchema>;
