// The document that `dimmer spec from --json` prints: a draft, and its claims apart. It only grows.
import * as z from 'zod/mini';

const claims = z.readonly(z.array(z.object({ text: z.string(), tags: z.readonly(z.array(z.string())) })));

export const draftDocumentSchema = z.object({
  v: z.literal(1),
  /** From the repository's root. */
  module: z.string(),
  commit: z.nullable(z.string()),
  /** What was not read. */
  notes: z.readonly(z.array(z.string())),
  markdown: z.string(),
  surfaces: claims,
  requirements: claims,
  contradictions: claims,
  deadPaths: claims,
  questions: claims,
});

export type DraftDocument = z.infer<typeof draftDocumentSchema>;
