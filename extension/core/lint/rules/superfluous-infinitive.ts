// "Shall be able to send" asks for an ability; a test sees only behaviour.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const ability =
  /\b(?:be\s+able\s+to|be\s+capable\s+of|have\s+the\s+(?:ability|capability)\s+(?:to|of)|provide\s+the\s+(?:ability|capability)\s+to|provides?\s+the\s+ability\s+to|be\s+designed\s+to)\s+/gi;

/** Sentences about what a person can do are capabilities on purpose. */
const product =
  /^\W*(?:(?:if|when|while|where|once|after)\b[^,]*,\s*)?(?:the|a|an|this|each|every)\s+(?!(?:\w+\s+){0,3}(?:users?|customers?|admins?|administrators?|operators?|developers?|persons?|people|managers?|owners?|staff|agents?|viewers?|editors?)\b)/i;

export const superfluousInfinitive: Rule = {
  code: 'TST005',
  id: 'superfluous-infinitive',
  severity: 'info',
  tier: 'A',
  detects: '"Be able to", "be capable of", "provide the ability to", "be designed to" said of the product.',
  reason:
    'A product that could do it, and never does, satisfies the words. Saying when it does it gives the scenario.',
  quietWhen:
    'The subject is a person: "users MUST be able to reset their password" is a capability with a scenario.',
  examples: [
    {
      text: '- R1: The system shall be able to send SMS messages.',
      findings: ['1:24-1:34 Unexpected “be able to”, expected what the product does and when.'],
    },
    {
      text: '- R1: The tool provides the ability to undo.',
      findings: ['1:16-1:39 Unexpected “provides the ability to”, expected what the product does and when.'],
    },
    { text: '- R1: When the user confirms the order, the system shall send one SMS.', findings: [] },
    { text: '- R1: Users MUST be able to reset their password from the sign-in page.', findings: [] },
  ],
  measured: {
    flagged: 83,
    labelled: 10,
    judges: false,
    note: 'None of its labels is for “be able to”; the ten stand for other words of the requirement. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, before, binding } of bindingMatches(spec, ability)) {
      if (!product.test(binding.text)) continue;
      const end = endOffset - (words.length - words.trimEnd().length);
      const removable =
        /^be able to /i.test(words) && /\b(?:shall|must|should|will|may)\s+(?:not\s+)?$/i.test(before);
      yield {
        ...{ offset, endOffset: end },
        message: `Unexpected “${words.trim()}”, expected what the product does and when.`,
        question: 'When does it do this? When ___, it ___.',
        fixes: removable
          ? [
              {
                title: `Remove “${words.trim()}”`,
                guided: false,
                edits: [{ offset, endOffset, newText: '' }],
              },
            ]
          : [],
      };
    }
  },
};
