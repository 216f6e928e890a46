import { expect, test } from 'vitest';
import { isTimeForRecoveryKey } from './recovery.ts';

test('asked at the fifth scenario, then at the tenth, however they came, and not once there are two keys', () => {
  const asked: number[] = [];
  let last = 0;
  for (const scenarios of [1, 2, 3, 4, 5, 6, 5, 6, 9, 10, 11, 23, 24]) {
    if (!isTimeForRecoveryKey(scenarios, last, 1)) continue;
    asked.push(scenarios);
    last = scenarios;
  }
  expect(asked).toEqual([5, 10, 23]);
  expect(isTimeForRecoveryKey(40, 0, 2)).toBe(false);
});
