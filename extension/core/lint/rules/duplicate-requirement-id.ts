// Two requirements with one id: scenarios, tasks and verdicts can no longer say which of them they mean.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { HitFix, Rule } from '../rule.ts';

export const duplicateRequirementId: Rule = {
  code: 'TRC001',
  id: 'duplicate-requirement-id',
  severity: 'error',
  tier: 'A',
  detects: 'The same requirement id is defined more than once in the spec.',
  reason:
    'Satisfaction is counted per id. With two requirements behind one id, a failure of one hides behind the other.',
  quietWhen: 'The id is only cited: a definition begins a heading or a list item.',
  examples: [
    {
      text: '- **FR-004**: The list is sorted.\n- **FR-004**: The list has a title.',
      findings: [
        '2:5-2:11 Unexpected second definition of FR-004, expected an id of its own such as FR-005.',
      ],
    },
    {
      text: '- **FR-004**: The list is sorted.\n- **FR-005**: After FR-004, the title is shown.',
      findings: [],
    },
  ],
  *check(spec) {
    const first = new Map<string, ParsedSpec['requirements'][number]>();
    const highest = highestNumbers(spec);
    for (const requirement of spec.requirements) {
      const { id, idRange } = requirement;
      const earlier = first.get(id);
      if (!earlier) {
        first.set(id, requirement);
        continue;
      }
      const free = nextFreeId(id, highest);
      yield {
        ...idRange,
        message: `Unexpected second definition of ${id}, expected an id of its own such as ${free}.`,
        question: `Is this another requirement than ${id} in line ${earlier.idRange.line}, or the same one twice?`,
        fixes: [renumber(spec, id, free, idRange)],
        related: [{ ...earlier.idRange, message: `${id} is defined here first` }],
      };
    }
  },
};

/** Safe alone only while nobody cites the id: otherwise the author must say which of the two was meant. */
function renumber(
  spec: ParsedSpec,
  id: string,
  free: string,
  place: { offset: number; endOffset: number },
): HitFix {
  const cited = spec.citations.some((citation) => citation.id === id);
  const { offset, endOffset } = place;
  return { title: `Renumber to ${free}`, guided: cited, edits: [{ offset, endOffset, newText: free }] };
}

const parts = (id: string) => /^(.*?)(\d+)$/.exec(id) ?? [id, id, '0'];

function highestNumbers(spec: ParsedSpec): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { id } of spec.requirements) {
    const [, prefix = '', digits = '0'] = parts(id);
    highest.set(prefix, Math.max(highest.get(prefix) ?? 0, Number(digits)));
  }
  return highest;
}

/** `FR-004` -> the number after the highest with the same prefix, as wide; it counts as taken from then on. */
function nextFreeId(id: string, highest: Map<string, number>): string {
  const [, prefix = '', digits = '0'] = parts(id);
  const number = (highest.get(prefix) ?? 0) + 1;
  highest.set(prefix, number);
  return prefix + String(number).padStart(digits.length, '0');
}
