// "Immediately" is a duration that nobody wrote down.
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const word =
  /\b(?:immediately|instantly|instantaneously|promptly|(?<!\b(?:coming|as)\s)soon(?!-)|in\s+real[\s-]time|in\s+a\s+timely\s+(?:manner|fashion|way)|timely|as\s+soon\s+as\s+(?:possible|practical|practicable)|as\s+(?:quickly|fast)\s+as\s+possible|without\s+delay|eventually|periodically|periodic(?=\s+[a-z])|regularly|from\s+time\s+to\s+time)\b/gi;

/** "Immediately after step 3" is an order; "eventually consistent" is a defined term. */
const ordering =
  /^\s*(?:after|before|following|preceding|prior|upon|on|when|once|if|below|above|adjacent|next|visible|follow\w*|preced\w*)\b|^,?\s*(?:without|not|instead|rather)\b/i;
const defined = /^\s*consisten/i;

export const vagueTime: Rule = {
  code: 'AMB017',
  id: 'vague-time',
  severity: 'error',
  tier: 'B',
  detects:
    'Immediately, promptly, soon, in real time, as soon as possible, eventually, periodically, regularly, with no number and no event.',
  reason:
    'It sounds like a promise and is none: an implementation that takes a minute satisfies it, and no scenario can say otherwise.',
  quietWhen:
    'The sentence has a number of time units, or the word orders two events ("immediately after the save").',
  examples: [
    {
      text: '- R1: The agent MUST stop immediately.',
      findings: ['1:27-1:38 Unexpected “immediately”, expected a time limit or an event.'],
    },
    {
      text: '- R1: Stale rows are purged periodically.',
      findings: ['1:29-1:41 Unexpected “periodically”, expected a time limit or an event.'],
    },
    { text: '- R1: The agent MUST stop within 200 ms of receiving SIGTERM.', findings: [] },
    { text: '- R1: The lock is released immediately after the save.', findings: [] },
    { text: '- R1: Stale rows are purged every day at 02:00 UTC.', findings: [] },
    { text: '- R1: The replica is eventually consistent.', findings: [] },
  ],
  measured: {
    flagged: 6,
    labelled: 2,
    judges: false,
    note: 'Five are too few to judge the rule; “immediately” and “instantly” carry no label there.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, after, binding } of bindingMatches(spec, word)) {
      if (hasMeasure(binding.text) || ordering.test(after) || defined.test(after)) continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}”, expected a time limit or an event.`,
        question: /period|regular|time to time/i.test(words)
          ? 'How often? Every ___.'
          : 'How fast? Within ___ of ___.',
        fixes: [
          {
            title: 'Give a time limit',
            guided: true,
            edits: [{ offset, endOffset, newText: 'within [NEEDS VALUE: how long?]' }],
          },
        ],
      };
    }
  },
};
