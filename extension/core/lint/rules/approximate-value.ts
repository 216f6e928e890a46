// "About 30 seconds" looks like a number and tests like none.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const about =
  /(?:\b(?:about|approximately|approx\.|around|roughly|nearly|circa)\s+|(?<![\w/~])~\s?|≈\s?)(?=[$€£]?\d)/gi;

export const approximateValue: Rule = {
  code: 'AMB018',
  id: 'approximate-value',
  severity: 'warning',
  tier: 'A',
  detects:
    'About, approximately, around, roughly, nearly or ~ before a number in a requirement, without a tolerance.',
  reason: 'Whether 45 passes for "about 30" is decided by whoever builds it, and again by whoever judges it.',
  quietWhen: 'The sentence states a tolerance (±), or only explains.',
  examples: [
    {
      text: '- R1: The queue holds approximately 1,000 messages.',
      findings: [
        '1:23-1:37 Unexpected “approximately 1,000”, expected an exact value, a bound or a tolerance.',
      ],
    },
    {
      text: '- R1: Polling takes place every ~30 seconds.',
      findings: ['1:33-1:34 Unexpected “~30”, expected an exact value, a bound or a tolerance.'],
    },
    { text: '- R1: The queue holds at most 1,000 messages.', findings: [] },
    { text: '- R1: Polling takes place about every 30 s ± 3 s.', findings: [] },
    { text: '## Background\n\nThe queue holds about 1,000 messages today.', findings: [] },
  ],
  measured: {
    flagged: 2,
    labelled: 0,
    judges: false,
    note: 'Two are too few to judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, after, binding } of bindingMatches(spec, about)) {
      if (/±|\+\/-|\btolerance\b|\bplus or minus\b/i.test(binding.text)) continue;
      const number = /^[$€£]?\d[\d.,]*/.exec(after)?.[0] ?? '';
      yield {
        offset,
        endOffset,
        message: `Unexpected “${words}${number}”, expected an exact value, a bound or a tolerance.`,
        question: 'Which values are still right? At least ___, at most ___.',
        fixes: ['at most', 'at least', 'exactly'].map((bound) => ({
          title: `${bound} ${number}`,
          guided: true,
          edits: [{ offset, endOffset, newText: `${bound} ` }],
        })),
      };
    }
  },
};
