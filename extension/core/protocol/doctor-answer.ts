// The document that `dimmer doctor --json` prints: what this machine has and lacks.
import * as z from 'zod/mini';

const checkSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** Whether runs are impossible without it. */
  needed: z.boolean(),
  detail: z.string(),
  fix: z.optional(z.string()),
});
export type Check = z.infer<typeof checkSchema>;

export const doctorAnswerSchema = z.object({
  v: z.literal(1),
  /** Nothing that is needed is missing. */
  ok: z.boolean(),
  checks: z.array(checkSchema),
});
