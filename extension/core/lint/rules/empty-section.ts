// A heading with nothing below it: the author meant to come back.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { Rule } from '../rule.ts';

export const emptySection: Rule = {
  code: 'CMP018',
  id: 'empty-section',
  severity: 'warning',
  tier: 'A',
  detects: 'A heading without any content before the next heading of the same or a higher level.',
  reason:
    'It announces a subject and says nothing about it. An agent fills the section in with what such sections usually say.',
  quietWhen:
    'The heading is itself a requirement in full, the document title, or names something that was removed.',
  examples: [
    {
      text: '# Tool\n\n## Error handling\n\n## Logging\n\nOne line per call.',
      findings: ['3:1-3:18 Unexpected empty section “Error handling”, expected its content or “None”.'],
    },
    {
      text: '# Tool\n\n### FR-7: Export\n\n### FR-8: Import\n\nReads a file.',
      findings: ['3:1-3:17 Unexpected empty section “FR-7: Export”, expected its content or “None”.'],
    },
    { text: '# Tool\n\n## Errors\n\n### Parse errors\n\nExit code 2.', findings: [] },
    {
      text: '# Tool\n\n### FR-7: The tool MUST print the version.\n\n### FR-8: The tool MUST stop on SIGTERM.',
      findings: [],
    },
  ],
  *check(spec) {
    // The title of the section and of each one around it, by depth.
    const titles: string[] = [];
    for (const [index, section] of spec.sections.entries()) {
      titles.length = Math.min(titles.length, section.depth);
      titles[section.depth] = section.title;
      if (section.depth === 1 || !isEmpty(spec, index) || isStatement(spec, section.headingRange)) continue;
      if (/\b(?:removed|retired|renamed|deprecated)\b/i.test(titles.join('\n'))) continue;
      yield {
        ...section.headingRange,
        message: `Unexpected empty section “${section.title}”, expected its content or “None”.`,
        question: `What does “${section.title}” say? If nothing: “None, because ___.”`,
      };
    }
  },
};

function isEmpty(spec: ParsedSpec, index: number): boolean {
  const section = spec.sections[index];
  const next = spec.sections[index + 1];
  if (!section || (next && next.depth > section.depth)) return false;
  const body = spec.text.slice(section.headingRange.endOffset, section.range.endOffset);
  // Something beside rules and comments.
  if (/[^\s*_-]/.test(body) && !body.includes('<!--')) return false;
  return (
    body
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/^[ \t]*(?:[-*_][ \t]*){3,}$/gm, '')
      .trim() === ''
  );
}

/** `### FR-7: The tool MUST …` needs no text below. */
function isStatement(spec: ParsedSpec, heading: { offset: number; endOffset: number }): boolean {
  const requirement = spec.requirements.find(
    ({ idRange }) => idRange.offset >= heading.offset && idRange.endOffset <= heading.endOffset,
  );
  return requirement !== undefined && (requirement.modality !== 'none' || /[.!]$/.test(requirement.text));
}
