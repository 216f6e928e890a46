// The figures against numbers worked out by hand, and against what is published.
import { expect, test } from 'vitest';
import { generator, orderOf } from './order.mjs';
import { powerOf } from './power.mjs';
import { armOf, differenceOf, mean, median, overPairs, studentT, variance } from './statistics.mjs';

/** `runs` runs over `scenarios` scenarios, of which the first `satisfied` are satisfied in each. */
const same = (runs: number, scenarios: number, satisfied: number) =>
  Array.from({ length: runs }, () => Array.from({ length: scenarios }, (_, at) => at < satisfied));

test('mean, variance and median of small samples', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(variance([1, 2, 6])).toBe(7);
  expect(variance([4])).toBe(0);
  expect([median([5, 1, 3]), median([4, 1, 3, 2]), median([7])]).toEqual([3, 2.5, 7]);
});

test("Student's t as tables print it", () => {
  expect([1, 3, 5, 9, 30].map((df) => studentT(df).toFixed(3))).toEqual([
    '12.706',
    '3.182',
    '2.571',
    '2.262',
    '2.042',
  ]);
});

test('an arm counts scenario x run, but its interval counts each scenario once', () => {
  const once = armOf(same(1, 10, 8));
  // Wilson, 8 of 10: (0.8 + 0.19207) / 1.38415 -+ 1.95996 / 1.38415 * sqrt(0.016 + 0.0096036)
  expect(once.low).toBeCloseTo(0.49016, 4);
  expect(once.high).toBeCloseTo(0.94332, 4);
  expect(armOf(same(5, 10, 8))).toEqual({ ...once, satisfied: 40, observed: 50 });
});

test('runs that agree leave the interval to the scenarios: Newcombe, method 10', () => {
  const { change, low, high } = differenceOf(same(4, 80, 48), same(4, 80, 64));
  expect(change).toBeCloseTo(0.2, 10);
  // Wilson 48 of 80: 0.49040 to 0.70043; 64 of 80: 0.69963 to 0.87300.
  expect(low).toBeCloseTo(0.2 - Math.hypot(0.8 - 0.69963, 0.70043 - 0.6), 3);
  expect(high).toBeCloseTo(0.2 + Math.hypot(0.873 - 0.8, 0.6 - 0.4904), 3);
});

test('runs that differ widen it by t of three degrees of freedom', () => {
  const before = [4, 5, 6, 5].map((satisfied) => same(1, 10, satisfied)[0] as boolean[]);
  const after = same(4, 10, 9);
  const steady = differenceOf(same(4, 10, 5), after);
  const shaky = differenceOf(before, after);
  expect(shaky.change).toBeCloseTo(0.4, 10);
  // Rates 0.4 0.5 0.6 0.5: variance 0.02 / 3, of the mean 0.0016667; t 3.18245 x 0.0408248 = 0.129923.
  expect(shaky.change - (shaky.low as number)).toBeCloseTo(
    Math.hypot(steady.change - (steady.low as number), 0.129923),
    5,
  );
  expect(shaky.high).toBeLessThanOrEqual(1);
});

test('fewer than four runs in either arm have no interval, however far apart they are', () => {
  for (const [few, many] of [
    [3, 3],
    [3, 9],
    [9, 3],
    [1, 1],
  ] as const)
    expect(differenceOf(same(few, 40, 0), same(many, 40, 40))).toEqual({ change: 1, low: null, high: null });
  expect(differenceOf(same(4, 40, 0), same(4, 40, 40)).low).toBeGreaterThan(0.8);
});

test('a worse after is a negative change', () => {
  const { change, low, high } = differenceOf(same(4, 100, 90), same(4, 100, 50));
  expect(change).toBeCloseTo(-0.4, 10);
  expect(low).toBeLessThan(-0.4);
  expect(high).toBeLessThan(0);
});

test('under six pairs the summary is about these pairs; from six on it is t over pairs', () => {
  const pair = (change: number) => ({ change, low: change - 0.3, high: change + 0.4 });
  const four = overPairs([0.1, 0.2, 0.3, 0.4].map(pair));
  expect(four).toMatchObject({ about: 'pairs' });
  expect(four.change).toBeCloseTo(0.25, 10);
  // Four equal half widths: 0.3 x 2 / 4 and 0.4 x 2 / 4.
  expect(four.low).toBeCloseTo(0.1, 10);
  expect(four.high).toBeCloseTo(0.45, 10);
  expect(overPairs([pair(0.1), { change: 0.2, low: null, high: null }])).toMatchObject({
    low: null,
    high: null,
  });
  const six = overPairs([0, 0.1, 0.2, 0.2, 0.3, 0.4].map((change) => ({ change, low: null, high: null })));
  // Variance 0.1 / 5 = 0.02; 2.57058 x sqrt(0.02 / 6) = 0.148412.
  expect(six.about).toBe('specs');
  expect(six.low).toBeCloseTo(0.2 - 0.148412, 5);
  expect(six.high).toBeCloseTo(0.2 + 0.148412, 5);
});

test('the order holds both arms in every repeat, follows from the seed, and varies', () => {
  const order = orderOf(50, 7);
  expect(order).toEqual(orderOf(50, 7));
  expect(order).not.toEqual(orderOf(50, 8));
  for (let at = 0; at < 50; at++)
    expect(
      order
        .filter(({ repeat }) => repeat === at)
        .map(({ arm }) => arm)
        .sort(),
    ).toEqual(['after', 'before']);
  const first = order.filter((_, at) => at % 2 === 0 && order[at]?.arm === 'before').length;
  expect(first).toBeGreaterThan(12);
  expect(first).toBeLessThan(38);
  const next = generator(3);
  expect(mean(Array.from({ length: 4000 }, next))).toBeCloseTo(0.5, 1);
});

test('no effect is claimed in at most one of forty suites without one, at either end', () => {
  for (const runs of [0, 0.05, 0.15]) {
    const none = { scenarios: 40, repeats: 4, before: 0.8, after: 0.8, runs, suites: 4000 };
    expect(powerOf(none)).toBeLessThanOrEqual(0.03);
  }
});

test('a large effect is seen, more scenarios see more, and runs that vary see less', () => {
  const of = (scenarios: number, runs: number) =>
    powerOf({ scenarios, repeats: 8, before: 0.75, after: 0.85, runs, suites: 300 });
  expect(powerOf({ scenarios: 100, repeats: 4, before: 0.4, after: 0.9, runs: 0.02, suites: 100 })).toBe(1);
  expect(of(400, 0.02)).toBeGreaterThan(of(100, 0.02) + 0.2);
  expect(of(400, 0.02)).toBeGreaterThan(of(400, 0.1) + 0.2);
});
