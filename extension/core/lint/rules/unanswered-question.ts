// A question in a spec is one the agent will answer.
import { sourceText } from '../query.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import type { Rule } from '../rule.ts';

export const unansweredQuestion: Rule = {
  code: 'CMP017',
  id: 'unanswered-question',
  severity: 'error',
  tier: 'A',
  detects: 'A question in a section on requirements, edge cases or open questions, with no answer after it.',
  reason:
    'The author saw the gap and left it. The agent cannot ask; it picks an answer and nobody hears which.',
  quietWhen:
    'An answer follows in the same paragraph or item, the text is quoted, or the section explains (FAQ, background).',
  examples: [
    {
      text: '### Edge Cases\n\n- What happens when two users edit the same row?',
      findings: ['3:3-3:49 Unexpected question without an answer, expected the decision.'],
    },
    {
      text: '## Requirements\n\n- R1: The log is kept.\n- How does the system handle a full disk?',
      findings: ['4:3-4:42 Unexpected question without an answer, expected the decision.'],
    },
    {
      text: '## Open Questions\n\n- Which exit code: 1 or 2?',
      findings: ['3:3-3:27 Unexpected question without an answer, expected the decision.'],
    },
    {
      text: '### Edge Cases\n\n- What happens when two users edit the same row? The second save fails with 409.',
      findings: [],
    },
    { text: '## Open Questions\n\n- Which regions?\n  - eu-west-1 only.', findings: [] },
    { text: '## Open Questions\n\n**Q:** Which regions? **A:** eu-west-1 only.', findings: [] },
    { text: '## FAQ\n\n- Why is it called Dimmer?', findings: [] },
  ],
  *check(spec) {
    for (const statement of spec.statements) {
      if (!isOpen(spec, statement)) continue;
      const words = sourceText(spec, statement);
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: 'Unexpected question without an answer, expected the decision.',
        question: words.length > 160 ? `${words.slice(0, 159)}…` : words,
      };
    }
  },
};

function isOpen(spec: ParsedSpec, { offset, endOffset, block: index, role }: Statement): boolean {
  const block = spec.blocks[index];
  const section = spec.sections[block?.section ?? -1];
  if (!block || block.quoted || block.kind !== 'paragraph') return false;
  if (role !== 'requirement' && role !== 'question') return false;
  if (section && /\bfaq\b|frequently/i.test(section.title)) return false;
  if (!/[\p{L}\d□][)\s]*\?\s*$/u.test(spec.masked.slice(offset, endOffset))) return false;
  if (/^\s*(?:as an?|user story)\b/i.test(spec.masked.slice(block.offset, endOffset))) return false;
  if (spec.items[block.item]?.checkbox) return false;
  return !isAnswered(spec, endOffset, index);
}

/** Something that is no question follows in the paragraph, in the item, or as the next paragraph. */
function isAnswered(spec: ParsedSpec, endOffset: number, index: number): boolean {
  const block = spec.blocks[index];
  if (!block) return false;
  const rest = spec.masked.slice(endOffset, block.endOffset);
  if (/[\p{L}\d□]/u.test(rest.replace(/[^.!?]*\?/g, ''))) return true;
  const next = spec.blocks[index + 1];
  if (!next || next.section !== block.section) return codeFollows(spec, block.endOffset, next?.offset);
  if (block.item < 0) return next.kind !== 'heading';
  const item = spec.items[block.item];
  return item !== undefined && next.offset < item.endOffset;
}

function codeFollows(spec: ParsedSpec, from: number, to = spec.text.length): boolean {
  return spec.codeBlocks.some(({ range }) => range.offset >= from && range.offset < to);
}
