// Binding sentences with exactly one quantity that has a dimension, keyed by what else they say.
import type { Quantity } from '../../spec/model.ts';
import { between, once } from '../../spec/memo.ts';
import { unitOf } from '../../spec/quantities.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { contentWords, keyOf } from '../meaning.ts';

export interface StatedNumber {
  readonly key: string;
  readonly quantity: Quantity;
  /** In the base unit of its dimension. */
  readonly base: number;
  readonly written: string;
}

export const numbersOf = once((spec: ParsedSpec): readonly StatedNumber[] =>
  spec.statements.flatMap((statement) => {
    // Steps of a scenario are examples; they differ on purpose.
    if (!statement.normative || statement.role === 'scenario') return [];
    const found = between(
      spec.quantities,
      ({ range }) => range.offset,
      statement.offset,
      statement.endOffset,
    );
    const [quantity] = found;
    const unit = quantity?.unit ? unitOf(quantity.unit) : undefined;
    if (found.length !== 1 || !quantity || !unit) return [];
    const written = spec.text.slice(quantity.range.offset, quantity.range.endOffset).replace(/\s+/g, ' ');
    const words = contentWords(spec, statement, written.split(/[\s\d.,-]+/));
    const key = keyOf(words, 2);
    return key === undefined
      ? []
      : [{ key: `${unit.dimension}: ${key}`, quantity, base: quantity.value * unit.factor, written }];
  }),
);
