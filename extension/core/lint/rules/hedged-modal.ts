// "Could" leaves open whether it must.
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const subject =
  '(?:^|[,;]\\s*(?:then\\s+)?)\\W*(?:the|an?|each|every|all|this|it|they|that)\\s+(?:[a-z□][\\w□-]*\\s+){0,4}?';
const hedged = new RegExp(
  `${subject}(could|would|might|can(?!\\s*not\\b))\\s+|\\b(should\\s+(?:possibly\\s+|ideally\\s+|preferably\\s+)?be\\s+able\\s+to|ideally|preferably|possibly|it\\s+would\\s+be\\s+(?:nice|good|great|useful|desirable)|it\\s+(?:is|would\\s+be)\\s+desirable|nice\\s+to\\s+have|(?:is|are)\\s+(?:hoped|desired)\\s+(?:to|that)|(?:may|might)\\s+(?:possibly|eventually|optionally)|perhaps|maybe)\\b`,
  'gi',
);

/** Weaker: a lower-case "may" of the product, and what is optional, may be meant as it says. */
const optional = new RegExp(`${subject}(may)\\s+(?!not\\b)|\\b(optionally)\\b`, 'g');

/** What a person can do is a capability, and what a disk or a network can do is a fact. */
const person =
  /\b(?:users?|customers?|admins?|administrators?|operators?|developers?|person|people|managers?|owners?|staff|members?|visitors?|callers?|viewers?|editors?|reviewers?|authors?|guests?|clients?|drivers?|disk|network|files?|it|they|that|this|which|who)\s+(?:can|could|would|might|may)\s*$/i;

export const hedgedModal: Rule = {
  code: 'AMB011',
  id: 'hedged-modal',
  severity: 'warning',
  tier: 'B',
  detects:
    'Could, would, might or can of the product, “should be able to”, ideally, “it would be nice”; and, as a hint only, a lower-case may, or optionally: obligation or possibility?',
  reason:
    'An agent may leave it out and be right, and may build it and be right. Whoever reviews it expected one of the two.',
  quietWhen:
    'The subject is a person or the environment (“the disk can be full”), or a firm modal stands in the sentence as well.',
  examples: [
    {
      text: '- R1: The server could return a cached copy.',
      findings: ['1:18-1:23 Unexpected “could”, expected MUST, SHOULD or MAY.'],
    },
    {
      text: '- R1: Ideally the tool would detect cycles.',
      findings: ['1:7-1:14 Unexpected “Ideally”, expected MUST, SHOULD or MAY.'],
    },
    { text: '- R1: The server MUST return the cached copy when it is younger than 60 s.', findings: [] },
    { text: '- R1: The tool MUST report every cycle in the dependency graph.', findings: [] },
    { text: '- R1: An administrator can delete a board.', findings: [] },
  ],
  measured: {
    flagged: 27,
    labelled: 7,
    hints: { flagged: 31, labelled: 7 },
    judges: false,
    note: 'None of its labels is for hedges. So this does not judge the rule.',
  },
  *check(spec) {
    const seen = new Set<number>();
    for (const [pattern, hint] of [
      [hedged, false],
      [optional, true],
    ] as const) {
      for (const { endOffset, groups, binding } of bindingMatches(spec, pattern)) {
        const [whole, modal, phrase] = groups;
        if (seen.has(binding.statement.offset)) continue;
        if (modal !== undefined && (person.test(whole.trimEnd()) || /\b(?:must|shall)\b/i.test(binding.text)))
          continue;
        seen.add(binding.statement.offset);
        const words = modal ?? phrase ?? '';
        const end = endOffset - (whole.length - whole.trimEnd().length);
        const offset = end - words.length;
        yield {
          ...{ offset, endOffset: end, ...(hint ? { tier: 'C' as const } : {}) },
          message: `Unexpected “${words.replace(/\s+/g, ' ')}”, expected MUST, SHOULD or MAY.`,
          question: 'Is it wrong when the product does not do this? MUST, SHOULD or MAY.',
          fixes: (modal === undefined ? [] : ['MUST', 'SHOULD', 'MAY']).map((to) => ({
            title: to,
            guided: true,
            edits: [{ offset, endOffset: end, newText: to }],
          })),
        };
      }
    }
  },
};
