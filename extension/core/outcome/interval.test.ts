// The intervals against published values and against each other.
import { expect, test } from 'vitest';
import { differenceBound, lowerBound, wilson } from './interval.ts';

test('Wilson 1927: 81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, table I)', () => {
  const { low, high } = wilson(81, 263);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662']);
});

test('the ends stay inside 0 and 1, and nothing observed says nothing', () => {
  expect(wilson(15, 15).high).toBeCloseTo(1, 12);
  expect(wilson(0, 9).low).toBeCloseTo(0, 12);
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test('a bound of 0.9 takes 25, 42, 58 and 72 observations with 0, 1, 2 and 3 failures', () => {
  const smallest = (failures: number) => {
    let n = failures + 1;
    while (lowerBound(n - failures, n, n) < 0.9) n += 1;
    return n;
  };
  expect([0, 1, 2, 3].map(smallest)).toEqual([25, 42, 58, 72]);
});

test('fewer effective observations prove less', () => {
  expect(lowerBound(60, 60, 20)).toBeLessThan(lowerBound(60, 60, 60));
  expect(lowerBound(3, 3, 0)).toBe(0);
});

test('Newcombe: a small visible lead is not yet evidence, a large one is', () => {
  expect(differenceBound({ satisfied: 4, observed: 4 }, { satisfied: 20, observed: 29 })).toBeLessThan(0);
  expect(differenceBound({ satisfied: 14, observed: 14 }, { satisfied: 16, observed: 51 })).toBeGreaterThan(
    0,
  );
  expect(differenceBound({ satisfied: 0, observed: 0 }, { satisfied: 1, observed: 2 })).toBe(-1);
});
