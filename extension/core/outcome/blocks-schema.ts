// Blocks C, E, F, G, I, J, K and M of the card, as they are written. Null is "not measured", and is said under "not checked".
// Invariant: places of lines that have to be read, and the product's own output on visible inputs; never a file list or a diff.
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
const nullableText = z.nullable(z.string());

export const behaviourBlockSchema = z.object({
  same: count,
  asSpecified: count,
  unexplained: count,
  nowPossible: count,
  noLongerPossible: count,
  problem: nullableText,
});

/** One visible input before and after; what changed comes first, and a case that the product refuses is among them. */
export const demonstrationSchema = z.object({
  input: z.string(),
  requirements: z.array(z.string()),
  change: z.enum(['same', 'now-possible', 'no-longer-possible', 'changed']),
  explained: z.boolean(),
  negative: z.boolean(),
  difference: nullableText,
  /** False when a second execution at head gave another result. */
  replays: z.boolean(),
  replay: z.string(),
});

const sampleSchema = z.nullable(
  z.object({ median: z.number(), low: z.number(), high: z.number(), n: count }),
);

export const performanceBlockSchema = z.object({
  lines: z.array(
    z.object({
      name: z.enum(['time', 'memory', 'size']),
      unit: z.enum(['ms', 'MB', 'kB']),
      subject: z.string(),
      base: sampleSchema,
      head: sampleSchema,
      budget: z.nullable(z.number()),
      verdict: z.enum(['same', 'better', 'worse', 'over-budget', 'new']),
    }),
  ),
  replay: nullableText,
  problem: nullableText,
});

export const structureBlockSchema = z.object({
  lines: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      base: z.nullable(z.number()),
      head: z.nullable(z.number()),
      detail: z.string(),
    }),
  ),
  problem: nullableText,
});

export const coverageBlockSchema = z.object({
  changed: count,
  executed: count,
  /** Changed lines of files that the instrument cannot see. */
  unseen: count,
  by: z.enum(['hidden scenarios', 'visible scenarios', 'visible and hidden scenarios']),
  /** What measured it. The product's own process did: it is said, and never waited for. */
  instrument: z._default(z.string(), ''),
  problem: nullableText,
});

const spotSchema = z.object({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  reason: z.string(),
  /** `src/csv/quote.ts, lines 12 to 14`, or with "before the change" where lines are gone; of offered ones only how many. */
  place: z.string(),
  answered: nullableText,
});

export const spotChecksBlockSchema = z.object({
  risk: z.object({ score: count, reasons: z.array(z.string()) }),
  forced: z.array(spotSchema),
  offered: z.array(spotSchema),
  said: z.array(z.string()),
  refused: z.array(z.string()),
});

/** Something that approve waits for an answer to: a red flag, lines to read, a change that nobody asked for. */
export const pointSchema = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  answered: nullableText,
});

export type Point = z.infer<typeof pointSchema>;
