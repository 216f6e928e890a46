// What the evaluator answers to a window about its vault: one JSON document on stdout, decoded here.
// Invariant: only a window that holds the identity asks; nothing of this is written to disk or to a log.
import * as z from 'zod/mini';

export const vaultMadeSchema = z.object({ identity: z.string(), recipient: z.optional(z.string()) });

export const hiddenScenarioSchema = z.object({
  id: z.string(),
  title: z.optional(z.string()),
  spec: z.optional(z.string()),
  requirements: z.array(z.string()),
  split: z.string(),
  status: z.string(),
});
export type HiddenScenario = z.infer<typeof hiddenScenarioSchema>;

export const vaultListSchema = z.object({ scenarios: z.array(hiddenScenarioSchema) });
export const vaultTextSchema = z.object({ text: z.string() });
export const vaultAddedSchema = z.object({ id: z.string() });
export const sealedSchema = z.object({ sealed: z.string() });

/** Every expected failure of the evaluator. */
export const evaluatorErrorSchema = z.object({
  error: z.object({ reason: z.string(), message: z.string(), next: z.optional(z.string()) }),
});
