// A reference to a requirement that was retired, or that reads differently since somebody looked.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { idsIn } from '../../spec/requirement-id.ts';
import { saidElsewhere } from '../fact-set.ts';
import { hashOf } from '../facts.ts';
import { sectionOf } from '../near.ts';
import type { Rule } from '../rule.ts';

const retiredWord =
  /^\W*(?:(?:\(|\[|\*\*|_)?\s*)(?:removed|retired|superseded|withdrawn|obsolete|deprecated)\b/i;

export const staleReference: Rule = {
  code: 'TRC007',
  id: 'stale-reference',
  severity: 'warning',
  tier: 'A',
  detects:
    'A citation of a requirement that is struck through or marked as removed, retired or superseded; or of one whose text changed after `<!-- dimmer-reviewed FR-003@1a2b3c4d -->` was written.',
  reason: 'Work goes on for a requirement that nobody wants, or for what it used to say.',
  quietWhen: 'The sentence itself says that the requirement is retired or replaced.',
  examples: [
    {
      text: '- FR-003: ~~The list is sorted.~~ Retired, replaced by FR-030.\n- FR-030: The list is grouped.\n- FR-031: Printing implements FR-003.',
      findings: ['3:31-3:37 Unexpected reference to FR-003, which is retired, expected FR-030.'],
    },
    {
      text: '- FR-003: The list is sorted.\n\n<!-- dimmer-reviewed FR-003@00000000 -->',
      findings: [
        '3:1-3:41 Unexpected review of FR-003 as it was, expected one of its present text (b6606aed).',
      ],
    },
    {
      text: '- FR-003: Retired, replaced by FR-030.\n- FR-030: The list is grouped.\n- FR-031: Printing implements FR-030; FR-003 was retired.',
      findings: [],
    },
    { text: '- FR-003: The list is sorted.\n- FR-031: Printing implements FR-003.', findings: [] },
  ],
  *check(spec, context) {
    const retired = retiredIn(spec);
    for (const { id, range } of retired.size === 0 ? [] : spec.citations) {
      const successor = retired.get(id);
      if (successor === undefined) continue;
      const around = spec.plain
        .slice(Math.max(0, range.offset - 80), range.endOffset + 80)
        .replaceAll('\0', '');
      if (
        /\b(?:removed|retired|superseded|replaced|withdrawn|obsolete|deprecated|formerly|was)\b/i.test(around)
      )
        continue;
      yield {
        ...range,
        message: `Unexpected reference to ${id}, which is retired, expected ${successor === '' ? 'what replaced it' : successor}.`,
        question: `What takes the place of ${id} here?`,
        fixes:
          successor === ''
            ? []
            : [{ title: `Refer to ${successor}`, guided: true, edits: [{ ...range, newText: successor }] }],
      };
    }
    for (const { text, range } of spec.comments) {
      const match = /^dimmer-reviewed:?\s+(\S+)@([0-9a-f]{8})$/.exec(text);
      if (!match) continue;
      const [, id = '', seen = ''] = match;
      const own = spec.requirements.find((one) => one.id === id);
      const now = own ? hashOf(own.text) : saidElsewhere(spec, context, 'requirement', id)[0]?.value;
      if (now === undefined || now === seen) continue;
      yield {
        ...{ offset: range.offset, endOffset: range.endOffset },
        message: `Unexpected review of ${id} as it was, expected one of its present text (${now}).`,
        question: `Does this still hold for ${id} as it reads now?`,
        fixes: [
          {
            title: `It holds: accept ${id} as it is`,
            guided: true,
            edits: [
              {
                offset: range.offset,
                endOffset: range.endOffset,
                newText: `<!-- dimmer-reviewed ${id}@${now} -->`,
              },
            ],
          },
        ],
      };
    }
  },
};

/** Retired ids with what replaced them; empty where that is not said. */
const retiredIn = once((spec: ParsedSpec): ReadonlyMap<string, string> => {
  const retired = new Map<string, string>();
  for (const { id, text, range, idRange } of spec.requirements) {
    const source = spec.text.slice(idRange.endOffset, Math.min(range.endOffset, idRange.endOffset + 200));
    const gone =
      retiredWord.test(text) ||
      /^[\s:.*_]*~~/.test(source) ||
      /^REMOVED\b/.test(sectionOf(spec, idRange.offset)?.title ?? '');
    if (!gone) continue;
    const by = /\b(?:replaced|superseded) by\b(.{0,40})/i.exec(text)?.[1] ?? '';
    retired.set(id, [...idsIn(by)][0]?.id ?? '');
  }
  return retired;
});
