// "The best route" by which measure?
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const optimum =
  /\b(?:best(?!-|\s+(?:practices?|effort|before)\b)|worst|fastest|quickest|slowest|easiest|simplest|cheapest|safest|strongest|optimal(?:ly)?|optimum|ideal(?!ly)|(?:the\s+|to\s+)(?:most|least)\s+(?!recent|significant|common|of\b)[a-z]+(?:ate|able|ible|ant|ent|ive|ful|ed|al|ing))\b(?!-)/gi;

/** Weaker: a bound may be meant that another document gives. */
const bound =
  /\b(?:minimi[sz]e[sd]?|maximi[sz]e[sd]?|minimal|(?:an?|the|its)\s+(?:minimum|maximum)(?!\s+(?:value|length|size|height|width|of\s+\w+\s+(?:years?|days?|hours?|users?|minutes?))))\b(?!-)/gi;

const selected =
  /□|\b(?:by|with\s+the\s+(?:lowest|highest|smallest|largest)|according\s+to|ordered|measured|defined\s+as)\b/i;

export const superlative: Rule = {
  code: 'AMB010',
  id: 'superlative',
  severity: 'info',
  tier: 'B',
  detects:
    'Best, fastest, optimal, most suitable; and, as a hint only, minimise, maximise, a minimum of: an optimum that nothing computes.',
  reason: 'There is no best without a measure. The agent takes the first one that it finds.',
  quietWhen:
    'The sentence says by what it is chosen, or has a number; “at most”, “latest version”, “most significant bit”.',
  examples: [
    {
      text: '- R1: The planner picks the best route.',
      findings: ['1:29-1:33 Unexpected “best”, expected the measure that decides, or a bound.'],
    },
    {
      text: '- R1: The layout makes optimal use of the screen.',
      findings: ['1:24-1:31 Unexpected “optimal”, expected the measure that decides, or a bound.'],
    },
    {
      text: '- R1: Scrolling MUST be minimized.',
      findings: ['1:25-1:34 Unexpected “minimized”, expected the measure that decides, or a bound.'],
    },
    {
      text: '- R1: The planner picks the route with the lowest `cost`; ties go to the lower route id.',
      findings: [],
    },
    { text: '- R1: The list shows the latest 5 versions by `created_at`.', findings: [] },
    { text: '- R1: The queue holds at most 5 jobs and a minimum of 1.', findings: [] },
  ],
  measured: {
    flagged: 3,
    labelled: 2,
    hints: { flagged: 16, labelled: 10 },
    judges: true,
    note: '“Minimise” and “a minimum of” are its hints.',
  },
  *check(spec) {
    for (const [pattern, hint] of [
      [optimum, false],
      [bound, true],
    ] as const) {
      for (const { offset, endOffset, words, binding } of bindingMatches(spec, pattern)) {
        if (hasMeasure(binding.text) || selected.test(binding.text)) continue;
        if (hint && /\d/.test(binding.text.replace(/^\W*[\d.]+\w*\s/, ''))) continue;
        yield {
          ...{ offset, endOffset, ...(hint ? { tier: 'C' as const } : {}) },
          message: `Unexpected “${words}”, expected the measure that decides, or a bound.`,
          question: 'By what is it chosen, or what is enough? The one with the lowest ___; at most ___.',
        };
      }
    }
  },
};
