// "See section 9.8" where the last section is 9.7.
import type { ParsedSpec, SectionReference } from '../../spec/parsed-spec.ts';
import type { Rule } from '../rule.ts';

export const danglingSectionReference: Rule = {
  code: 'TRC003',
  id: 'dangling-section-reference',
  severity: 'error',
  tier: 'A',
  detects: 'A link to a heading (`#anchor`) or "section 4.7" that the spec does not have.',
  reason: 'The rule that it points to is somewhere else or gone. A reader shrugs; an agent invents the rule.',
  quietWhen:
    'The section belongs to another document (an RFC, a file), or the spec does not number its sections.',
  examples: [
    {
      text: '## 9.6 Limits\n\nAs in Section 9.8.\n\n## 9.7 Retries\n\nThree.',
      findings: ['3:7-3:18 Unexpected reference to section 9.8, expected a section that exists.'],
    },
    {
      text: '## Limits\n\nSee [limits](#limit-table).',
      findings: ['3:5-3:27 Unexpected link to #limit-table, expected a heading that exists.'],
    },
    {
      text: '## 9.6 Limits\n\nAs in Section 9.7.\n\n## 9.7 Retries\n\nThree. See [limits](#96-limits).',
      findings: [],
    },
    { text: '## 1. Errors\n\nSee RFC 9110 section 15.5.1.\n\n## 2. Rest\n\nNone.', findings: [] },
  ],
  *check(spec) {
    const anchors = new Set(spec.anchors.map((anchor) => anchor.toLowerCase()));
    const numbers = spec.anchors.filter((anchor) => /^\d/.test(anchor) && /^[\d.]+$/.test(anchor));
    for (const reference of spec.sectionReferences) {
      if (anchors.has(reference.target.toLowerCase())) continue;
      if (
        reference.kind === 'number' &&
        (numbers.length < 2 || numbers.some((n) => n.startsWith(`${reference.target}.`)))
      )
        continue;
      if (reference.kind === 'anchor' && /^(?:l\d|user-content|:~:|top$|fn)/i.test(reference.target))
        continue;
      const near = nearest(spec, reference, numbers);
      yield {
        ...reference.range,
        message:
          reference.kind === 'number'
            ? `Unexpected reference to section ${reference.target}, expected a section that exists.`
            : `Unexpected link to #${reference.target}, expected a heading that exists.`,
        question: 'Where is the rule that this points to?',
        fixes: near ? [near] : [],
      };
    }
  },
};

function nearest(spec: ParsedSpec, { kind, target, range }: SectionReference, numbers: readonly string[]) {
  const candidates = kind === 'number' ? numbers : spec.anchors.filter((anchor) => !/^[\d.]+$/.test(anchor));
  const best = [...candidates].sort(
    (a, b) => distance(a, target) - distance(b, target) || (a < b ? -1 : 1),
  )[0];
  if (best === undefined || distance(best, target) > Math.max(3, target.length / 2)) return undefined;
  const written = spec.text.slice(range.offset, range.endOffset);
  const at = range.offset + written.lastIndexOf(target);
  if (!written.includes(target)) return undefined;
  return {
    title: kind === 'number' ? `Refer to section ${best}` : `Link to #${best}`,
    guided: true,
    edits: [{ offset: at, endOffset: at + target.length, newText: best }],
  };
}

/** Levenshtein; headings and numbers are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
