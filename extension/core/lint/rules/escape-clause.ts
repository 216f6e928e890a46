// "If possible" hands the decision whether the requirement applies to whoever builds it.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const clause =
  /\b(?:(?:as|if|where|wherever|when|whenever)\s+(?:possible|practical|practicable|feasible|appropriate|reasonable)|as\s+(?:[a-z]+\s+){1,2}as\s+(?:possible|practical|practicable|feasible)|to\s+the\s+(?:greatest|maximum|fullest)\s+extent\s+\w+|at\s+(?:its|their)\s+discretion)\b(?!\s+(?:by|according|under)\b)/gi;

/** Weaker: what is needed or applicable may be said elsewhere. */
const referring =
  /\b(?:(?:as|if|where|wherever|when|whenever)\s+(?:necessary|needed|applicable)|as\s+required(?!\s+(?:by|in|for|to)\b)|to\s+the\s+extent\s+(?:possible|feasible|practical|practicable)|as\s+deemed\s+\w+)\b(?!\s+(?:by|according|under)\b)/gi;

export const escapeClause: Rule = {
  code: 'AMB004',
  id: 'escape-clause',
  severity: 'error',
  tier: 'A',
  detects:
    '"As appropriate", "if possible", "where practical", "as needed", "to the extent feasible" and the like in a requirement.',
  reason:
    'It lets the implementer decide whether the requirement applies. An agent that cannot ask takes the cheapest reading, and no scenario can fail it.',
  quietWhen:
    'The clause says by what it is decided ("as required by RFC 9110"), or stands in a quotation, in code or in a section that only explains.',
  examples: [
    {
      text: '- R1: The service SHOULD compress responses where possible.',
      findings: ['1:45-1:59 Unexpected “where possible”, expected the condition under which this applies.'],
    },
    {
      text: '- R1: Errors are logged as appropriate.',
      findings: ['1:25-1:39 Unexpected “as appropriate”, expected the condition under which this applies.'],
    },
    {
      text: '- R1: The service MUST gzip every response body larger than 1 KiB when the request sends `Accept-Encoding: gzip`.',
      findings: [],
    },
    {
      text: '- R1: Every 5xx response writes one log line, as required by RFC 9110 section 15.',
      findings: [],
    },
    { text: '## Rationale\n\nWe reuse code where possible.', findings: [] },
  ],
  measured: {
    flagged: 10,
    labelled: 10,
    hints: { flagged: 17, labelled: 11 },
    judges: true,
    note: 'What refers elsewhere (“if needed”, “where applicable”) carries no label; those are its hints.',
  },
  *check(spec) {
    for (const [pattern, hint] of [
      [clause, false],
      [referring, true],
    ] as const) {
      for (const { offset, endOffset, words } of bindingMatches(spec, pattern)) {
        yield {
          ...{ offset, endOffset, ...(hint ? { tier: 'C', severity: 'warning' } : {}) },
          message: `Unexpected “${words}”, expected the condition under which this applies.`,
          question: 'When exactly does this apply? When ___.',
          fixes: [
            {
              title: 'Name the condition',
              guided: true,
              edits: [{ offset, endOffset, newText: 'when [NEEDS CONDITION: which?]' }],
            },
          ],
        };
      }
    }
  },
};
