// "Handles expired sessions" names the problem and not what happens.
import { bindingMatches, hasMeasure, isDetailed, pointsElsewhere } from '../query.ts';
import type { Rule } from '../rule.ts';

const after =
  '(?:support|handle|manage|process|deal\\s+with|cater\\s+for|address|take\\s+care\\s+of|facilitate|accommodate|consider|cope\\s+with|respect)';
const verb = new RegExp(
  `\\b(?:must|shall|should|will|may)\\s+(?:also\\s+|properly\\s+|correctly\\s+|be\\s+able\\s+to\\s+)?${after}\\b|^\\W*the\\s+[a-z][\\w-]*(?:\\s[a-z][\\w-]*)?\\s+(?:supports|handles|manages|processes|deals\\s+with|caters\\s+for|addresses|takes\\s+care\\s+of|facilitates|accommodates|considers)\\b`,
  'gi',
);

/** The sentence goes on with what can be seen. */
const outcome =
  /\bby\s+\w+ing\b|\bexactly\b|\b(?:and|then)\s+(?:returns?|rejects?|stores?|emits?|displays?|shows?|answers?|writes?|sends?|prints?|logs?)\b|[:(]/i;

export const weakVerb: Rule = {
  code: 'AMB006',
  id: 'weak-verb',
  severity: 'warning',
  tier: 'B',
  detects:
    'Support, handle, manage, process, deal with, address and the like as the main verb of a requirement that names no outcome.',
  reason:
    'Anything handles an expired session, a crash too. An agent picks the least that can be called handling.',
  quietWhen:
    'The sentence has a value, code, a list or an outcome, more is said below it, or the word is a noun (support ticket).',
  examples: [
    {
      text: '- R1: The gateway MUST handle expired sessions.',
      findings: [
        '1:24-1:30 Unexpected weak verb “handle”, expected what can be seen: return, reject, store, show.',
      ],
    },
    {
      text: '- R1: The editor supports collaboration.',
      findings: [
        '1:18-1:26 Unexpected weak verb “supports”, expected what can be seen: return, reject, store, show.',
      ],
    },
    {
      text: '- R1: When a request carries an expired session cookie, the gateway MUST answer 401 with body `{"error":"session_expired"}`.',
      findings: [],
    },
    { text: '- R1: The parser supports exactly the grammar in section 4.2.', findings: [] },
    {
      text: '- R1: The gateway MUST handle expired sessions:\n  - a page shows the sign-in form\n  - an API call answers 401',
      findings: [],
    },
    { text: '- R1: The page MUST show the support address of the tenant.', findings: [] },
  ],
  measured: {
    flagged: 18,
    labelled: 4,
    judges: false,
    note: 'None of its labels is for weak verbs. So this does not judge the rule.',
  },
  *check(spec) {
    for (const match of bindingMatches(spec, verb)) {
      const { binding, endOffset, words } = match;
      if (hasMeasure(binding.text) || pointsElsewhere(binding.text) || /\d/.test(binding.text)) continue;
      if (outcome.test(match.after) || isDetailed(spec, binding)) continue;
      const weak = weakWords.exec(words)?.[0] ?? words;
      yield {
        offset: endOffset - weak.length,
        endOffset,
        message: `Unexpected weak verb “${weak}”, expected what can be seen: return, reject, store, show.`,
        question: 'What can be seen when it does? It ___.',
      };
    }
  },
};

const weakWords =
  /(?:supports?|handles?|manages?|process(?:es)?|deals?\s+with|caters?\s+for|address(?:es)?|takes?\s+care\s+of|facilitates?|accommodates?|considers?|copes?\s+with|respects?)$/i;
