// Numbers with their units, from prose only: no code, no ids, no versions, no section numbers.
import { rangeOf } from './lines.ts';
import type { Quantity } from './model.ts';
import { ofPiece } from './memo.ts';
import type { Prose } from './prose.ts';

export interface Unit {
  readonly unit: string;
  readonly dimension: string;
  /** Multiply by this to get the dimension's base: seconds, bytes, one. */
  readonly factor: number;
}

const table: readonly (readonly [dimension: string, unit: string, factor: number, spellings: string])[] = [
  ['time', 'ms', 0.001, 'ms msec msecs millisecond milliseconds'],
  ['time', 'µs', 1e-6, 'µs μs us microsecond microseconds'],
  ['time', 's', 1, 's sec secs second seconds'],
  ['time', 'min', 60, 'min mins minute minutes'],
  ['time', 'h', 3600, 'h hr hrs hour hours'],
  ['time', 'd', 86400, 'd day days'],
  ['time', 'week', 604800, 'week weeks'],
  ['time', 'month', 2629800, 'month months'],
  ['time', 'year', 31557600, 'year years'],
  ['size', 'B', 1, 'B byte bytes'],
  ['size', 'kB', 1000, 'kB KB'],
  ['size', 'MB', 1000000, 'MB'],
  ['size', 'GB', 1000000000, 'GB'],
  ['size', 'TB', 1000000000000, 'TB'],
  ['size', 'KiB', 1024, 'KiB'],
  ['size', 'MiB', 1048576, 'MiB'],
  ['size', 'GiB', 1073741824, 'GiB'],
  ['ratio', '%', 0.01, '% percent'],
  ['length', 'px', 1, 'px pixel pixels'],
  ['text', 'character', 1, 'character characters chars'],
  ['frequency', 'Hz', 1, 'Hz'],
  ['money', '$', 1, 'USD dollars'],
  ['money', '€', 1, 'EUR euros'],
];

const spelled: ReadonlyMap<string, Unit> = new Map(
  table.flatMap(([dimension, unit, factor, spellings]) =>
    spellings.split(' ').map((spelling) => [spelling, { unit, dimension, factor }] as const),
  ),
);

/** The unit behind one of its spellings (`s`, `sec`, `seconds`), if it is one. */
export function unitOf(spelling: string): Unit | undefined {
  return spelled.get(spelling) ?? (spelling.length > 2 ? spelled.get(spelling.toLowerCase()) : undefined);
}

/** A number in prose and the word or sign that follows it. */
const number =
  /(?<![\w.,/:#§-]|\bv)([$€£])?(\d{1,3}(?:[,_]\d{3})+|\d+)(\.\d+)?(?:[\s-]?(%|[A-Za-zµμ]+(?:\/[A-Za-z]+)?))?(?![\w:/]|\.\d)/g;

const numbersIn = ofPiece((own) =>
  own.blocks.flatMap((block) => {
    if (block.kind === 'heading') return [];
    return [...own.masked.slice(block.offset, block.endOffset).matchAll(number)].map((match) => {
      const [whole, currency, integer = '', fraction = '', word] = match;
      const value = Number(integer.replace(/[,_]/g, '') + fraction);
      const rate = word?.includes('/') ? word : undefined;
      const unit = rate ?? (word ? unitOf(word)?.unit : undefined) ?? currency ?? null;
      const length =
        unit === null || unit === currency ? whole.length - (word ? trailing(whole, word) : 0) : whole.length;
      return { value, unit, at: block.offset + match.index, length };
    });
  }),
);

export function readQuantities(prose: Prose, text: string, starts: readonly number[]): Quantity[] {
  return prose.pieces.flatMap((piece) =>
    numbersIn(piece).map(({ value, unit, at, length }) => {
      const offset = piece.offset + at;
      return { value, unit, range: rangeOf(text, starts, offset, offset + length) };
    }),
  );
}

/** Length of the word after the number together with the space before it. */
function trailing(whole: string, word: string): number {
  const before = whole.slice(0, whole.length - word.length);
  return word.length + (before.length - before.replace(/[\s-]$/, '').length);
}
