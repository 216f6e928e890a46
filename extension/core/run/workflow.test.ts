import { expect, test } from 'vitest';
import { levels } from '../level/level.ts';
import { stagesOf } from './workflow.ts';

test('a commit that exists goes through what judges it, at every level', () => {
  expect(levels.map((level) => stagesOf({ level, backend: 'none' }))).toEqual([
    ['guardrails', 'file-review'],
    ['guardrails', 'change-set-review'],
    ['guardrails', 'validation', 'sealed', 'outcome'],
    ['guardrails', 'validation', 'sealed', 'outcome'],
  ]);
  expect(stagesOf({ level: 3, backend: 'acp' })).toEqual(['implement', 'guardrails', 'change-set-review']);
});
