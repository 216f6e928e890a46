// "Always available" is refuted by the first restart.
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const absolute =
  /\b(?:(?:always|permanently|constantly)\s+(?:be\s+)?(?:available|accessible|reachable|online|responsive|correct|accurate|up)|(?:is|are|be)\s+always|at\s+all\s+times|24\s?[/x]\s?7|never\s+(?:fails?|crash(?:es)?|lose[s]?|goes?\s+down|be\s+(?:down|unavailable|lost))|zero[\s-]down\s?time|100\s?%\s+(?:\w+\s+)?(?:available|availability|uptime|accura\w+|correct|secure|compatib\w+|reliab\w+)|(?:all|any|every)\s+(?:possible|conceivable|kinds?\s+of|types?\s+of|browsers?|devices?|platforms?|operating\s+systems?|screen\s+sizes?)|(?:fully|completely|totally|absolutely|perfectly)\s+(?:secure|compatible|accessible|reliable|automatic|automated|transparent|responsive|accurate)|in\s+all\s+(?:cases|situations|circumstances|environments))\b/gi;

export const unverifiableAbsolute: Rule = {
  code: 'AMB020',
  id: 'unverifiable-absolute',
  severity: 'info',
  tier: 'C',
  detects:
    'Always available, never fails, all browsers, any possible input, fully secure: an absolute over something without an end.',
  reason: 'It cannot be shown and will not hold. An agent reports it as met because nothing contradicts it.',
  quietWhen:
    'The set is finite (“every row of the table”), the sentence has a measure, or it is a prohibition for safety.',
  examples: [
    {
      text: '- R1: The service is always available.',
      findings: [
        '1:19-1:28 Unexpected absolute “is always”, expected a bound or the finite set that is meant.',
      ],
    },
    {
      text: '- R1: The parser accepts all possible inputs without error.',
      findings: [
        '1:26-1:38 Unexpected absolute “all possible”, expected a bound or the finite set that is meant.',
      ],
    },
    {
      text: '- R1: The service answers at least 99.9 % of requests per calendar month.',
      findings: [],
    },
    { text: '- R1: Every row of the `orders` table has a non-null `customer_id`.', findings: [] },
    { text: '- R1: The log MUST never contain access tokens.', findings: [] },
  ],
  measured: {
    flagged: 7,
    labelled: 1,
    judges: true,
    note: 'Seven are too few to judge the rule.',
  },
  *check(spec) {
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, absolute)) {
      if (!/100\s?%/.test(words) && hasMeasure(binding.text)) continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected absolute “${words}”, expected a bound or the finite set that is meant.`,
        question: 'For which ones exactly, or in how many of a hundred cases? ___',
      };
    }
  },
};
