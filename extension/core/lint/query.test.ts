// The searches that rules share.
import { expect, test } from 'vitest';
import { parseSpec } from '../spec/parse-spec.ts';
import { piecesMatch } from './query.ts';

test('a pattern that may match nothing ends, also between the halves of a character', () => {
  const spec = parseSpec('👍x', 'specs/a.md');
  const places = piecesMatch(/x*/gu)(spec).map(({ offset, endOffset }) => [offset, endOffset]);
  expect(places).toEqual(
    [...'👍x'.matchAll(/x*/gu)].map(({ 0: found, index }) => [index, index + found.length]),
  );
});

test('a pattern that would find its first match for ever is refused', () => {
  expect(() => piecesMatch(/x/)(parseSpec('x', 'specs/a.md'))).toThrow(/not global/);
});
