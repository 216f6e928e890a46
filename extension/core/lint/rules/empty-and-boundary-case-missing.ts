// A list with nothing in it is the first thing a new user sees.
import { bindingMatches } from '../query.ts';
import { appended, isSpecDocument, sectionAt, sectionOf, sectionSays } from '../near.ts';
import type { Rule } from '../rule.ts';

const many =
  /\b(?:(?:page|screen|view|table|dashboard|endpoint|command|tool|system|report|it)\s+(?:must |shall |should |will )?(?:lists?|display(?:s)? (?:all|the list of|a list of|a table of)|shows? (?:all|the list of|a list of|a table of)|returns? (?:all|the list of|a list of))\s+(?:the\s+|all\s+)?[\w' -]{3,40}s|(?:average|mean|median) (?:[\w-]+ ){0,2}(?:is|must be|shall be) (?:shown|displayed|calculated|computed|rounded|reported)|(?:display|show|return|present|list)s? (?:the |all |matching )?(?:search|query) results)\b/gi;
const boundary =
  /\b(?:empty|none|zero|nothing|no (?:\w+ ){0,3}(?:exist|found|yet|match\w*|available|results?|items?|entries|records|data|rows?)|when there (?:is|are) no|with no|without any|at least one|if no|0 (?:items|results|rows)|no \w+s\b|has no|have no|only one|absent|missing)\b/i;

export const emptyAndBoundaryCaseMissing: Rule = {
  code: 'CMP010',
  id: 'empty-and-boundary-case-missing',
  severity: 'info',
  tier: 'C',
  detects: 'A list, search, import or average without a word about zero items.',
  reason:
    'Zero items is the state of every new account, and a division by zero is a bug that no example shows.',
  quietWhen: 'The section or a scenario in it speaks of empty, none, zero or "no results".',
  examples: [
    {
      text: "## Requirements\n\n- R1: The page lists the user's invoices.",
      findings: [
        "3:11-3:41 Unexpected “page lists the user's invoices” without the empty case, expected what is seen with zero items.",
      ],
    },
    {
      text: '## Requirements\n\n- R1: The average rating is shown next to the title.',
      findings: [
        '3:11-3:34 Unexpected “average rating is shown” without the empty case, expected what is seen with zero items.',
      ],
    },
    {
      text: "## Requirements\n\n- R1: The page lists the user's invoices; with none it shows a hint.",
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: The average rating is shown; with zero ratings nothing is shown.',
      findings: [],
    },
  ],
  measured: {
    flagged: 1,
    labelled: 0,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec) {
    if (!isSpecDocument(spec)) return;
    const seen = new Set<number>();
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, many)) {
      const index = sectionAt(spec, offset);
      if (binding.statement.role === 'scenario' || seen.has(index)) continue;
      seen.add(index);
      if (sectionSays(spec, offset, boundary)) continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” without the empty case, expected what is seen with zero items.`,
        question: 'What is seen when there is none, and when there are very many?',
        fixes: [
          appended(
            spec,
            'Add a scenario for the empty case',
            ['- WHEN there are none', '- THEN [NEEDS ANSWER: what is seen?]'],
            sectionOf(spec, offset),
          ),
        ],
      };
    }
  },
};
