// The overfit signal: silent while chance explains the gap, loud when it does not.
import { expect, test } from 'vitest';
import { differenceBound } from './overfit.ts';

test('a small visible lead is not yet evidence, a large one is', () => {
  expect(differenceBound({ satisfied: 4, observed: 4 }, { satisfied: 20, observed: 29 })).toBeLessThan(0);
  expect(differenceBound({ satisfied: 14, observed: 14 }, { satisfied: 16, observed: 51 })).toBeGreaterThan(
    0,
  );
});

test('nothing observed proves nothing', () => {
  expect(differenceBound({ satisfied: 0, observed: 0 }, { satisfied: 1, observed: 2 })).toBe(-1);
});
