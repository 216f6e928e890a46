// "If the signature is valid": and if it is not?
import { ofPiece } from '../../spec/memo.ts';
import { sentences } from '../../spec/statements.ts';
import { bindingStatements, isDetailed } from '../query.ts';
import type { Rule } from '../rule.ts';

const condition =
  /^\W*(?:if|when|where)\s+(?:the|an?|its|their)\s+([a-z□][\w□-]*(?:\s+[\w□-]+){0,3}?)\s+(?:(?:is|are)\s+(?:valid|present|available|enabled|active|correct|reachable|empty|complete|known|found|supported|online|set|trusted|open|unlocked)|has\s+(?:the|an?)\s+[\w□-]+|exists|matches|succeeds|passes|contains\s+[\w□-]+)\s*,/i;

const covers =
  /\b(?:otherwise|else|unless|not|no|without|missing|miss(?:es)?|absent|invalid|incorrect|unknown|disabled|inactive|unavailable|unreachable|unsupported|incomplete|fails?|failed|failure|offline|rejects?|rejected|denied|expired|wrong|only\s+if|mismatch|non-empty|closed|locked|cannot|error)\b/i;

export const conditionWithoutElse: Rule = {
  code: 'CMP005',
  id: 'condition-without-else',
  severity: 'warning',
  tier: 'C',
  detects:
    'A condition on something that is so or not so (is valid, exists, has a key), where no sentence says what happens in the other case.',
  reason: 'The other case will occur. An agent lets it fall through, or answers as in the first one.',
  quietWhen:
    '“Otherwise” or the opposite is said about the same thing anywhere in the spec, or it is an event and not a state.',
  examples: [
    {
      text: '- R1: If the signature is valid, the server accepts the webhook.',
      findings: [
        '1:7-1:32 Unexpected condition on “signature” without the other case, expected what happens otherwise.',
      ],
    },
    {
      text: '- R1: When the cache has the key, the value is returned.',
      findings: [
        '1:7-1:33 Unexpected condition on “cache” without the other case, expected what happens otherwise.',
      ],
    },
    {
      text: '- R1: If the signature is valid, the server accepts the webhook; otherwise it answers 401 and stores nothing.',
      findings: [],
    },
    {
      text: '- R1: When the cache has the key, it returns the value. When the cache misses it reads from disk.',
      findings: [],
    },
    { text: '- R1: When the user presses Enter, the form is sent.', findings: [] },
  ],
  *check(spec) {
    for (const binding of bindingStatements(spec)) {
      const { statement, text } = binding;
      const match = condition.exec(text);
      if (!match || covers.test(text) || isDetailed(spec, binding)) continue;
      const noun = (match[1] ?? '').toLowerCase().split(/\s+/).at(-1) ?? '';
      if (noun.length < 3 || spec.pieces.some((piece) => coveredIn(piece).has(singular(noun)))) continue;
      const start = text.search(/\w/);
      const offset = statement.offset + start;
      const end = statement.offset + text.replace(/[.\s]+$/, '').length;
      yield {
        ...{ offset, endOffset: statement.offset + match[0].trimEnd().length - 1 },
        message: `Unexpected condition on “${noun}” without the other case, expected what happens otherwise.`,
        question: 'What happens otherwise? Otherwise ___.',
        fixes: [
          {
            title: 'Add “otherwise”',
            guided: true,
            edits: [{ offset: end, endOffset: end, newText: '; otherwise [NEEDS ANSWER: what happens?]' }],
          },
        ],
      };
    }
  },
};

/** The words of sentences that tell the other case of something. */
const coveredIn = ofPiece(
  ({ blocks, masked }): ReadonlySet<string> =>
    new Set(
      blocks
        .flatMap(({ offset, endOffset }) => [...sentences(masked, offset, endOffset)])
        .map(([from, to]) => masked.slice(from, to).toLowerCase())
        .filter((text) => covers.test(text))
        .flatMap((text) => (text.match(/[\w□-]+/g) ?? []).map(singular)),
    ),
);

function singular(word: string): string {
  return word.replace(/s$/, '');
}
