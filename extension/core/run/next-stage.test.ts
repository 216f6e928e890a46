// The order of stages as a table: what happened last decides what comes next.
import { expect, test } from 'vitest';
import { levelTable } from '../level/level.ts';
import type { RunEvent } from './events.ts';
import type { RunState } from './state.ts';
import { entrySeq, mayRetry, nextStep, retryChoices } from './next-stage.ts';

const entered = (stage: string, round: number) =>
  ({ type: 'stage-entered', stage, round, seq: 9 }) as RunEvent;
const finished = (stage: string, round: number, status: string) =>
  ({ type: 'stage-finished', stage, round, status }) as RunEvent;

test.each([
  ['nothing yet', [], { stage: 'clarify', round: 1, begin: true }],
  ['a crash inside a stage', [entered('implement', 2)], { stage: 'implement', round: 2, begin: false }],
  ['a stage done', [finished('implement', 2, 'success')], { stage: 'guardrails', round: 2, begin: true }],
  ['a stage skipped', [finished('validation', 1, 'skipped')], { stage: 'sealed', round: 1, begin: true }],
  ['red guardrails', [finished('guardrails', 1, 'fail')], { stage: 'implement', round: 2, begin: true }],
  [
    'red guardrails in the last round',
    [finished('guardrails', 3, 'fail')],
    { stage: 'outcome', round: 3, begin: true },
  ],
  ['validation failed', [finished('validation', 2, 'fail')], { stage: 'implement', round: 3, begin: true }],
  ['sealed failed', [finished('sealed', 1, 'fail')], { stage: 'outcome', round: 1, begin: true }],
  ['all through', [finished('outcome', 1, 'success')], null],
])('%s', (_, events, expected) => {
  expect(nextStep(levelTable[4].stages, events as RunEvent[], 3)).toEqual(expected);
});

test('level 2 begins with a plan, and red guardrails end in the review of files', () => {
  expect(nextStep(levelTable[2].stages, [], 1)).toMatchObject({ stage: 'plan' });
  expect(nextStep(levelTable[2].stages, [finished('guardrails', 1, 'fail')], 1)).toMatchObject({
    stage: 'file-review',
  });
  expect(entrySeq([entered('implement', 1)], 'implement', 1)).toBe(9);
});

test('what can be tried again begins with the stage that the run ended in, and leaves out what is looked at once', () => {
  const choices = (stages: object) =>
    retryChoices({ request: { level: 4, backend: 'rehearsal' }, stages } as unknown as RunState);
  const through = { implement: 'success', guardrails: 'success', validation: 'fail', sealed: 'success' };
  expect(choices(through)).toEqual(['validation', 'guardrails', 'implement']);
  expect(choices({ implement: 'active', guardrails: 'fail' })).toEqual(['implement', 'guardrails']);
  expect(choices({})).toEqual([]);
  const statuses = ['failed', 'stopped', 'suspended', 'awaiting-decision', 'working', 'approved'] as const;
  expect(statuses.map((status) => mayRetry({ status }))).toEqual([true, true, true, true, false, false]);
});
