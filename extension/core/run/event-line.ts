// A line of `events.ndjson` as it is written: an event, its number and time, and a checksum. The store checks these itself
// (node/run-log.ts); this schema tells readers outside.
import * as z from 'zod/mini';
import { runEventBodySchema } from './events.ts';

export const eventLineSchema = z.union(
  runEventBodySchema.def.options.map((body) =>
    z.extend(body, {
      v: z.literal(1),
      seq: z.int().check(z.positive()),
      at: z.string(),
      /** The parallel branch of a workflow that it happened in; absent for the run itself. */
      lane: z.optional(z.string()),
      crc: z.string().check(z.regex(/^[0-9a-f]{8}$/)),
    }),
  ),
);
