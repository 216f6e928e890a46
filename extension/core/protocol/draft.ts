// What the drafting process is asked and answers: a request becomes the text of a spec. One JSON line each way; the key is in the
// question only, on stdin.
import * as z from 'zod/mini';
import { chosenBackendSchema } from './run-request.ts';

export const draftInputSchema = z.object({
  v: z.literal(1),
  text: z.string(),
  /** Where it was said; empty when nowhere. */
  place: z.string(),
  /** Who words it; absent, or without what it needs: the form. */
  author: z.optional(
    z.object({
      backend: chosenBackendSchema,
      model: z.string(),
      apiKey: z.optional(z.string()),
      baseUrl: z.optional(z.string()),
      cassette: z.optional(z.string()),
    }),
  ),
});
export type DraftInput = z.infer<typeof draftInputSchema>;
export type DraftAuthor = NonNullable<DraftInput['author']>;

export const draftAnswerSchema = z.object({
  v: z.literal(1),
  title: z.string(),
  /** The whole spec. */
  text: z.string(),
  by: z.enum(['model', 'form']),
  rehearsed: z.boolean(),
  /** Characters of the request that were left out. */
  cut: z.int(),
  /** Why the model's words were not taken; null when they were, or none was asked. */
  fellBack: z.nullable(z.string()),
  /** What the model's words cost; null where none was asked. */
  tokens: z.nullable(z.int()),
});
export type DraftAnswer = z.infer<typeof draftAnswerSchema>;
