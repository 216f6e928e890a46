// The document that `dimmer lint --json` prints. Invariant: lines and columns count from 1, columns in UTF-16 units.
import * as z from 'zod/mini';

const severity = z.enum(['error', 'warning', 'info']);
const count = z.int().check(z.nonnegative());
const position = z.int().check(z.positive());
const place = { line: position, column: position, endLine: position, endColumn: position };

const fixSchema = z.object({
  title: z.string(),
  /** The text it leaves still asks the author something: never applied by `--fix`. */
  guided: z.boolean(),
  /** Only where the edits are for another file. */
  path: z.optional(z.string()),
  edits: z.array(z.object({ ...place, newText: z.string() })),
});

const findingSchema = z.object({
  rule: z.string(),
  code: z.string().check(z.regex(/^[A-Z]{3}\d{3}$/)),
  severity,
  tier: z.enum(['A', 'B', 'C']),
  /** Whether people see it without asking for more. */
  shown: z.boolean(),
  message: z.string(),
  question: z.string(),
  ...place,
  /** The best of `fixes`. */
  fix: z.optional(fixSchema),
  fixes: z.optional(z.array(fixSchema)),
  /** `path` only where the place is in another file. */
  related: z.optional(z.array(z.object({ message: z.string(), path: z.optional(z.string()), ...place }))),
});

const readinessSchema = z.object({
  blocking: count,
  openQuestions: count,
  requirements: count,
  withoutScenario: count,
  summary: z.string(),
});

const summarySchema = z.object({
  files: count,
  errors: count,
  warnings: count,
  infos: count,
  /** Findings that are left out at this level of showing. */
  more: count,
});
export type LintSummary = z.infer<typeof summarySchema>;

export const lintReportSchema = z.object({
  files: z.array(
    z.object({
      /** Relative to `--cwd`, `/`-separated. */
      path: z.string(),
      findings: z.array(findingSchema),
      readiness: readinessSchema,
    }),
  ),
  summary: summarySchema,
});
export type LintReport = z.infer<typeof lintReportSchema>;
