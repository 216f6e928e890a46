// A MUST in "Background" is missed by whoever builds from "Requirements".
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { HitFix, Rule } from '../rule.ts';

const binding = /\b(?:MUST|SHALL)(?:\s+NOT)?\b/;
const informative: ReadonlySet<string> = new Set(['rationale', 'example', 'non-goal']);

/** It talks about the words, or reports what another document demands. */
const reports =
  /\b(?:RFC|BCP|ISO|IEEE|W3C|NIST|key\s?words?|says?|requires?|according\s+to|as\s+in|see)\b|□/i;

export const normativeTextInInformativeSection: Rule = {
  code: 'STR003',
  id: 'normative-text-in-informative-section',
  severity: 'warning',
  tier: 'A',
  detects:
    'MUST or SHALL in a section that only explains (Background, Rationale, Notes, Examples, Non-Goals), or in an HTML comment.',
  reason: 'What stands there is read as an explanation, gets no id and no scenario, and binds nobody.',
  quietWhen: 'The sentence quotes or reports another document, or the keyword is in lower case.',
  examples: [
    {
      text: '## Background\n\nThe service MUST use UTC.',
      findings: [
        '3:13-3:17 Unexpected “MUST” in a section that only explains, expected it among the requirements.',
      ],
    },
    {
      text: '# Api\n\n<!-- clients MUST retry -->',
      findings: ['3:14-3:18 Unexpected “MUST” in a comment, expected it among the requirements.'],
    },
    { text: '## Requirements\n\n- FR-4: All timestamps MUST be UTC.', findings: [] },
    { text: '## Background\n\nRFC 3339 says that a time zone MUST be given.', findings: [] },
  ],
  *check(spec) {
    for (const { offset, endOffset, role, block, requirement } of spec.statements) {
      if (!informative.has(role) || requirement >= 0 || spec.blocks[block]?.quoted === true) continue;
      if (endOffset - offset > 4000) continue;
      const text = spec.masked.slice(offset, endOffset);
      const match = binding.exec(text);
      if (!match || reports.test(text)) continue;
      const at = offset + match.index;
      yield {
        ...{ offset: at, endOffset: at + match[0].length },
        message: `Unexpected “${match[0].replace(/\s+/g, ' ')}” in a section that only explains, expected it among the requirements.`,
        question: 'Does this bind the product? Then move it to the requirements and give it an id.',
        fixes: moved(spec, offset, endOffset),
      };
    }
    for (const { text, range } of spec.comments) {
      const match = binding.exec(text.slice(0, 4000));
      if (!match || /^dimmer-/.test(text)) continue;
      const at = spec.text.indexOf(match[0], range.offset);
      yield {
        ...{ offset: at, endOffset: at + match[0].length },
        message: `Unexpected “${match[0].replace(/\s+/g, ' ')}” in a comment, expected it among the requirements.`,
        question: 'Does this bind the product? Then move it to the requirements and give it an id.',
      };
    }
  },
};

/** Into the first requirements section, as an item that still needs an id. */
function moved(spec: ParsedSpec, offset: number, endOffset: number): HitFix[] {
  const target = spec.sections.find(({ role }) => role === 'requirement');
  if (!target || (offset > target.range.offset && offset < target.range.endOffset)) return [];
  const body = spec.text.slice(target.range.offset, target.range.endOffset);
  const at = target.range.offset + body.trimEnd().length;
  const newline = spec.text.includes('\r\n') ? '\r\n' : '\n';
  const words = spec.text.slice(offset, endOffset).replace(/\s+/g, ' ');
  return [
    {
      title: `Move it to “${target.title}”`,
      guided: true,
      edits: [
        { offset, endOffset, newText: '' },
        { offset: at, endOffset: at, newText: `${newline}- [NEEDS ID]: ${words}` },
      ],
    },
  ];
}
