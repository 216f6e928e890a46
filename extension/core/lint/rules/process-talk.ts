// Talk among people where the product's behaviour should stand.
import { bindingMatches } from '../query.ts';
import { documentKind } from '../../spec/profile.ts';
import type { Rule } from '../rule.ts';

const talk =
  /\b(?:[Ww]e (?:should|could|might|may|will need to|need to|have to|must) (?:probably |also |maybe )?(?:decide|discuss|consider|think|look|ask|check|revisit|cache|use|add|try|agree|clarify|investigate|figure)|(?:the )?(?:team|stakeholders?|developers?|product owner|management) (?:will|should|must|can|needs? to) (?:decide|discuss|agree|choose|clarify|consider|review|define|determine)|(?:is |are |still )?to be (?:discussed|decided|clarified|agreed)|needs? (?:further )?discussion|let'?s (?:use|add|keep|do|make|try)|I think\b|ask (?:[A-Z][a-z]+|the team) (?:about|whether|if|for))\b/g;

export const processTalk: Rule = {
  code: 'SCP006',
  id: 'process-talk',
  severity: 'info',
  tier: 'B',
  detects: 'People deciding or discussing in a requirement: "we should probably", "the team will decide".',
  reason: 'An agent cannot attend the discussion. It takes the sentence for its result.',
  quietWhen: 'It stands in a rationale, an open question, an alternative or notes.',
  examples: [
    {
      text: '## Requirements\n\n- R1: We should probably cache this.',
      findings: [
        '3:7-3:31 Unexpected “We should probably cache”, expected what the product does, or the decision.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The team will decide on the format.',
      findings: ['3:11-3:27 Unexpected “team will decide”, expected what the product does, or the decision.'],
    },
    { text: '## Requirements\n\n- R1: The server caches this response for 60 s.', findings: [] },
    { text: '## Rationale\n\nWe should probably cache this.', findings: [] },
  ],
  *check(spec) {
    const kind = documentKind(spec);
    if (kind === 'notes' || kind === 'plan' || kind === 'tasks') return;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, talk)) {
      if (binding.statement.role === 'scenario') continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}”, expected what the product does, or the decision.`,
        question: 'What was decided? The product ___.',
      };
    }
  },
};
