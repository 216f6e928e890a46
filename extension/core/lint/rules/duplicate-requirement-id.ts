// Two requirements with one id: scenarios, tasks and verdicts can no longer say which of them they mean.
import { documentKind } from '../../spec/profile.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import { hashOf } from '../facts.ts';
import type { HitFix, Rule } from '../rule.ts';

export const duplicateRequirementId: Rule = {
  code: 'TRC001',
  id: 'duplicate-requirement-id',
  severity: 'error',
  tier: 'A',
  detects:
    'The same requirement id is defined more than once in the spec, or in two files of the set with different words.',
  reason:
    'Satisfaction is counted per id. With two requirements behind one id, a failure of one hides behind the other.',
  quietWhen:
    'The id is only cited: a definition begins a heading or a list item. Across files: prefixes that begin anew in each spec, such as R and FR.',
  examples: [
    {
      text: '- **AUTH-3**: The list is sorted.',
      others: { 'specs/auth.md': '- **AUTH-3**: A session ends.' },
      findings: [
        '1:5-1:11 Unexpected second definition of AUTH-3, expected an id of its own: specs/auth.md:1 has it.',
      ],
    },
    {
      text: '- R1: The list is sorted.',
      others: { 'specs/auth.md': '- R1: A session ends.' },
      findings: [],
    },
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
  *check(spec, context) {
    // A checklist speaks of requirements that are defined elsewhere.
    if (documentKind(spec) === 'checklist') return;
    const first = new Map<string, ParsedSpec['requirements'][number]>();
    const highest = highestNumbers(spec);
    for (const requirement of spec.requirements) {
      const { id, idRange } = requirement;
      const earlier = first.get(id);
      if (!earlier) {
        first.set(id, requirement);
        // `R1` and `FR-001` begin anew in each spec; `AUTH-3` is one in all of them. The same words are a copy.
        const other =
          spec.profile !== 'ears-kiro' && !counted.test(id)
            ? saidElsewhere(spec, context, 'requirement', id).find(
                ({ value }) => value !== hashOf(requirement.text),
              )
            : undefined;
        if (other) {
          const free = nextFreeId(id, highest);
          yield {
            ...idRange,
            message: `Unexpected second definition of ${id}, expected an id of its own: ${whereIs(other)} has it.`,
            question: `Is this another requirement than ${id} in ${whereIs(other)}, or the same one twice?`,
            fixes: [{ ...renumber(spec, id, free, idRange), guided: true }],
            related: [elsewhere(other, `${id} is defined here, too`)],
          };
        }
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

/** Prefixes that only count. */
const counted =
  /^(?:R|FR|NFR|REQ|SC|AC|US|UC|UR|SR|C|D|T|G|M|S|A|E|F|BR|CR|DR|IR|KR|OQ|PR|QA|RISK|STEP|TASK|GOAL|NG)-?\d+$|^[A-Z]-?\d+$/;

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
