// "Shall not accept an empty title": and what does it do with one?
import { bindingMatches, isDetailed } from '../query.ts';
import type { Rule } from '../rule.ts';

const negative =
  /\b((?:must|shall|should)\s+not|(?:must|shall|should)\s+never|mustn't|shouldn't|(?:must|shall|should)\s+(?:prevent|avoid))\s+(?:be\s+)?([a-z]+)/gi;

/** What is instead, or why: the sentence is a fence and not a function. */
const instead =
  /\b(?:instead|but|rather|otherwise|shows?|returns?|answers?|rejects?|keeps?|stays?|remains?|unless|until|except|other\s+than|only|more\s+than|less\s+than|longer\s+than|exceed)\b|[:;]/i;
const fence =
  /\b(?:contain|include|expose|leak|reveal|disclose|log|store|persist|send|share|transmit|reuse|depend|rely|require|assume|modify|change|mutate|alter|affect|overwrite|delete|remove|block|write|read|call|use|introduce|add|exceed|break|duplicate|execute|run|trust|visible|stored|logged|exposed|modified|changed|deleted|shared|used)\b/i;
const safety =
  /\b(?:tokens?|passwords?|secrets?|credentials?|keys?|personal|private|security|privacy|unauthori[sz]ed|attack\w*|inject\w*)\b/i;

export const negativeRequirement: Rule = {
  code: 'TST008',
  id: 'negative-requirement',
  severity: 'info',
  tier: 'C',
  detects:
    '“Shall not”, “must not”, “should prevent” in a requirement that leaves unsaid what happens instead.',
  reason:
    'Doing nothing satisfies it, and so does an error page. What the user should see is left to the agent.',
  quietWhen:
    'The sentence says what happens instead, or it is a fence: security, privacy, invariants, what must not be touched.',
  examples: [
    {
      text: '- R1: The form shall not accept an empty title.',
      findings: ['1:16-1:32 Unexpected “shall not accept” alone, expected what happens instead.'],
    },
    {
      text: '- R1: The client must not crash on bad input.',
      findings: ['1:18-1:32 Unexpected “must not crash” alone, expected what happens instead.'],
    },
    {
      text: '- R1: When the title is empty, the form shows “Title is required” and keeps the focus on the field.',
      findings: [],
    },
    { text: '- R1: The log MUST NOT contain access tokens.', findings: [] },
    { text: '- R1: The form shall not accept an empty title; it shows a hint.', findings: [] },
  ],
  measured: {
    flagged: 40,
    labelled: 5,
    judges: true,
    note: 'Most of what should not happen there carries no label, labelled sentences look like the others.',
  },
  *check(spec) {
    for (const { offset, groups, after, binding } of bindingMatches(spec, negative)) {
      const [, modal = '', verb = ''] = groups;
      if (fence.test(verb) || safety.test(binding.text) || instead.test(after) || isDetailed(spec, binding))
        continue;
      const said = modal.replace(/\s+/g, ' ');
      const end = binding.statement.offset + binding.text.replace(/[.\s]+$/, '').length;
      yield {
        ...{ offset, endOffset: offset + groups[0].length },
        message: `Unexpected “${said} ${verb}” alone, expected what happens instead.`,
        question: 'What does it do instead? Instead, it ___.',
        fixes: [
          {
            title: 'Say what happens instead',
            guided: true,
            edits: [{ offset: end, endOffset: end, newText: '; instead, [NEEDS ANSWER: what happens?]' }],
          },
        ],
      };
    }
  },
};
