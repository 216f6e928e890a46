// "Fast" is an opinion until a number says how fast.
import { bindingMatches, hasMeasure } from '../query.ts';
import type { Rule } from '../rule.ts';

const quality =
  /\b(?:quickly|fast|rapidly|easy|easily|simple|simply|intuitive|intuitively|user-friendly|friendly|robust|robustly|efficient|efficiently|seamless|seamlessly|smooth|smoothly|flexible|flexibly|reliable|reliably|secure|securely|safe|safely|clean|cleanly|clear|clearly|nice|nicely|good|appropriate|appropriately|adequate|adequately|reasonable|reasonably|sufficient|sufficiently|meaningful|attractive|professional|modern|elegant|convenient|readable|maintainable|sensible|graceful|gracefully|properly|user-centric|responsive)\b(?!-)/gi;

/** "Clear the cache", "secure cookie", "clean checkout": a verb or part of a name. */
const named =
  /^\s+(?:cookies?|contexts?|mode|path|forward|checkout|install|build|queue|boot|copy|text|key|hash|area|zone)\b/i;
const verb = /\b(?:MUST|SHALL|SHOULD|MAY|must|shall|should|may|will|to|can)\s+(?:not\s+)?$/;

export const vagueQuality: Rule = {
  code: 'AMB001',
  id: 'vague-quality',
  severity: 'warning',
  tier: 'B',
  detects:
    'A quality word (fast, easy, robust, intuitive, secure, clean) in a requirement, without a number, a named standard or a defined term.',
  reason:
    'Everybody agrees with it and nobody can fail it. The agent declares it done; the user meant something.',
  quietWhen:
    'The sentence has a measure, the word is a defined term, in code, quoted, or part of a name (secure cookie).',
  examples: [
    {
      text: '- R1: The importer MUST parse large files quickly.',
      findings: ['1:43-1:50 Unexpected quality word “quickly”, expected what can be measured or seen.'],
    },
    {
      text: '- R1: Search results shall be presented in an intuitive layout.',
      findings: ['1:47-1:56 Unexpected quality word “intuitive”, expected what can be measured or seen.'],
    },
    { text: '- R1: The importer MUST parse a 100 MB CSV file quickly: in at most 8 s.', findings: [] },
    { text: '- R1: The scheduler keeps two queues, `fast` and `slow`.', findings: [] },
    { text: '- R1: The tool MUST clear the cache and set a secure cookie.', findings: [] },
    {
      text: '## Requirements\n\n- R1: A save MUST be safe.\n\n## Glossary\n\n- **safe**: written to a temporary file, then renamed.',
      findings: [],
    },
  ],
  measured: {
    flagged: 113,
    labelled: 62,
    judges: true,
    note: 'The labels are sparse: words such as “easy” and “intuitive” stand unlabelled beside labelled ones.',
  },
  *check(spec) {
    const defined = new Set(spec.terms.map(({ term }) => term.toLowerCase()));
    for (const { offset, endOffset, words, before, after, binding } of bindingMatches(spec, quality)) {
      if (defined.has(words.toLowerCase()) || hasMeasure(binding.text) || named.test(after)) continue;
      if (/^(?:clear|clean|secure|simple|safe)$/i.test(words) && verb.test(before)) continue;
      yield {
        offset,
        endOffset,
        message: `Unexpected quality word “${words}”, expected what can be measured or seen.`,
        question: `How would a stranger tell that it is ${words.toLowerCase()}? ___`,
        fixes: [
          {
            title: `Say what “${words}” means`,
            guided: true,
            edits: [{ offset, endOffset, newText: `[NEEDS VALUE: ${words} = ?]` }],
          },
        ],
      };
    }
  },
};
