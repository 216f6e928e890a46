// "Better" than what?
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const comparative =
  /\b(?:(?:significantly|considerably|substantially|drastically|noticeably|slightly|greatly|dramatically)(?:\s+(?:more|less|better|faster|higher|lower))?|(?:less|fewer)\s+(?!than\b|restrictive\b|significant\b)[a-z]+|better|worse|faster|slower|quicker|easier|simpler|cheaper|safer|clearer|cleaner|smoother|nicer|stronger|improved?|enhanced?|(?:be|is|are)\s+(?:reduced|increased|decreased|shortened)|(?:more|less)\s+[a-z]+(?:ly|ful|able|ible|ive|ient|ous|ant|ent|al|ed)|(?<!\ba\s)(?:higher|lower|greater|smaller|larger|shorter|longer)(?=\s+(?:latency|throughput|quality|performance|accuracy|speed|load|volumes?|security|precision|recall|resolution|response|times?|costs?)\b))\b(?!-)/gi;

const baseline =
  /\bthan\b|\bcompared\b|\brelative\s+to\b|\bversus\b|\bvs\b|\d|\bto\s+□|\bfrom\b[^.;]{1,40}\bto\b|\bby\s+(?:half|a\s+third|one|two)\b/i;
const named = /\bthe\s+(?:former|latter)\b|\b(?:lower|upper)\s+(?:case|bound)\b|\bmore\s+detailed\b/i;

export const comparativeWithoutBaseline: Rule = {
  code: 'AMB009',
  id: 'comparative-without-baseline',
  severity: 'warning',
  tier: 'B',
  detects:
    'Better, faster, improved, reduced, more reliable and the like, without “than”, a baseline or a number.',
  reason: 'Nobody can measure a difference to something that is not named. The smallest change satisfies it.',
  quietWhen: 'The sentence says than what, or has a number or a percentage.',
  examples: [
    {
      text: '- R1: The new index gives better recall.',
      findings: [
        '1:27-1:33 Unexpected “better” without a baseline, expected a value, or than what and by how much.',
      ],
    },
    {
      text: '- R1: Startup time MUST be reduced.',
      findings: [
        '1:28-1:35 Unexpected “reduced” without a baseline, expected a value, or than what and by how much.',
      ],
    },
    { text: '- R1: Recall@10 on the 500-query set MUST be at least 0.92 (today: 0.85).', findings: [] },
    { text: '- R1: Cold start MUST be at most 400 ms.', findings: [] },
    { text: '- R1: The newer index MUST give better recall than the index that it replaces.', findings: [] },
  ],
  measured: {
    flagged: 4,
    labelled: 0,
    judges: true,
    note: 'Four are too few to judge the rule.',
  },
  *check(spec) {
    for (const { endOffset, words, binding } of bindingMatches(spec, comparative)) {
      if (hasMeasure(binding.text) || baseline.test(binding.text) || named.test(binding.text)) continue;
      const word = words.replace(/^(?:be|is|are)\s+/i, '');
      yield {
        ...{ offset: endOffset - word.length, endOffset },
        message: `Unexpected “${word}” without a baseline, expected a value, or than what and by how much.`,
        question: `${word.charAt(0).toUpperCase()}${word.slice(1)} than what, and by how much? From ___ to ___.`,
      };
    }
  },
};
