// "Times out after 30": seconds, minutes, attempts?
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const number =
  '(\\d[\\d,_]*(?:\\.\\d+)?)(?=\\s*(?:[.;:)](?!\\d)|,(?!\\d)|$|\\s+(?:and|or|but|otherwise|unless)\\b))';
const link =
  '\\b[^.;:\\d□]{0,30}?\\b(?:after|of|is|be|are|to|at|within|every|in|exceeds?|than|most|least|for|by|=)\\s+';

const time = new RegExp(
  `\\b(?:tim(?:e|es|ed)[\\s-]?out|timeout|expires?|expiry|delay|interval|latency|duration|response time|waits?|ttl|time to live|back-?off|debounce[sd]?|grace period)${link}${number}`,
  'gi',
);
const size = new RegExp(
  `\\b(?:(?:body|file|upload|payload|response|request|message|memory|cache|image|attachment|download|packet|disk|buffer|log) (?:size|limit)|memory (?:use|usage))${link}${number}`,
  'gi',
);

export const unitlessQuantity: Rule = {
  code: 'TST002',
  id: 'unitless-quantity',
  severity: 'error',
  tier: 'A',
  detects: 'A number for a time or a size that has no unit.',
  reason:
    'An agent picks the unit that the library it happens to use expects. The factor between two guesses is a thousand.',
  quietWhen:
    'Counts (retries, items, workers), versions, ids, ports, status codes, and numbers that a noun follows.',
  examples: [
    {
      text: '- R1: The request times out after 30.',
      findings: ['1:35-1:37 Unexpected number 30 without a unit, expected one such as ms, s, min.'],
    },
    {
      text: '- R1: The maximum body size is 5000.',
      findings: ['1:32-1:36 Unexpected number 5000 without a unit, expected one such as B, KiB, MiB.'],
    },
    { text: '- R1: The request times out after 30 s.', findings: [] },
    { text: '- R1: The maximum number of retries is 5, and the delay after retry 2 is 4 s.', findings: [] },
    { text: '- R1: The request times out after 3 attempts.', findings: [] },
  ],
  *check(spec) {
    for (const [pattern, units] of [
      [time, ['ms', 's', 'min']],
      [size, ['B', 'KiB', 'MiB']],
    ] as const) {
      for (const { endOffset, groups } of bindingMatches(spec, pattern)) {
        const value = groups[1] ?? '';
        const offset = endOffset - value.length;
        yield {
          offset,
          endOffset,
          message: `Unexpected number ${value} without a unit, expected one such as ${units.join(', ')}.`,
          question: `${value} what?`,
          fixes: units.map((unit) => ({
            title: `${value} ${unit}`,
            guided: true,
            edits: [{ offset: endOffset, endOffset, newText: ` ${unit}` }],
          })),
        };
      }
    }
  },
};
