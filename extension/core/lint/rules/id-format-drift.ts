// FR-1 and FR-002: one kind of id, two ways to write it. A search for one does not find the other.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { feature } from '../fact-set.ts';
import type { Rule } from '../rule.ts';

interface Written {
  readonly id: string;
  readonly prefix: string;
  readonly separator: string;
  readonly digits: string;
  readonly offset: number;
  readonly endOffset: number;
}

export const idFormatDrift: Rule = {
  code: 'TRC006',
  id: 'id-format-drift',
  severity: 'info',
  tier: 'A',
  detects:
    'Requirement ids of one kind in several formats: with and without hyphen, with and without leading zeros.',
  reason:
    'Tasks, scenarios and verdicts are matched by id. FR-2 and FR-002 are two requirements to a program.',
  quietWhen: 'The prefix defines no requirement here, or the numbers only grow (FR-9, FR-10).',
  examples: [
    {
      text: '- FR-001: The list is sorted.\n- FR-002: The list is paged.\n- FR-3: The list is filtered.',
      findings: ['3:3-3:7 Unexpected FR-3, expected FR-003 as the other ids are written.'],
    },
    {
      text: '- REQ-007: The list is sorted, as REQ_008 is.\n- REQ-008: The list is paged.',
      findings: ['1:35-1:42 Unexpected REQ_008, expected REQ-008 as the other ids are written.'],
    },
    { text: '- FR-001: The list is sorted.\n- NFR-1: The list is fast.', findings: [] },
    { text: '- FR-9: The list is sorted.\n- FR-10: The list is paged.', findings: [] },
  ],
  *check(spec, context) {
    const alone = feature(spec, context).length === 0 && (context.scenarios ?? []).length === 0;
    for (const ids of kinds(spec).values()) {
      const formats = new Map<string, Written[]>();
      for (const one of ids) {
        const padded = /^0/.test(one.digits);
        const width = padded ? one.digits.length : 0;
        // A number without leading zero fits every width up to its own.
        const name = `${one.separator}${padded ? width : `<${one.digits.length}`}`;
        formats.set(name, [...(formats.get(name) ?? []), one]);
      }
      const usual = [...formats.entries()]
        .filter(([name]) => !name.includes('<'))
        .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))[0]?.[0];
      const format = usual ?? [...formats.entries()].sort((a, b) => b[1].length - a[1].length)[0]?.[0] ?? '';
      const separator = format.replace(/[<\d]+$/, '');
      const width = usual === undefined ? 0 : Number(/\d+$/.exec(format)?.[0] ?? 0);
      const odd = ids.filter(
        (one) => one.separator !== separator || (width > 0 && one.digits.length < width),
      );
      const [first] = odd;
      if (!first || odd.length * 2 >= ids.length + 1) continue;
      const right = ({ prefix, digits }: Written) =>
        `${prefix}${separator}${width > 0 ? digits.replace(/^0+(?=\d)/, '').padStart(width, '0') : digits}`;
      yield {
        ...{ offset: first.offset, endOffset: first.endOffset },
        message: `Unexpected ${first.id}, expected ${right(first)} as the other ids are written.`,
        question: `Is ${first.id} the requirement ${right(first)}?`,
        fixes: [
          {
            title: odd.length === 1 ? `Write ${right(first)}` : `Write all ${odd.length} as ${right(first)}`,
            // Other files may cite the id as it is.
            guided: !alone,
            edits: odd.map((one) => ({ offset: one.offset, endOffset: one.endOffset, newText: right(one) })),
          },
        ],
        related: odd
          .slice(1, 10)
          .map(({ id, offset, endOffset }) => ({ offset, endOffset, message: `${id} here` })),
      };
    }
  },
};

const kinds = once((spec: ParsedSpec): ReadonlyMap<string, readonly Written[]> => {
  const prefixes = new Set(
    spec.requirements.flatMap(({ id }) => /^([A-Z]{1,8})[-_]?\d+$/.exec(id)?.[1] ?? []),
  );
  const found = new Map<string, Written[]>();
  if (prefixes.size === 0) return found;
  for (const block of spec.blocks) {
    const masked = spec.masked.slice(block.offset, block.endOffset);
    for (const match of masked.matchAll(/(?<![\w/.#-])([A-Z]{1,8})([-_]?)(\d{1,5})(?![\w-]|\.\d)/g)) {
      const [id, prefix = '', separator = '', digits = ''] = match;
      if (!prefixes.has(prefix) || prefix.length < 2) continue;
      const offset = block.offset + match.index;
      const one = { id, prefix, separator, digits, offset, endOffset: offset + id.length };
      const list = found.get(prefix);
      if (list) list.push(one);
      else found.set(prefix, [one]);
    }
  }
  return found;
});
