// The list of rules. Adding one is its file and two lines here.
import type { Rule } from './rule.ts';
import { ambiguousLogic } from './rules/ambiguous-logic.ts';
import { ambiguousPronoun } from './rules/ambiguous-pronoun.ts';
import { andOrSlash } from './rules/and-or-slash.ts';
import { approximateValue } from './rules/approximate-value.ts';
import { attachmentAmbiguity } from './rules/attachment-ambiguity.ts';
import { comparativeWithoutBaseline } from './rules/comparative-without-baseline.ts';
import { compoundRequirement } from './rules/compound-requirement.ts';
import { conditionWithoutElse } from './rules/condition-without-else.ts';
import { conflictingNumber } from './rules/conflicting-number.ts';
import { contradictionPair } from './rules/contradiction-pair.ts';
import { countMismatch } from './rules/count-mismatch.ts';
import { danglingRequirementReference } from './rules/dangling-requirement-reference.ts';
import { danglingSectionReference } from './rules/dangling-section-reference.ts';
import { defaultConflict } from './rules/default-conflict.ts';
import { definitionOfDoneGap } from './rules/definition-of-done-gap.ts';
import { destructiveWithoutGuard } from './rules/destructive-without-guard.ts';
import { duplicateDefinition } from './rules/duplicate-definition.ts';
import { duplicateRequirementId } from './rules/duplicate-requirement-id.ts';
import { earsNonconformance } from './rules/ears-nonconformance.ts';
import { emptyAndBoundaryCaseMissing } from './rules/empty-and-boundary-case-missing.ts';
import { emptySection } from './rules/empty-section.ts';
import { enumDrift } from './rules/enum-drift.ts';
import { escapeClause } from './rules/escape-clause.ts';
import { exampleViolatesRule } from './rules/example-violates-rule.ts';
import { externalCallWithoutFailurePolicy } from './rules/external-call-without-failure-policy.ts';
import { futureScope } from './rules/future-scope.ts';
import { headingNumberGap } from './rules/heading-number-gap.ts';
import { hedgedModal } from './rules/hedged-modal.ts';
import { hiddenInstruction } from './rules/hidden-instruction.ts';
import { idFormatDrift } from './rules/id-format-drift.ts';
import { imageOnlyContent } from './rules/image-only-content.ts';
import { implementationLeakage } from './rules/implementation-leakage.ts';
import { inputWithoutLimits } from './rules/input-without-limits.ts';
import { interfaceDrift } from './rules/interface-drift.ts';
import { invalidFrontMatter } from './rules/invalid-front-matter.ts';
import { longRequirement } from './rules/long-requirement.ts';
import { lowercaseNormativeKeyword } from './rules/lowercase-normative-keyword.ts';
import { malformedScenario } from './rules/malformed-scenario.ts';
import { missingExample } from './rules/missing-example.ts';
import { missingGlossary } from './rules/missing-glossary.ts';
import { missingNonGoals } from './rules/missing-non-goals.ts';
import { missingRequiredSection } from './rules/missing-required-section.ts';
import { missingRequirementId } from './rules/missing-requirement-id.ts';
import { missingSubject } from './rules/missing-subject.ts';
import { missingTrigger } from './rules/missing-trigger.ts';
import { mixedModality } from './rules/mixed-modality.ts';
import { mixedUnits } from './rules/mixed-units.ts';
import { modalityConflict } from './rules/modality-conflict.ts';
import { nearDuplicateRequirement } from './rules/near-duplicate-requirement.ts';
import { negativeRequirement } from './rules/negative-requirement.ts';
import { nestedConditions } from './rules/nested-conditions.ts';
import { nonGoalContradiction } from './rules/non-goal-contradiction.ts';
import { normativeTextInInformativeSection } from './rules/normative-text-in-informative-section.ts';
import { nounStack } from './rules/noun-stack.ts';
import { openList } from './rules/open-list.ts';
import { openRangeEndpoint } from './rules/open-range-endpoint.ts';
import { operationWithoutAuthorisation } from './rules/operation-without-authorisation.ts';
import { operationWithoutErrorBehaviour } from './rules/operation-without-error-behaviour.ts';
import { optionWithoutDefault } from './rules/option-without-default.ts';
import { orphanItem } from './rules/orphan-item.ts';
import { passiveWithoutActor } from './rules/passive-without-actor.ts';
import { performanceWithoutConditions } from './rules/performance-without-conditions.ts';
import { personalDataWithoutPolicy } from './rules/personal-data-without-policy.ts';
import { placeholder } from './rules/placeholder.ts';
import { processTalk } from './rules/process-talk.ts';
import { requirementWithoutScenario } from './rules/requirement-without-scenario.ts';
import { secretInSpec } from './rules/secret-in-spec.ts';
import { staleReference } from './rules/stale-reference.ts';
import { stateMachineGap } from './rules/state-machine-gap.ts';
import { superfluousInfinitive } from './rules/superfluous-infinitive.ts';
import { superlative } from './rules/superlative.ts';
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts';
import { termDrift } from './rules/term-drift.ts';
import { thesisStatement } from './rules/thesis-statement.ts';
import { timezoneOrLocaleMissing } from './rules/timezone-or-locale-missing.ts';
import { unansweredQuestion } from './rules/unanswered-question.ts';
import { unboundedPerformance } from './rules/unbounded-performance.ts';
import { unboundedResource } from './rules/unbounded-resource.ts';
import { uncoveredRequirement } from './rules/uncovered-requirement.ts';
import { undecidedOption } from './rules/undecided-option.ts';
import { undefinedAcronym } from './rules/undefined-acronym.ts';
import { undefinedSymbol } from './rules/undefined-symbol.ts';
import { undefinedTerm } from './rules/undefined-term.ts';
import { unitlessQuantity } from './rules/unitless-quantity.ts';
import { unobservableOutcome } from './rules/unobservable-outcome.ts';
import { unpinnedAnalogy } from './rules/unpinned-analogy.ts';
import { unpinnedExternalReference } from './rules/unpinned-external-reference.ts';
import { unreadableSpec } from './rules/unreadable-spec.ts';
import { unverifiableAbsolute } from './rules/unverifiable-absolute.ts';
import { vagueFrequency } from './rules/vague-frequency.ts';
import { vagueQuality } from './rules/vague-quality.ts';
import { vagueQuantifier } from './rules/vague-quantifier.ts';
import { vagueTime } from './rules/vague-time.ts';
import { weakVerb } from './rules/weak-verb.ts';

