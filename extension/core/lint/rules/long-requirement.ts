// What is longer than a breath is read in part.
import { bindingStatements } from '../query.ts';
import type { Rule } from '../rule.ts';

const most = 40;
const mostCharacters = 500;

export const longRequirement: Rule = {
  code: 'STR002',
  id: 'long-requirement',
  severity: 'info',
  tier: 'A',
  detects: `A requirement sentence of more than ${most} words, or of more than ${mostCharacters} characters.`,
  reason: 'In a long sentence, the last condition is the one that gets lost, by people and by models.',
  quietWhen: 'Code, quotations and links count as one word each, and what parentheses hold does not count.',
  examples: [
    {
      text: '- R1: When a user who has signed in within the last day opens the list of boards that other members of the team have shared with the group, the page MUST show the boards in the order in which the user has opened them, newest first, and those that were never opened after them.',
      findings: ['1:7-1:277 Unexpected sentence of 53 words, expected at most 40.'],
    },
    {
      text: '- R1: The importer MUST read every file that the operator has put into the folder for incoming data since the last run, skip those whose names begin with a dot, move those that it could read to the archive, and leave the others where they are for the next run of the job.',
      findings: ['1:7-1:272 Unexpected sentence of 52 words, expected at most 40.'],
    },
    {
      text: '- R1: When a user opens the list of boards, the page MUST show the boards that the user may read, newest first, at most 50 on a page.',
      findings: [],
    },
    {
      text: '- R1: The page MUST show the fields of the table below.\n\n| field | type |\n| --- | --- |\n| a | b |',
      findings: [],
    },
  ],
  measured: {
    flagged: 65,
    labelled: 11,
    judges: false,
    note: 'None of its labels is for length. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { statement, text } of bindingStatements(spec)) {
      const counted = text.replace(/\([^()]{0,400}\)/g, ' ').replace(/□+/g, '□');
      const words = counted.match(/[\p{L}\p{N}□][\p{L}\p{N}□'’.-]*/gu)?.length ?? 0;
      if (words <= most && counted.length <= mostCharacters) continue;
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: `Unexpected sentence of ${words} words, expected at most ${most}.`,
        question: 'Which parts of it could be met one without the other? Each is a requirement.',
      };
    }
  },
};
