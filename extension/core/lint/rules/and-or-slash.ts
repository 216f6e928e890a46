// "and/or" is two requirements in one, and the reader picks.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const andOr = /\b([A-Za-z]+)\s+and\s*\/\s*or\s+((?:(?:the|a|an)\s+)?[A-Za-z]+)\b/gi;
const slash = /(?<![\w/.:@#~-])([a-z]{3,})\/([a-z]{3,})(?![\w/.:@-])/g;

/** Pairs that are one name. */
const fixedPairs =
  /^(?:and\/or|read\/write|client\/server|input\/output|request\/response|true\/false|yes\/no|start\/stop|his\/her|him\/her|key\/value|add\/remove|show\/hide|enable\/disable|src|lib|bin|test|tests|docs|application\/\w+|text\/\w+|image\/\w+|async\/await|given\/when|pass\/fail|light\/dark|create\/read)/i;

export const andOrSlash: Rule = {
  code: 'AMB008',
  id: 'and-or-slash',
  severity: 'warning',
  tier: 'A',
  detects: '`and/or` in a requirement; and, as a likely finding only, a bare `x/y` that joins two words.',
  reason:
    'It does not say whether one is enough. An agent builds the smaller reading, and the scenario may test the other.',
  quietWhen: 'Paths, units (MB/s), media types, dates, ratios, code and fixed pairs such as read/write.',
  examples: [
    {
      text: '- R1: The tool tells the operator and/or the owner.',
      findings: [
        '1:26-1:51 Unexpected “operator and/or the owner”, expected which of them: one, the other, or both.',
      ],
    },
    {
      text: '- R1: The page lets the user edit/delete the comment.',
      findings: ['1:30-1:41 Unexpected slash in “edit/delete”, expected “and” or “or”.'],
    },
    { text: '- R1: The operator, the owner, or both receive an email, as set in `notify`.', findings: [] },
    { text: '- R1: Read throughput is at least 50 MB/s on src/main and read/write pairs.', findings: [] },
  ],
  measured: {
    flagged: 40,
    labelled: 1,
    judges: false,
    note: 'None of its labels is for “and/or” or a slash; the one stands for another word. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, groups, words, before, after } of bindingMatches(spec, andOr)) {
      const [, first = '', second = ''] = groups;
      // Between two whole phrases at the end of a clause the rewrite reads well; elsewhere the author must look.
      const whole =
        /^\s*(?:[.,;:)]|$)/.test(after) && /\b(?:the|a|an|to|or|and|by|for|with)\s*$/i.test(before);
      yield {
        offset,
        endOffset,
        message: `Unexpected “${words}”, expected which of them: one, the other, or both.`,
        question: 'Is one enough, are both needed, or does the user choose?',
        fixes: [
          {
            title: `${first}, ${second}, or both`,
            guided: !whole,
            edits: [{ offset, endOffset, newText: `${first}, ${second}, or both` }],
          },
          {
            title: `${first} and ${second}`,
            guided: true,
            edits: [{ offset, endOffset, newText: `${first} and ${second}` }],
          },
          {
            title: `${first} or ${second}`,
            guided: true,
            edits: [{ offset, endOffset, newText: `${first} or ${second}` }],
          },
        ],
      };
    }
    for (const { offset, endOffset, words } of bindingMatches(spec, slash)) {
      if (fixedPairs.test(words)) continue;
      yield {
        ...{ offset, endOffset, tier: 'B' },
        message: `Unexpected slash in “${words}”, expected “and” or “or”.`,
        question: 'Does the slash mean and, or, or either?',
      };
    }
  },
};
