// What is read from a spec on demand is read once: many rules ask the same.
import type { ParsedSpec } from './parsed-spec.ts';
import type { PieceProse } from './prose.ts';

export function once<V>(read: (spec: ParsedSpec) => V): (spec: ParsedSpec) => V {
  const kept = new WeakMap<ParsedSpec, { readonly value: V }>();
  return (spec) => {
    const before = kept.get(spec);
    if (before) return before.value;
    const value = read(spec);
    kept.set(spec, { value });
    return value;
  };
}

/** What is read from a piece alone is read once for as long as the piece stays as it is. */
export function ofPiece<V>(read: (own: PieceProse) => V): (piece: { readonly own: PieceProse }) => V {
  const kept = new WeakMap<PieceProse, { readonly value: V }>();
  return ({ own }) => {
    const before = kept.get(own);
    if (before) return before.value;
    const value = read(own);
    kept.set(own, { value });
    return value;
  };
}

/** What each piece holds by itself, at its place in the text; a piece is read again when it changes. */
export function inPieces<P extends { readonly offset: number; readonly endOffset: number }>(
  read: (own: PieceProse) => readonly P[],
): (spec: ParsedSpec) => P[] {
  const kept = ofPiece(read);
  return (spec) =>
    spec.pieces.flatMap((piece) =>
      kept(piece).map((one) => ({
        ...one,
        offset: one.offset + piece.offset,
        endOffset: one.endOffset + piece.offset,
      })),
    );
}

/** Those of `places`, sorted by offset and without overlaps, that lie between two offsets; found by halving. */
export function between<P>(
  places: readonly P[],
  offsetOf: (place: P) => number,
  from: number,
  to: number,
): P[] {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsetOf(places[middle] as P) < from) low = middle + 1;
    else high = middle;
  }
  const found: P[] = [];
  for (let at = low; at < places.length && offsetOf(places[at] as P) < to; at++) found.push(places[at] as P);
  return found;
}
