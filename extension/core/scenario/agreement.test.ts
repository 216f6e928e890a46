import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agreement, cohensKappa } from './agreement.ts';

const rounded = ({ value, low, high }: { value: number | null; low: number; high: number }) =>
  [value, low, high].map((one) => one?.toFixed(4));

test('kappa and its limits equal those that SAS prints (PROC FREQ, simple kappa, ASE of Fleiss, Cohen and Everitt 1969)', () => {
  expect(
    rounded(
      cohensKappa([
        [0, 4, 1],
        [0, 8, 0],
        [0, 1, 5],
      ]),
    ),
  ).toEqual(['0.4842', '0.2137', '0.7547']);
  expect(
    rounded(
      cohensKappa([
        [0, 0, 0],
        [5, 16, 3],
        [8, 12, 28],
      ]),
    ),
  ).toEqual(['0.3333', '0.1738', '0.4929']);
});

test('two tables with the same agreement and other margins (the usual text-book pair) differ in kappa', () => {
  expect(
    cohensKappa([
      [20, 5],
      [10, 15],
    ]).value,
  ).toBeCloseTo(0.4, 10);
  expect(
    cohensKappa([
      [45, 15],
      [25, 15],
    ]).value?.toFixed(4),
  ).toBe('0.1304');
  expect(
    cohensKappa([
      [25, 35],
      [5, 35],
    ]).value?.toFixed(4),
  ).toBe('0.2593');
});

test('a judge that says yes to everything agrees by chance alone', () => {
  const labels = [true, true, false, false];
  expect(agreement(labels.map((label) => ({ label, verdict: true }))).value).toBe(0);
  expect(agreement(labels.map((label) => ({ label, verdict: label }))).value).toBe(1);
  expect(agreement(labels.map((label) => ({ label, verdict: !label }))).value).toBe(-1);
  expect(agreement([{ label: true, verdict: true }]).value).toBe(null);
  const few = agreement([false, true].map((label) => ({ label, verdict: label })));
  expect([few.value, few.high, few.low < 0]).toEqual([1, 1, true]);
  expect(agreement([])).toEqual({ value: null, low: -1, high: 1, n: 0 });
});

test('kappa lies within its interval, and the interval within its scale', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ label: fc.boolean(), verdict: fc.boolean() })), (pairs) => {
      const { value, low, high } = agreement(pairs);
      expect(low >= -1 && high <= 1).toBe(true);
      if (value !== null) expect(low <= value && value <= high).toBe(true);
    }),
  );
});
