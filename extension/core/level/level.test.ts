// The level table against the product's promises.
import { expect, test } from 'vitest';
import { levels, levelTable } from './level.ts';

test('each level differs from the one below in what is read or what runs', () => {
  const seen = levels.map((level) => `${levelTable[level].reads}`);
  expect(new Set(seen).size).toBe(levels.length);
});

test('the diff is the review surface at 2 and 3 and hidden from 4 on', () => {
  expect(levels.map((level) => [level, levelTable[level].reviewMode, levelTable[level].showsFiles])).toEqual([
    [2, 'diff', true],
    [3, 'diff', true],
    [4, 'outcome', false],
    [5, 'outcome', false],
  ]);
});

test('hidden scenarios are stages from level 4 on, validation before sealed', () => {
  for (const level of levels) {
    const { stages } = levelTable[level];
    expect(stages.includes('sealed')).toBe(level >= 4);
    if (level >= 4) expect(stages.indexOf('validation')).toBeLessThan(stages.indexOf('sealed'));
  }
});
