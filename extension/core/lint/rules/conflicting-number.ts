// Two sentences about the same thing with two numbers: one of them will be built.
import { elsewhere, saidElsewhere, whereIs } from '../fact-set.ts';
import { numbersOf, type StatedNumber } from '../facts/numbers.ts';
import type { Rule } from '../rule.ts';

export const conflictingNumber: Rule = {
  code: 'CON001',
  id: 'conflicting-number',
  severity: 'error',
  tier: 'B',
  detects: 'Two requirements that say the same of the same thing and give different values of the same kind.',
  reason: 'The agent follows the one it read last. The scenario was written from the other.',
  quietWhen:
    'Any other word differs between the two sentences: a plan, an environment or a condition may be meant.',
  examples: [
    {
      text: '## Requirements\n\n- R1: Sessions expire after 30 minutes.\n- R2: The list is sorted.\n- R3: A session is valid for 1 hour.',
      findings: [
        '5:30-5:36 Unexpected 1 hour, expected 30 minutes as in line 3, or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: Sessions expire after 60 minutes.\n- R2: A session is valid for 1 hour.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: Free plan uploads are at most 10 MB.\n- R2: Paid plan uploads are at most 25 MB.',
      findings: [],
    },
    {
      text: '- R1: A signed link to a file is valid for 1 hour.',
      others: { 'specs/links.md': '- R9: The signed links to files expire after 30 minutes.' },
      findings: [
        '1:44-1:50 Unexpected 1 hour, expected 30 minutes as in specs/links.md:1, or a condition that tells them apart.',
      ],
    },
  ],
  *check(spec, context) {
    const first = new Map<string, StatedNumber>();
    for (const stated of numbersOf(spec)) {
      const { key, quantity, base, written } = stated;
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, stated);
        // Across files more must agree: the same few words are often about another thing there.
        const other =
          key.split(' ').length > 4
            ? saidElsewhere(spec, context, 'number', key).find(({ value }) => differ(Number(value), base))
            : undefined;
        if (other)
          yield {
            ...quantity.range,
            message: `Unexpected ${written}, expected ${other.shown} as in ${whereIs(other)}, or a condition that tells them apart.`,
            question: `Which one holds: ${other.shown} or ${written}?`,
            fixes: [
              {
                title: `${other.shown} here`,
                guided: true,
                edits: [{ ...quantity.range, newText: other.shown }],
              },
            ],
            related: [elsewhere(other, `${other.shown} here`)],
          };
        continue;
      }
      if (!differ(earlier.base, base)) continue;
      yield {
        ...quantity.range,
        message: `Unexpected ${written}, expected ${earlier.written} as in line ${earlier.quantity.range.line}, or a condition that tells them apart.`,
        question: `Which one holds: ${earlier.written} or ${written}?`,
        fixes: [earlier, stated].map((chosen) => ({
          title: `${chosen.written} in both places`,
          guided: true,
          edits: [earlier, stated]
            .filter((other) => other !== chosen)
            .map((other) => ({ ...other.quantity.range, newText: chosen.written })),
        })),
        related: [{ ...earlier.quantity.range, message: `${earlier.written} here` }],
      };
    }
  },
};

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.abs(a) * 1e-9;
}
