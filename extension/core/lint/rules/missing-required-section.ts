// A section that readers of such documents look for, and do not find.
import { profileOf } from '../../spec/profile.ts';
import { appended, isSpecDocument } from '../near.ts';
import type { Rule } from '../rule.ts';

export const missingRequiredSection: Rule = {
  code: 'CMP013',
  id: 'missing-required-section',
  severity: 'warning',
  tier: 'A',
  detects:
    "A section that the document's profile asks for: Purpose in OpenSpec, Success Criteria in spec-kit, Definition of Done in an NLSpec.",
  reason: 'Tools and agents of that custom look there and take what is missing for "nothing to do".',
  quietWhen:
    'The profile is generic, `profile: none` stands in the front matter, or the file is a change to another spec.',
  examples: [
    {
      text: '---\nprofile: openspec\n---\n# Sync\n\n## Requirements\n\n### Requirement: Copy\n\nThe tool SHALL copy.',
      findings: ['4:1-4:7 Unexpected openspec document without “Purpose”, expected that section.'],
    },
    {
      text: '---\nprofile: spec-kit\n---\n# Feature Specification: Sync\n\n## User Scenarios & Testing\n\nOne.\n\n## Requirements\n\n- FR-001: The tool MUST copy.',
      findings: ['4:1-4:30 Unexpected spec-kit document without “Success Criteria”, expected that section.'],
    },
    {
      text: '---\nprofile: openspec\n---\n# Sync\n\n## Purpose\n\nCopies files.\n\n## Requirements\n\nThe tool SHALL copy.',
      findings: [],
    },
    {
      text: '---\nprofile: none\n---\n# Sync\n\n## Requirements\n\n### Requirement: Copy\n\nThe tool SHALL copy.',
      findings: [],
    },
    {
      text: '---\nprofile: openspec\n---\n# Sync\n\n## ADDED Requirements\n\n### Requirement: Copy\n\nThe tool SHALL copy.',
      findings: [],
    },
  ],
  *check(spec) {
    if (!isSpecDocument(spec) || spec.sections.length === 0) return;
    // What a change adds is a part of another document.
    if (spec.sections.some(({ title }) => /^(?:ADDED|MODIFIED|REMOVED|RENAMED) Requirements\b/.test(title)))
      return;
    if (!spec.sections.some(({ role }) => role === 'requirement') && spec.profile !== 'nlspec') return;
    const titles = spec.sections.map(({ title }) => title);
    const missing = profileOf(spec).sections.filter(
      ({ names }) => !titles.some((title) => names.test(title)),
    );
    const [heading] = spec.sections;
    for (const { title } of heading ? missing : []) {
      const { offset, endOffset } = heading?.headingRange ?? { offset: 0, endOffset: 0 };
      yield {
        ...{ offset, endOffset },
        message: `Unexpected ${spec.profile} document without “${title}”, expected that section.`,
        question: `What belongs under “${title}”?`,
        fixes: [appended(spec, `Add “${title}”`, [`## ${title}`, '', `[NEEDS ANSWER: ${title}?]`])],
      };
    }
  },
};
