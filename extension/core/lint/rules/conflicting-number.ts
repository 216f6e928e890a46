// Two sentences about the same thing with two numbers: one of them will be built.
import { unitOf } from '../../spec/quantities.ts';
import type { Quantity } from '../../spec/model.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { contentWords, keyOf } from '../meaning.ts';
import type { Rule } from '../rule.ts';

interface Stated {
  readonly quantity: Quantity;
  readonly base: number;
  readonly written: string;
}

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
  ],
  *check(spec) {
    const first = new Map<string, Stated>();
    for (const { key, stated } of statedQuantities(spec)) {
      const earlier = first.get(key);
      if (!earlier) {
        first.set(key, stated);
        continue;
      }
      if (Math.abs(earlier.base - stated.base) <= Math.abs(earlier.base) * 1e-9) continue;
      yield {
        ...stated.quantity.range,
        message: `Unexpected ${stated.written}, expected ${earlier.written} as in line ${earlier.quantity.range.line}, or a condition that tells them apart.`,
        question: `Which one holds: ${earlier.written} or ${stated.written}?`,
        fixes: [earlier, stated].map((chosen) => ({
          title: `${chosen.written} in both places`,
          guided: true,
          edits: [earlier, stated]
            .filter((other) => other !== chosen)
            .map(({ quantity }) => ({ ...quantity.range, newText: chosen.written })),
        })),
        related: [{ ...earlier.quantity.range, message: `${earlier.written} here` }],
      };
    }
  },
};

/** Binding sentences with exactly one quantity that has a dimension, keyed by what else they say. */
function* statedQuantities(spec: ParsedSpec): Generator<{ key: string; stated: Stated }> {
  for (const statement of spec.statements) {
    // Steps of a scenario are examples; they differ on purpose.
    if (!statement.normative || statement.role === 'scenario') continue;
    const found = within(spec, statement);
    const [quantity] = found;
    const unit = quantity?.unit ? unitOf(quantity.unit) : undefined;
    if (found.length !== 1 || !quantity || !unit) continue;
    const written = spec.text.slice(quantity.range.offset, quantity.range.endOffset).replace(/\s+/g, ' ');
    const words = contentWords(spec, statement, written.split(/[\s\d.,-]+/));
    const key = keyOf(words, 2);
    if (key)
      yield {
        key: `${unit.dimension}: ${key}`,
        stated: { quantity, base: quantity.value * unit.factor, written },
      };
  }
}

function within(spec: ParsedSpec, { offset, endOffset }: Statement): Quantity[] {
  return spec.quantities.filter(({ range }) => range.offset >= offset && range.endOffset <= endOffset);
}
