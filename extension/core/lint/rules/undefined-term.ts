// A name with capitals that two requirements rely on and none explains.
import { namesIn } from '../fact-set.ts';
import { glossaryStub, isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';
import { explained, termKey, usedTerms } from '../terms-used.ts';

export const undefinedTerm: Rule = {
  code: 'CMP015',
  id: 'undefined-term',
  severity: 'warning',
  tier: 'B',
  detects:
    'A name of two or three capitalised words that two requirements use and that nothing in the set explains.',
  reason: 'Capitals say "this is a thing of ours". What kind of thing, the agent has to invent.',
  quietWhen:
    'It is a heading, a cell, a bold lead-in, a glossary entry or the subject of a sentence with "is a" or "means".',
  examples: [
    {
      text: '## Requirements\n\n- R1: When the Settlement Window closes, the batch ends.\n- R2: Orders outside the Settlement Window are queued.',
      findings: [
        '3:16-3:33 Unexpected term “Settlement Window” that nothing explains, expected a definition.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: Only a Trusted Runner may deploy.\n- R2: Every deployment is signed by a Trusted Runner.',
      findings: ['3:14-3:28 Unexpected term “Trusted Runner” that nothing explains, expected a definition.'],
    },
    {
      text: 'A settlement window is the interval from 17:00 to 17:30 UTC.\n\n## Requirements\n\n- R1: When the Settlement Window closes, the batch ends.\n- R2: Orders outside the Settlement Window are queued.',
      findings: [],
    },
    {
      text: '## Glossary\n\n- **Trusted Runner**: a runner with a key\n\n## Requirements\n\n- R1: Only a Trusted Runner may deploy.\n- R2: A Trusted Runner signs.',
      findings: [],
    },
  ],
  measured: {
    flagged: 3,
    labelled: 1,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec, context) {
    if (!isSpecDocument(spec)) return;
    const candidates = usedTerms(spec).filter(({ term, uses }) => uses >= 2 && /\s/.test(term));
    if (candidates.length === 0) return;
    const known = explained(spec);
    const elsewhere = namesIn(context, 'definition');
    const title = termKey(spec.title);
    for (const { term, offset, endOffset } of candidates) {
      const key = termKey(term);
      if (known.has(key) || elsewhere.has(key) || elsewhere.has(term.toLowerCase()) || title.includes(key))
        continue;
      // "Learning Plan" is explained where "Learning_Plan" or "learning plans" is.
      if ([...term.split(' ')].every((word) => known.has(termKey(word)))) continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected term “${term}” that nothing explains, expected a definition.`,
        question: `What is a ${term}? A ${term} is ___.`,
        fixes: [glossaryStub(spec, [term])],
      };
    }
  },
};
