// "A or B and C": which two belong together?
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const condition =
  /\b(?:only\s+if|if|when|whenever|unless|while|provided\s+that|as\s+long\s+as)\s+((?:(?!\b(?:then|must|shall|should|will)\b)[^,;:.()]){8,200})/gi;
const both = /\band\b[\s\S]{2,}\bor\b|\bor\b[\s\S]{2,}\band\b/i;
const grouped = /\b(?:either|both|neither|any\s+of|all\s+of|one\s+of)\b|\band\s*\/\s*or\b/i;

/** "Not on timeout and conflict": not on one of them, or not on both together? */
const negated =
  /\bnot\s+(?:\w+\s+)?(?:on|for|by|in|at|with|when)\s+[\w□-]+\s+and\s+[\w□-]+(?=\s*(?:[.,;]|$))/gi;

export const ambiguousLogic: Rule = {
  code: 'AMB014',
  id: 'ambiguous-logic',
  severity: 'warning',
  tier: 'B',
  detects: 'A condition that joins with “and” and with “or” at one level, or “not … A and B”.',
  reason: 'Both groupings are valid readings and they disagree on real input. A program needs one.',
  quietWhen: 'Parentheses, “either”, “both”, “any of” or a list say what belongs together.',
  examples: [
    {
      text: '- R1: The request is accepted if the user is an admin or the owner and the project is active.',
      findings: [
        '1:31-1:93 Unexpected “and” beside “or” in one condition, expected which of them belong together.',
      ],
    },
    {
      text: '- R1: The job is not retried on timeout and conflict.',
      findings: [
        '1:18-1:53 Unexpected “and” in “not retried on timeout and conflict”, expected “or”, or both together.',
      ],
    },
    {
      text: '- R1: The request is accepted if the project is active and the user is (a) an admin or (b) the owner.',
      findings: [],
    },
    { text: '- R1: The job is not retried when the error is a timeout or a conflict.', findings: [] },
    { text: '- R1: The page shows names and dates or a hint.', findings: [] },
  ],
  measured: {
    flagged: 1,
    labelled: 1,
    judges: false,
    note: 'None of its labels is for logic. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { offset, groups, binding } of bindingMatches(spec, condition)) {
      const [whole, inner = ''] = groups;
      if (!both.test(inner) || grouped.test(inner) || /[(]/.test(binding.text)) continue;
      yield {
        ...{ offset, endOffset: offset + whole.trimEnd().length },
        message: 'Unexpected “and” beside “or” in one condition, expected which of them belong together.',
        question: 'Which belong together? All of: ___; or any of: ___.',
      };
    }
    for (const { offset, endOffset, words } of bindingMatches(spec, negated)) {
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “and” in “${words}”, expected “or”, or both together.`,
        question: 'Is one of them enough for the “not”, or must both hold?',
      };
    }
  },
};
