// "May show a preview": whether it does is left to whoever builds it.
import { bindingMatches } from '../query.ts';
import { isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';

const option =
  /^[\s*_]*(?:the|an?|each|every)\s+(?:[\w□-]+\s){0,2}?(?:system|app(?:lication)?|page|screen|tool|server|service|product|dialog|view|form|command|dashboard|interface|editor|worker|job|list|table|report|header|message)\s+(may)\s+(?!not\b|only\b|be\s+\w+ed\s+by\b)[^.]{3,}/gi;
const nice =
  /\b(?:nice[- ]to[- ]have|if time (?:permits|allows)|would be (?:nice|good|great)|bonus (?:points?|feature))\b/gi;
const alternatives =
  /\b(?:can|could|may|might|should) be (?:either )?(an? [\w-]+(?: [\w-]+)?) or (an? [\w-]+(?: [\w-]+)?)(?=[.,;]|$)/gi;

export const undecidedOption: Rule = {
  code: 'SCP004',
  id: 'undecided-option',
  severity: 'warning',
  tier: 'B',
  detects:
    'A decision that is left to the builder: the product MAY do it, nice to have, "a file or a database".',
  reason:
    'The agent decides, and the decision is found when somebody misses the feature, or maintains the one nobody wanted.',
  quietWhen:
    'The user, a peer or a setting chooses at run time, or the sentence gives a condition or a default.',
  examples: [
    {
      text: '## Requirements\n\n- R1: The page MAY show a preview.',
      findings: [
        '3:16-3:19 Unexpected “MAY”, expected a decision: it does, it does not, or a setting with a default.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The store can be a file or a database.',
      findings: [
        '3:17-3:44 Unexpected “can be a file or a database”, expected a decision: it does, it does not, or a setting with a default.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The page shows a preview when `preview=true` (default `false`).',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: A user may show a preview.\n- R2: The page may show a preview when the file is an image.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec)) return;
    for (const pattern of [option, nice, alternatives]) {
      for (const { offset, endOffset, groups, binding, words } of bindingMatches(spec, pattern)) {
        const { text, statement } = binding;
        if (
          statement.role === 'scenario' ||
          /\b(?:when|if|while|where|unless|default|depending|only|after|during|must|shall|provided|configur\w+|chosen?|selects?|users?)\b/i.test(
            text,
          )
        )
          continue;
        const place =
          pattern === option
            ? {
                offset: offset + groups[0].search(/\bmay\b/i),
                endOffset: offset + groups[0].search(/\bmay\b/i) + 3,
              }
            : { offset, endOffset };
        const what = pattern === option ? (groups[1] ?? words) : words;
        yield {
          ...place,
          message: `Unexpected “${what}”, expected a decision: it does, it does not, or a setting with a default.`,
          question:
            pattern === alternatives
              ? `Which one: ${groups[1]} or ${groups[2]}?`
              : 'Is it built, or is it not?',
        };
      }
    }
  },
};
