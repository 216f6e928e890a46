// Text in the log that may be too long to stand there.
import * as z from 'zod/mini';

/** Text in the log, or the SHA-256 name of a compressed blob in `artifacts/` when it is over 16 KB. */
export const storedTextSchema = z.union([
  z.string(),
  z.object({ blob: z.string(), bytes: z.int(), head: z.string() }),
]);
export type StoredText = z.infer<typeof storedTextSchema>;
