// The documents that `dimmer workflow check` and `dimmer workflow run` print with `--json`.
// Invariant: lines and columns count from 1, columns in UTF-16 units.
import * as z from 'zod/mini';
import type { Diagnostic } from './check/diagnostic.ts';
import { stageStatuses } from './outcome.ts';

const position = z.int().check(z.positive());
const place = { line: position, column: position, endLine: position, endColumn: position };
const count = z.int().check(z.nonnegative());

const diagnosticSchema = z.object({
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  /** What to do about it. */
  fix: z.optional(z.string()),
  /** The same as an edit, where one is certain enough. */
  edit: z.optional(z.object({ ...place, newText: z.string() })),
  node: z.optional(z.string()),
  edge: z.optional(z.object({ from: z.string(), to: z.string() })),
  ...place,
});

export const workflowCheckSchema = z.object({
  v: z.literal(1),
  path: z.string(),
  /** False when there is an error: such a workflow is not run. */
  ok: z.boolean(),
  diagnostics: z.array(diagnosticSchema),
  summary: z.object({ errors: count, warnings: count, infos: count }),
});

export const workflowRunSchema = z.object({
  v: z.literal(1),
  path: z.string(),
  status: z.enum(['success', 'fail']),
  reason: z.optional(z.string()),
  /** Every visit to a stage in the order in which it ended. */
  stages: z.array(
    z.object({
      node: z.string(),
      /** The branches around it, outermost first; absent outside. */
      branch: z.optional(z.array(z.string())),
      attempts: position,
      outcome: z.enum(stageStatuses),
      reason: z.optional(z.string()),
    }),
  ),
  /** What human gates were asked and answered, where no script answered. */
  answers: z.optional(z.array(z.object({ node: z.string(), question: z.string(), answer: z.string() }))),
  /** Where stages and checkpoints were written; absent where nothing was. */
  folder: z.optional(z.string()),
});

export type WorkflowCheckDocument = z.infer<typeof workflowCheckSchema>;
export type WorkflowRunDocument = z.infer<typeof workflowRunSchema>;

export function checkDocument(path: string, diagnostics: readonly Diagnostic[]): WorkflowCheckDocument {
  const summary = summaryOf(diagnostics);
  return { v: 1, path, ok: summary.errors === 0, diagnostics: diagnostics.map(printed), summary };
}

function printed({ rule, severity, message, fix, edit, node, edge, range }: Diagnostic) {
  return {
    ...{ rule, severity, message },
    ...(fix === undefined ? {} : { fix }),
    ...(edit === undefined ? {} : { edit: { ...placeOf(edit.range), newText: edit.newText } }),
    ...(node === undefined ? {} : { node }),
    ...(edge === undefined ? {} : { edge: { from: edge[0], to: edge[1] } }),
    ...placeOf(range),
  };
}

const placeOf = ({ line, column, endLine, endColumn }: Diagnostic['range']) => ({
  ...{ line, column, endLine, endColumn },
});

export function summaryOf(diagnostics: readonly Diagnostic[]): WorkflowCheckDocument['summary'] {
  const of = (wanted: Diagnostic['severity']) =>
    diagnostics.filter(({ severity }) => severity === wanted).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}
