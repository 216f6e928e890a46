// "Like in other editors": which, and which part of it?
import { bindingMatches, pointsElsewhere } from '../query.ts';
import type { Rule } from '../rule.ts';

const analogy =
  /\b(?:like\s+(?:in\s+)?(?:(?:any|every|most|all|the)\s+)?others?\b(?:\s+\w+)?|like\s+(?:the|an?)\s+(?:existing|current|old|previous|original|standard|typical|normal|usual)\b|(?:works?|behaves?|acts?|looks?\s+and\s+feels?)\s+like|similar(?:ly)?\s+to|(?:the\s+)?same\s+(?:way\s+)?as\s+(?:today|now|before|currently|usual|other|in\s+(?:the\s+)?(?:old|current|existing|previous|other))|as\s+(?:usual|today|customary)|industry[\s-]standards?|(?:industry\s+)?best\s+practices?|(?:standard|common|usual|conventional|well-known)\s+(?:behaviou?rs?|practices?|conventions?)|state[\s-]of[\s-]the[\s-]art|de[\s-]facto\s+standards?|generally\s+accepted)\b/gi;

export const unpinnedAnalogy: Rule = {
  code: 'AMB019',
  id: 'unpinned-analogy',
  severity: 'warning',
  tier: 'B',
  detects:
    'Like other products, similar to, same as today, as usual, industry standard, best practice, with no section, link or standard that fixes the meaning.',
  reason: 'What it is compared with has a hundred properties. An agent copies the ones that it remembers.',
  quietWhen: 'The sentence names a section, a standard with its number, a requirement or code.',
  examples: [
    {
      text: '- R1: The shortcut works like in other editors.',
      findings: [
        '1:20-1:30 Unexpected “works like”, expected what exactly is the same, or where it is written.',
      ],
    },
    {
      text: '- R1: Passwords are stored according to industry best practice.',
      findings: [
        '1:41-1:63 Unexpected “industry best practice”, expected what exactly is the same, or where it is written.',
      ],
    },
    {
      text: '- R1: The shortcut toggles the panel exactly as described in section 3.4.',
      findings: [],
    },
    { text: '- R1: Passwords are stored with Argon2id, m=19 MiB, t=2, p=1.', findings: [] },
    { text: '- R1: Dates are written by best practice: ISO 8601.', findings: [] },
  ],
  measured: {
    flagged: 1,
    labelled: 0,
    judges: false,
    note: 'None of its labels is for analogies. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, analogy)) {
      if (pointsElsewhere(binding.text)) continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}”, expected what exactly is the same, or where it is written.`,
        question: 'What of it must be the same, and where is it written? ___',
      };
    }
  },
};
