// A requirement without an id among others that have one: nothing can cite it, and no scenario does.
import { highestIn, lead, nextId } from '../next-id.ts';
import type { Rule } from '../rule.ts';

/** `FR-016a`, `3.1`: an id that the model does not know as one. */
const ownStyle = /^\W*(?:[A-Z][A-Z0-9-]{0,15}\d+[a-z]{1,2}|\d+(?:\.\d+)+)\b/;

export const missingRequirementId: Rule = {
  code: 'STR006',
  id: 'missing-requirement-id',
  severity: 'warning',
  tier: 'A',
  detects: 'A list item that binds and has no id, where at least half of its siblings have one.',
  reason:
    'Scenarios, reviews and the outcome card name requirements by id. What has none is neither proved nor missed.',
  quietWhen: 'No sibling has an id, or the item details the one above it.',
  examples: [
    {
      text: '- **FR-016**: System MUST log in users.\n- **FR-016a**: System MUST log out idle users.',
      findings: [],
    },
    {
      text: '- **FR-001**: System MUST log in users.\n- System MUST log out idle users.',
      findings: [
        '2:3-2:34 Unexpected requirement without an id, expected one as its siblings have, such as FR-002.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The tool MUST stop.\n- R2: The tool MUST start.\n- The tool MUST print its version.',
      findings: [
        '5:3-5:35 Unexpected requirement without an id, expected one as its siblings have, such as R3.',
      ],
    },
    {
      text: '- **FR-001**: System MUST log in users.\n- **FR-002**: System MUST log out idle users.',
      findings: [],
    },
    { text: '## Requirements\n\n- The tool MUST stop.\n- The tool MUST start.', findings: [] },
    { text: '- R1: The tool MUST stop:\n  - it MUST close files\n  - it MUST exit with 0', findings: [] },
  ],
  *check(spec) {
    const lists = new Map<string, { withId: number[]; without: number[] }>();
    const blockOf = new Map<number, number>();
    spec.blocks.forEach(({ item, kind }, index) => {
      if (kind === 'paragraph' && item >= 0 && !blockOf.has(item)) blockOf.set(item, index);
    });
    const ids = new Map(spec.requirements.map(({ idRange }, index) => [idRange.offset, index]));
    const starts = [...ids.keys()].sort((a, b) => a - b);
    const binding = new Set(spec.statements.filter(({ normative }) => normative).map(({ block }) => block));
    spec.items.forEach((item, index) => {
      const block = blockOf.get(index);
      if (block === undefined) return;
      const own = firstIn(starts, spec.blocks[block] ?? item);
      const key = `${item.list} ${item.parent}`;
      const list = lists.get(key) ?? { withId: [], without: [] };
      lists.set(key, list);
      if (own !== undefined) list.withId.push(ids.get(own) ?? -1);
      else if (binding.has(block)) list.without.push(block);
    });
    const highest = highestIn(spec);
    for (const { withId, without } of lists.values()) {
      if (withId.length === 0 || withId.length < without.length) continue;
      const model = spec.requirements[withId.at(-1) ?? -1];
      if (!model) continue;
      for (const index of without) {
        const block = spec.blocks[index];
        if (!block || spec.items[block.item]?.checkbox) continue;
        if (ownStyle.test(spec.text.slice(block.offset, block.offset + 40))) continue;
        const id = nextId(highest, model.id);
        const offset = block.offset;
        yield {
          ...{ offset, endOffset: block.endOffset },
          message: `Unexpected requirement without an id, expected one as its siblings have, such as ${id}.`,
          question: `Is this a requirement of its own? Then ${id}.`,
          fixes: [
            {
              title: `Call it ${id}`,
              guided: false,
              edits: [{ offset, endOffset: offset, newText: lead(spec, model.idRange, id) }],
            },
          ],
        };
      }
    }
  },
};

function firstIn(
  starts: readonly number[],
  { offset, endOffset }: { offset: number; endOffset: number },
): number | undefined {
  let low = 0;
  for (let high = starts.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const start = starts[low];
  return start !== undefined && start < endOffset ? start : undefined;
}
