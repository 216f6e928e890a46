// Turns offsets into lines and columns, the way editors count them: from 1, in UTF-16 units, `\r\n` as one line end.
// Invariant: a range made here lies inside the text it was made for.
import type { Range } from './model.ts';

/** Offset at which each line starts. `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The range from `offset` to `end` (exclusive); both are clamped to the text. */
export function rangeOf(
  text: { readonly length: number },
  starts: readonly number[],
  offset: number,
  end: number,
): Range {
  const from = Math.max(0, Math.min(offset, text.length));
  const to = Math.max(from, Math.min(end, text.length));
  const first = lineAt(starts, from);
  const last = lineAt(starts, to);
  return {
    line: first + 1,
    column: from - (starts[first] ?? 0) + 1,
    endLine: last + 1,
    endColumn: to - (starts[last] ?? 0) + 1,
    offset: from,
    endOffset: to,
  };
}

/** Index of the line that holds `offset`. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
