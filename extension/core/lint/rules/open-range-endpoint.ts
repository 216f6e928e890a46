// "Between 1024 and 65535": are the two allowed?
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const value = '[$€£]?\\d[\\d.,_]*(?:\\s?(?:%|[a-zA-Zµ]{1,10}\\b))?';
const range = new RegExp(
  `\\b(?:between\\s+${value}\\s+and|from\\s+${value}\\s+to)\\s+[$€£]?\\d[\\d,_]*(?:\\.\\d+)?(?:\\s?(?:%|(?:[kKMGT]i?)?B\\b))?`,
  'gi',
);
const open = new RegExp(`\\b(under|over|above|below|beyond)\\s+([$€£]?\\d[\\d,_]*(?:\\.\\d+)?)`, 'gi');
const upTo = /\bup\s+to\s+\d[\d.,_]*/gi;

const stated =
  /\b(?:inclusive(?:ly)?|exclusive(?:ly)?|included|excluded|including|excluding|both\s+ends)\b|[≤≥<>]/i;
/** A clock, a date, a version, or a time that passes: the end point has no width, or another rule asks. */
const notALimit = /\d:\d\d|\b(?:19|20)\d\d\b|\bv\d|\d\.\d+\.\d/i;
/** "Reduced from 4 to 2" is a change. */
const change =
  /\b(?:reduc|increas|decreas|interpolat|chang|rais|lower|drop|mov|animat|transition|go|goes|scal|fad|grow|shrink|bump|updat|upgrad|migrat)\w*\b[^.;]{0,60}$/i;
const measured =
  /^\s*(?:µs|ms|milliseconds?|s|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|years?)\b/i;

export const openRangeEndpoint: Rule = {
  code: 'AMB016',
  id: 'open-range-endpoint',
  severity: 'warning',
  tier: 'A',
  detects:
    '“Between X and Y”, “from X to Y”, “under X”, “over X” with a number as a limit; and, as a hint only, “up to X”, where it is not said whether the end point is allowed.',
  reason:
    'Off by one is decided by whoever builds it, and the scenario that tests the end point decides it again.',
  quietWhen:
    '“Inclusive”, “both included” or an operator is in the sentence; clock times, dates, versions and durations.',
  examples: [
    {
      text: '- R1: The port is between 1024 and 65535.',
      findings: [
        '1:19-1:41 Unexpected range “between 1024 and 65535” with open ends, expected whether both are included.',
      ],
    },
    {
      text: '- R1: Files under 10 MB are inlined.',
      findings: [
        '1:13-1:21 Unexpected limit “under 10” with an open end, expected “less than” or “at most”.',
      ],
    },
    { text: '- R1: The port is an integer from 1024 to 65535, both included.', findings: [] },
    { text: '- R1: Files of at most 10 MB are inlined.', findings: [] },
    { text: '- R1: The answer comes in under 200 ms, between 2019-01-01 and 2020-01-01.', findings: [] },
  ],
  measured: {
    flagged: 6,
    labelled: 0,
    hints: { flagged: 10, labelled: 1 },
    judges: false,
    note: 'None of its labels is for ranges. So this does not judge the rule.',
  },
  *check(spec) {
    const question = 'Is the end point itself allowed? Yes or no.';
    for (const { offset, endOffset, words, before, after, binding } of bindingMatches(spec, range)) {
      if (/^from/i.test(words) && change.test(before)) continue;
      if (
        stated.test(binding.text) ||
        notALimit.test(words) ||
        /^[-:/.]\d/.test(after) ||
        measured.test(after)
      )
        continue;
      yield {
        ...{ offset, endOffset, question },
        message: `Unexpected range “${words}” with open ends, expected whether both are included.`,
        fixes: ['both ends included', 'lower end included, upper end excluded'].map((end) => ({
          title: `Add “(${end})”`,
          guided: true,
          edits: [{ offset: endOffset, endOffset, newText: ` (${end})` }],
        })),
      };
    }
    for (const { offset, words, groups, after, binding } of bindingMatches(spec, open)) {
      const [, word = '', number = ''] = groups;
      if (
        stated.test(binding.text) ||
        notALimit.test(words) ||
        /^[-:/.]\d/.test(after) ||
        measured.test(after)
      )
        continue;
      if (/^(?:%|\s?percent)/.test(after) && /^beyond/i.test(word)) continue;
      const choices = /^(?:under|below)$/i.test(word) ? ['less than', 'at most'] : ['more than', 'at least'];
      yield {
        ...{ offset, endOffset: offset + groups[0].length, question },
        message: `Unexpected limit “${words}” with an open end, expected “${choices.join('” or “')}”.`,
        fixes: choices.map((to) => ({
          title: `${to} ${number}`,
          guided: true,
          edits: [{ offset, endOffset: offset + word.length, newText: to }],
        })),
      };
    }
    for (const { offset, endOffset, words, after, binding } of bindingMatches(spec, upTo)) {
      if (stated.test(binding.text) || measured.test(after)) continue;
      yield {
        ...{ offset, endOffset, question, tier: 'C' },
        message: `Unexpected limit “${words}” with an open end, expected “at most”.`,
        fixes: [
          {
            title: words.replace(/up to/i, 'at most'),
            guided: true,
            edits: [{ offset, endOffset, newText: words.replace(/up to/i, 'at most') }],
          },
        ],
      };
    }
  },
};
