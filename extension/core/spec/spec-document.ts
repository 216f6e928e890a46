// The document that `dimmer spec show --json` prints: a spec as Dimmer understands it. It only grows.
import * as z from 'zod/mini';
import { profileNames } from './profile.ts';

const line = z.int().check(z.positive());
const count = z.int().check(z.nonnegative());

export const specDocumentSchema = z.object({
  path: z.string(),
  id: z.string(),
  title: z.string(),
  frontMatter: z.unknown(),
  /** The customs it follows, and what part it plays in its set. */
  profile: z.enum(profileNames),
  document: z.enum(['spec', 'design', 'plan', 'tasks', 'checklist', 'notes']),
  requirements: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      modality: z.enum(['must', 'should', 'may', 'none']),
      line,
      covered: z.boolean(),
      clauses: z.object({
        conditions: z.readonly(z.array(z.object({ keyword: z.string(), text: z.string() }))),
        subject: z.string(),
        modal: z.string(),
        response: z.string(),
      }),
    }),
  ),
  terms: z.array(z.object({ term: z.string(), text: z.string(), line })),
  quantities: z.array(z.object({ value: z.number(), unit: z.nullable(z.string()), line })),
  scenarios: z.array(z.object({ title: z.string(), line })),
  tables: z.array(z.object({ header: z.array(z.string()), rows: z.array(z.array(z.string())), line })),
  declarations: z.array(
    z.object({
      kind: z.enum(['record', 'interface', 'enum', 'function']),
      name: z.string(),
      fields: z.readonly(z.array(z.object({ name: z.string(), type: z.string() }))),
      partial: z.boolean(),
      line,
    }),
  ),
  problems: z.array(z.object({ message: z.string(), line })),
  readiness: z.object({
    blocking: count,
    openQuestions: count,
    requirements: count,
    withoutScenario: count,
    summary: z.string(),
  }),
});
export type SpecDocument = z.infer<typeof specDocumentSchema>;