export const rules: readonly Rule[] = [
  unreadableSpec,
  invalidFrontMatter,
  suppressionWithoutReason,
  vagueQuality,
  vagueQuantifier,
  vagueFrequency,
  escapeClause,
  openList,
  weakVerb,
  ambiguousPronoun,
  andOrSlash,
  comparativeWithoutBaseline,
  superlative,
  hedgedModal,
  lowercaseNormativeKeyword,
  mixedModality,
  ambiguousLogic,
  attachmentAmbiguity,
  openRangeEndpoint,
  vagueTime,
  approximateValue,
  unpinnedAnalogy,
  unverifiableAbsolute,
  timezoneOrLocaleMissing,
  nounStack,
  placeholder,
  passiveWithoutActor,
  missingSubject,
  missingTrigger,
  conditionWithoutElse,
  operationWithoutErrorBehaviour,
  externalCallWithoutFailurePolicy,
  optionWithoutDefault,
  inputWithoutLimits,
  emptyAndBoundaryCaseMissing,
  missingNonGoals,
  missingGlossary,
  missingRequiredSection,
  undefinedAcronym,
  undefinedTerm,
  undefinedSymbol,
  unansweredQuestion,
  emptySection,
  stateMachineGap,
  requirementWithoutScenario,
  unitlessQuantity,
  unboundedPerformance,
  performanceWithoutConditions,
  superfluousInfinitive,
  unobservableOutcome,
  malformedScenario,
  negativeRequirement,
  missingExample,
  conflictingNumber,
  duplicateDefinition,
  termDrift,
  modalityConflict,
  contradictionPair,
  nearDuplicateRequirement,
  enumDrift,
  defaultConflict,
  mixedUnits,
  interfaceDrift,
  countMismatch,
  exampleViolatesRule,
  compoundRequirement,
  longRequirement,
  normativeTextInInformativeSection,
  earsNonconformance,
  nestedConditions,
  missingRequirementId,
  imageOnlyContent,
  headingNumberGap,
  duplicateRequirementId,
  danglingRequirementReference,
  danglingSectionReference,
  uncoveredRequirement,
  orphanItem,
  idFormatDrift,
  staleReference,
  definitionOfDoneGap,
  unpinnedExternalReference,
  implementationLeakage,
  thesisStatement,
  futureScope,
  undecidedOption,
  nonGoalContradiction,
  processTalk,
  secretInSpec,
  destructiveWithoutGuard,
  operationWithoutAuthorisation,
  hiddenInstruction,
  unboundedResource,
  personalDataWithoutPolicy,
];
