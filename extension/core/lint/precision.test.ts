// The figure that stands in a hover is the one of the rule, and says so where it does not judge.
import { expect, test } from 'vitest';
import { precisionOf } from './rule.ts';
import { rules } from './rules.ts';

test.each([
  [undefined, false, 'not measured'],
  [{ flagged: 113, labelled: 62, judges: true, note: '' }, false, '62 of 113 on ARTA DS3'],
  [
    { flagged: 113, labelled: 62, hints: { flagged: 120, labelled: 63 }, judges: true, note: '' },
    ...([true, '63 of 120 on ARTA DS3'] as const),
  ],
  [
    { flagged: 5, labelled: 1, judges: false, note: '' },
    ...([false, 'not measured (1 of 5 on ARTA DS3, whose labels are about something else)'] as const),
  ],
] as const)('%j, hint %s: %s', (measured, hint, said) =>
  expect(precisionOf(measured ? { measured } : {}, hint)).toBe(said),
);

test('some rules are measured', () => {
  expect(rules.filter((rule) => /^\d+ of \d+ on ARTA DS3$/.test(precisionOf(rule))).length).toBeGreaterThan(
    5,
  );
});
