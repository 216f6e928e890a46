// "Several times" is a number that the author knew.
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const quantifier =
  /\b(?:several|few|numerous|a\s+(?:large|small|limited|sufficient|great|huge)\s+(?:number|amount|quantity)\s+of|(?:large|small|huge)\s+(?:numbers?|amounts?|quantit(?:y|ies))\s+of)\b(?!-)/gi;

/** Weaker: they may select by a rule that stands elsewhere. */
const selection =
  /\b(?:various|(?<!-|\b(?:as|how|so|too)\s)many(?!\s+of\b)|certain(?!\s+(?:types?|kinds?)\s+of\b)|large|(?:to|for|during|in|have|via)\s+(?:a\s+)?specific(?!\s+to\b)|(?:to|via|record|support|send)\s+different)\b(?!-)(?=\s+[a-z])/gi;

/** "No fewer", "the few that …: a, b", "a number of … of 5", "certain that". */
const counted = /\b(?:at\s+(?:most|least)|exactly|no\s+fewer|up\s+to)\b|\bnumber\s+of\b[^.;]{0,80}\b\d/i;
const resolved = /^\s+(?:that|to\s+be|of\s+it)\b|^[^.;]{0,60}(?:\bdefined\b|\(e\.g)/;

export const vagueQuantifier: Rule = {
  code: 'AMB002',
  id: 'vague-quantifier',
  severity: 'warning',
  tier: 'B',
  detects:
    'Several, few, various, numerous, a number of; and, as a hint only, many, some, certain, large, small, different or specific before a noun, where a count or a rule is needed.',
  reason:
    'The author had a number or a rule in mind. An agent picks three, or all, and every scenario that was written agrees with it.',
  quietWhen:
    'The sentence has a bound or a measure, “some of the following” comes before a list, or the word is part of a term (many-to-many).',
  examples: [
    {
      text: '- R1: The client retries the upload several times.',
      findings: ['1:37-1:44 Unexpected “several”, expected a number or the rule that selects.'],
    },
    {
      text: '- R1: The dashboard shows the most recent few alerts.',
      findings: ['1:43-1:46 Unexpected “few”, expected a number or the rule that selects.'],
    },
    {
      text: '- R1: The exporter MUST skip certain columns.',
      findings: ['1:30-1:37 Unexpected “certain”, expected a number or the rule that selects.'],
    },
    { text: '- R1: The client retries the upload 3 times.', findings: [] },
    { text: '- R1: The dashboard shows the 20 newest alerts, newest first.', findings: [] },
    { text: '- R1: Users and groups have a many-to-many relation.', findings: [] },
    { text: '- R1: The user MUST choose some of the following: `read`, `write`.', findings: [] },
    { text: '## Background\n\nSeveral teams use it.', findings: [] },
  ],
  measured: {
    flagged: 7,
    labelled: 6,
    hints: { flagged: 36, labelled: 22 },
    judges: true,
    note: 'Labels are on some occurrences of a word and not on others.',
  },
  *check(spec) {
    const defined = new Set(spec.terms.map(({ term }) => term.toLowerCase()));
    for (const [pattern, hint] of [
      [quantifier, false],
      [selection, true],
    ] as const) {
      for (const { offset, endOffset, words, after, binding } of bindingMatches(spec, pattern)) {
        if (defined.has(words.toLowerCase()) || hasMeasure(binding.text)) continue;
        if (counted.test(binding.text) || resolved.test(after)) continue;
        yield {
          ...{ offset, endOffset, ...(hint ? { tier: 'C' } : {}) },
          message: `Unexpected “${words}”, expected a number or the rule that selects.`,
          question: `Which ones, or how many? ${hint ? 'Those that ___.' : 'At most ___.'}`,
          fixes: [
            {
              title: `Say what “${words}” means`,
              guided: true,
              edits: [{ offset, endOffset, newText: `[NEEDS VALUE: ${words} = ?]` }],
            },
          ],
        };
      }
    }
  },
};
