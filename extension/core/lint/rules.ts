// The list of rules. Adding one is its file and two lines here.
import type { Rule } from './rule.ts';
import { andOrSlash } from './rules/and-or-slash.ts';
import { approximateValue } from './rules/approximate-value.ts';
import { conflictingNumber } from './rules/conflicting-number.ts';
import { danglingRequirementReference } from './rules/dangling-requirement-reference.ts';
import { danglingSectionReference } from './rules/dangling-section-reference.ts';
import { defaultConflict } from './rules/default-conflict.ts';
import { duplicateDefinition } from './rules/duplicate-definition.ts';
import { duplicateRequirementId } from './rules/duplicate-requirement-id.ts';
import { emptySection } from './rules/empty-section.ts';
import { escapeClause } from './rules/escape-clause.ts';
import { hiddenInstruction } from './rules/hidden-instruction.ts';
import { invalidFrontMatter } from './rules/invalid-front-matter.ts';
import { lowercaseNormativeKeyword } from './rules/lowercase-normative-keyword.ts';
import { malformedScenario } from './rules/malformed-scenario.ts';
import { missingNonGoals } from './rules/missing-non-goals.ts';
import { modalityConflict } from './rules/modality-conflict.ts';
import { openList } from './rules/open-list.ts';
import { placeholder } from './rules/placeholder.ts';
import { requirementWithoutScenario } from './rules/requirement-without-scenario.ts';
import { secretInSpec } from './rules/secret-in-spec.ts';
import { superfluousInfinitive } from './rules/superfluous-infinitive.ts';
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts';
import { unansweredQuestion } from './rules/unanswered-question.ts';
import { unboundedPerformance } from './rules/unbounded-performance.ts';
import { unitlessQuantity } from './rules/unitless-quantity.ts';
import { unreadableSpec } from './rules/unreadable-spec.ts';
import { vagueQuality } from './rules/vague-quality.ts';
import { vagueTime } from './rules/vague-time.ts';

export const rules: readonly Rule[] = [
  unreadableSpec,
  invalidFrontMatter,
  suppressionWithoutReason,
  vagueQuality,
  escapeClause,
  openList,
  andOrSlash,
  lowercaseNormativeKeyword,
  vagueTime,
  approximateValue,
  placeholder,
  missingNonGoals,
  unansweredQuestion,
  emptySection,
  requirementWithoutScenario,
  unitlessQuantity,
  unboundedPerformance,
  superfluousInfinitive,
  malformedScenario,
  conflictingNumber,
  duplicateDefinition,
  modalityConflict,
  defaultConflict,
  duplicateRequirementId,
  danglingRequirementReference,
  danglingSectionReference,
  secretInSpec,
  hiddenInstruction,
];
