// "Delete the sessions of users with the admin script": which users?
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const attached =
  /\b(?:the|all|any)\s+[\w-]+\s+(?:of|for|from|in)\s+(?:the\s+|all\s+)?[\w-]+\s+((?:with|using)\s+(?:the|an?)\s+[\w-]+(?:\s+[\w-]+)?)/gi;
const misplaced =
  /\bonly\s+(?:sends?|shows?|deletes?|stores?|writes?|reads?|logs?|returns?|accepts?|displays?|updates?|notifies|notify|creates?|runs?)\s+[^.;,]{2,60}?\b(?:to|for|when|if|from|in|on|after)\b/gi;

export const attachmentAmbiguity: Rule = {
  code: 'AMB015',
  id: 'attachment-ambiguity',
  severity: 'info',
  tier: 'C',
  off: true,
  detects:
    '“… of users with the script”, where the last part may belong to the verb or to the noun; and “only” before a verb whose object it limits.',
  reason: 'Both readings are grammatical, and they delete different things.',
  quietWhen: 'Commas or the order of words decide.',
  examples: [
    {
      text: '- R1: Delete the sessions of users with the admin script.',
      findings: [
        '1:36-1:57 Unexpected “with the admin script” at the end, expected it beside the word that it belongs to.',
      ],
    },
    {
      text: '- R1: The form only sends the email to managers.',
      findings: ['1:16-1:20 Unexpected “only” before “sends”, expected it beside what it limits.'],
    },
    { text: '- R1: Use the admin script to delete the sessions of users.', findings: [] },
    { text: '- R1: The form sends the email to managers and to nobody else.', findings: [] },
  ],
  *check(spec) {
    for (const { endOffset, groups } of bindingMatches(spec, attached)) {
      const part = groups[1] ?? '';
      yield {
        ...{ offset: endOffset - part.length, endOffset },
        message: `Unexpected “${part.replace(/\s+/g, ' ')}” at the end, expected it beside the word that it belongs to.`,
        question: `Who has it: the action or the thing before it?`,
      };
    }
    for (const { offset, words } of bindingMatches(spec, misplaced)) {
      yield {
        ...{ offset, endOffset: offset + 4 },
        message: `Unexpected “only” before “${words.split(' ')[1] ?? ''}”, expected it beside what it limits.`,
        question: 'What is excluded? To nobody else, nothing else, or at no other time.',
      };
    }
  },
};
