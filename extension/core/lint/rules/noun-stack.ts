// "User session token refresh policy cache": six nouns and no grammar.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const stack =
  /\b(?:the|an?|each|every|update|set|show|delete|create)\s+(?:the\s+)?([a-z]+(?:\s+[a-z]+){4,9})(?=\s*(?:[.,;:]|$)|\s)/gi;

/** Words that end a stack: not nouns, or not likely to be. */
const other =
  /^(?:of|to|in|on|at|by|for|with|from|as|and|or|but|that|which|who|when|if|while|where|than|then|after|before|until|unless|into|is|are|was|were|be|been|has|have|must|shall|should|will|may|can|could|not|no|only|it|its|they|them|this|these|those|the|a|an|each|every|all|any|without|within|between|during|through|so|also|about|their|new|same|first|last|next|other)$|(?:ly|ed|ing|able|ible|ous|ful|ive)$/i;

export const nounStack: Rule = {
  code: 'AMB022',
  id: 'noun-stack',
  severity: 'info',
  tier: 'C',
  off: true,
  detects: 'Four or more nouns in a row whose grouping is not defined.',
  reason: 'Which word belongs to which is a guess, and names in code are made from the guess.',
  quietWhen: 'The words are a defined term, in code, or a name in capitals.',
  examples: [
    {
      text: '- R1: The user session token refresh policy cache expires.',
      findings: [
        '1:11-1:58 Unexpected 7 nouns in a row, expected “of” and “for” that say what belongs to what.',
      ],
    },
    {
      text: '- R1: Update the order line item price override flag.',
      findings: [
        '1:18-1:53 Unexpected 6 nouns in a row, expected “of” and “for” that say what belongs to what.',
      ],
    },
    { text: '- R1: The cache of refresh policies for session tokens expires.', findings: [] },
    { text: '- R1: Set `order_line.price_override` to `true`.', findings: [] },
  ],
  measured: {
    flagged: 1,
    labelled: 0,
    judges: false,
    note: 'None of its labels is for nouns in a row. So this does not judge the rule.',
  },
  *check(spec) {
    const defined = spec.terms.map(({ term }) => term.toLowerCase());
    for (const { endOffset, groups } of bindingMatches(spec, stack)) {
      const tail = groups[1] ?? '';
      const words = tail.split(/\s+/);
      const end = words.findIndex((word) => other.test(word));
      const run = end < 0 ? words : words.slice(0, end);
      // The last word before something else may be the verb.
      if (run.length < 5 || defined.some((term) => run.join(' ').includes(term))) continue;
      const offset = endOffset - tail.length;
      yield {
        ...{ offset, endOffset: offset + run.join(' ').length },
        message: `Unexpected ${run.length} nouns in a row, expected “of” and “for” that say what belongs to what.`,
        question: 'What is it, and of what? The ___ of the ___.',
      };
    }
  },
};
