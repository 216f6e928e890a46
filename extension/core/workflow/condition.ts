// Whether an edge may be taken: conditions by their grammar, against an outcome and a context (NLSpec section 10).
// Invariant: a missing key compares as the empty text; a condition that does not parse is never true.
import type { AstClause } from './grammar/attractor.mjs';
import type { Context, Json, StageStatus } from './outcome.ts';
import { readCondition } from './syntax.ts';

export interface Judged {
  readonly status: StageStatus;
  readonly preferredLabel?: string | undefined;
}

/** The empty condition is true. */
export function conditionHolds(condition: string, outcome: Judged, context: Context): boolean {
  if (condition.trim() === '') return true;
  const read = readCondition(condition);
  return read.ok && read.value.every((clause) => clauseHolds(clause, outcome, context));
}

function clauseHolds({ key, operator, literal }: AstClause, outcome: Judged, context: Context): boolean {
  return (valueOf(key, outcome, context) === literal) === (operator === '=');
}

function valueOf(key: string, outcome: Judged, context: Context): string {
  if (key === 'outcome') return outcome.status;
  if (key === 'preferred_label') return outcome.preferredLabel ?? '';
  const bare = key.slice('context.'.length);
  if (Object.hasOwn(context, key)) return asText(context[key]);
  return Object.hasOwn(context, bare) ? asText(context[bare]) : '';
}

/** How a context value compares; lists and objects as JSON. */
function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
