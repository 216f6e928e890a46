// The list of rules. Adding one is its file and one line here.
import type { Rule } from './rule.ts';
import { duplicateRequirementId } from './rules/duplicate-requirement-id.ts';
import { escapeClause } from './rules/escape-clause.ts';
import { invalidFrontMatter } from './rules/invalid-front-matter.ts';
import { placeholder } from './rules/placeholder.ts';
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts';
import { unreadableSpec } from './rules/unreadable-spec.ts';
import { vagueTime } from './rules/vague-time.ts';

export const rules: readonly Rule[] = [
  unreadableSpec,
  invalidFrontMatter,
  suppressionWithoutReason,
  escapeClause,
  placeholder,
  duplicateRequirementId,
  vagueTime,
];
