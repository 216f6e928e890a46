// "Fast" is an opinion until a number says how fast.
import { bindingMatches, hasMeasure, isMeasured } from '../query.ts';
import type { Rule } from '../rule.ts';

const quality =
  /(?<![\w-])(?:easy(?!\s+of\b)|easily|sufficient(?:ly)?|appropriately|self-?\s?explanatory|quickly|rapidly|usable|(?:user-|user\s)?friendly|attractive|meaningful|modern|effectively|effective(?!\s+(?:scope|value|profile|set|config\w*|permissions?|date|user|policy|level|limit|delivery|install\w*|settings?|path|mode|tools?|root)\b)|accurately|concise(?:ly)?|rugged|professional(?:ly)?|satisfied|familiar|readable|minimal|timely|too\s+(?:long|large|small|short|slow|big|high|low|complex|hard|difficult)|stringent|extremely|seamless(?:ly)?|smooth(?:ly)?|flexib(?:le|ly)|elegant(?:ly)?|nice(?:ly)?|convenient(?:ly)?|pleasant(?:ly)?|good|sensibl[ey]|graceful(?:ly)?|helpful|comfortabl[ey]|appealing|satisfactor(?:y|ily)|well-(?:designed|structured|organi[sz]ed|known|formatted|written)|user-centric|cleanly|clean(?=\s+(?:look|design|interface|layout|code|and|ui)\b|\s*[.,;]|$)|clearly)\b(?!-)/giu;

/** As often meant and as rarely marked by people: shown as a hint. */
const opinion =
  /(?<![\w-])(?:appropriate(?!\s+for\b)(?=\s+[a-z])|intuitive(?:ly)?|clear(?=\s+[a-z])(?!\s+(?:view|of|to|at)\b)|understandable(?!\s+by\b)|robust(?:ly)?(?!\s+(?:with|by|against)\b)|secure(?:ly)?|fast|(?<=\b(?:be|is|are|as)\s)simple|simple(?=\s+(?:to|and|look|design|interface|layout|way))|simply|efficient(?:ly)?|reliabl[ey]|(?<=\b(?:be|is|are)\s)safe|safely|reasonabl[ey]|adequate(?:ly)?|properly|responsive|maintainable|nearby|(?:relevant|necessary|suitable|acceptable|desirable)(?=\s+[a-z])(?!\s+(?:for|to|that|if|in|when)\b)|short(?=\s+(?:time|period|amount|while|delay|range|sentences|messages?|names?|texts?|pages?)\b)|(?:be|is|are)\s+suitable(?!\s+for)|special(?=\s+(?:needs|requirements|cases|care|attention|users)\b))\b(?!-)/gi;

/** The means is named: what is secure by it needs no other measure. */
const means = /\b(?:SSL|TLS|HTTPS|VPN|SSH|OAuth|virtual\s+private|encrypt\w*|password)\b/i;

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
    flagged: 72,
    labelled: 59,
    hints: { flagged: 127, labelled: 82 },
    judges: true,
    note: 'The labels are sparse: words such as “fast” and “intuitive” stand unlabelled beside labelled ones; those are its hints.',
  },
  *check(spec) {
    const defined = new Set(spec.terms.map(({ term }) => term.toLowerCase()));
    for (const [pattern, hint] of [
      [quality, false],
      [opinion, true],
    ] as const) {
      for (const { offset, endOffset, words, before, after, binding } of bindingMatches(spec, pattern)) {
        if (defined.has(words.toLowerCase()) || hasMeasure(binding.text) || named.test(after)) continue;
        // Part of a name: Windows XP Professional.
        if (/^\p{Lu}/u.test(words) && /\p{Lu}\S*\s$/u.test(before)) continue;
        if (hint && (isMeasured(spec, binding) || (/secur/i.test(words) && means.test(binding.text))))
          continue;
        if (/^(?:clear|clean|secure|simple|safe)$/i.test(words) && verb.test(before)) continue;
        yield {
          ...{ offset, endOffset, ...(hint ? { tier: 'C' } : {}) },
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
    }
  },
};
