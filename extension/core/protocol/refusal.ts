// The document that any command prints with `--json` when it does nothing: why, and the exit code.
import * as z from 'zod/mini';

export const refusalSchema = z.object({
  v: z.literal(1),
  error: z.object({
    /** What happened, what was kept, what to do next. */
    message: z.string(),
    /** 1 the answer is no, 2 usage, 3 something is missing, 4 internal. */
    exit: z.int(),
  }),
});
