// In a document that writes MUST, a lower-case "must" has no force (RFC 8174); nobody reads it that way.
import { ofPiece } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingMatches } from '../query.ts';
import type { Rule } from '../rule.ts';

const keyword = /\b(?:must|shall|should)(?:\s+not)?\b/g;
const capital = /\b(?:MUST|SHALL|SHOULD)\b/g;

export const lowercaseNormativeKeyword: Rule = {
  code: 'AMB012',
  id: 'lowercase-normative-keyword',
  severity: 'warning',
  tier: 'A',
  detects:
    'A lower-case must, shall or should in a requirement of a document that cites RFC 2119, RFC 8174 or BCP 14, or that writes five or more in capitals, and fewer in lower case.',
  reason:
    'By RFC 8174 only capitals bind. A reader who knows the rule drops the sentence; one who does not builds it.',
  quietWhen: 'The document has no such convention, or the section only explains.',
  examples: [
    {
      text: 'Key words are used as in BCP 14.\n\n## Requirements\n\n- The token must expire after one hour.',
      findings: ['5:13-5:17 Unexpected lower-case “must”, expected “MUST”: this document binds by capitals.'],
    },
    {
      text: 'Key words are used as in BCP 14.\n\n## Requirements\n\n- The token MUST expire after one hour.\n\n## Background\n\nYou should read section 2 first.',
      findings: [],
    },
    { text: '## Requirements\n\n- The token must expire after one hour.', findings: [] },
  ],
  *check(spec) {
    if (!hasConvention(spec)) return;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, keyword)) {
      if (binding.text.search(capital) >= 0) continue;
      yield {
        offset,
        endOffset,
        message: `Unexpected lower-case “${words}”, expected “${words.toUpperCase()}”: this document binds by capitals.`,
        question: 'Does this bind the product, or does it only explain?',
        fixes: [
          {
            title: `It binds: ${words.toUpperCase()}`,
            guided: false,
            edits: [{ offset, endOffset, newText: words.toUpperCase() }],
          },
        ],
      };
    }
  },
};

function hasConvention(spec: ParsedSpec): boolean {
  const counts = spec.pieces.map(keywordsIn);
  if (counts.some(({ standard }) => standard)) return true;
  const sum = (of: 'capitals' | 'small') => counts.reduce((all, one) => all + one[of], 0);
  return sum('capitals') >= 5 && sum('capitals') > sum('small');
}

const keywordsIn = ofPiece(({ masked }) => ({
  standard: /\b(?:RFC\s?(?:2119|8174)|BCP\s?14)\b/.test(masked),
  capitals: masked.match(capital)?.length ?? 0,
  small: masked.match(keyword)?.length ?? 0,
}));
