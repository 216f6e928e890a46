// "Normally" promises something for the cases that are not named.
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const frequency =
  /\b(?:usually|normally|typically|(?<!\b(?:how|as|more|less|so)\s)often|sometimes|occasionally|generally|mostly|frequently|rarely|seldom|ordinarily|commonly|in\s+(?:most|many|some|general|certain|normal|rare)\s+(?:cases|situations|circumstances)|in\s+general|for\s+the\s+most\s+part|at\s+times|as\s+a\s+rule)\b(?!-)/gi;

/** "Generally available" and "normally closed" are names; "commonly used options" selects. */
const named = /^\s+(?:available|accepted|open|closed|distributed)\b|^[\s-]\w+ed\s+[a-z]+s?\b/i;

export const vagueFrequency: Rule = {
  code: 'AMB003',
  id: 'vague-frequency',
  severity: 'warning',
  tier: 'B',
  detects:
    'Usually, normally, typically, often, sometimes, generally, rarely, in most cases: the behaviour holds in cases that are not named.',
  reason:
    'The exceptions are known to the author alone. An agent builds the usual case and leaves the others to chance.',
  quietWhen: 'The sentence has a measure (typically 3 ms), or only explains.',
  examples: [
    {
      text: '- R1: The cache is normally consulted before the database.',
      findings: ['1:20-1:28 Unexpected “normally”, expected the cases in which this holds.'],
    },
    {
      text: '- R1: Sometimes the user is asked to confirm the change.',
      findings: ['1:7-1:16 Unexpected “Sometimes”, expected the cases in which this holds.'],
    },
    {
      text: '- R1: The cache is consulted before the database on every read except reads with `fresh=true`.',
      findings: [],
    },
    { text: '- R1: The user is asked to confirm every change that deletes data.', findings: [] },
    { text: '- R1: A lookup MUST take at most 10 ms, typically 3 ms (p50).', findings: [] },
    { text: '## Background\n\nThe cache is normally warm.', findings: [] },
  ],
  measured: {
    flagged: 7,
    labelled: 3,
    judges: true,
    note: 'Seven are too few to judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, before, after, binding } of bindingMatches(spec, frequency)) {
      if (hasMeasure(binding.text) || (named.test(after) && !/\b(?:is|are|be|was|were)\s+$/.test(before)))
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}”, expected the cases in which this holds.`,
        question: 'When does it not hold? Except when ___.',
      };
    }
  },
};
