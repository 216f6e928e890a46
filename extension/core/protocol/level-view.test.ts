// The Level view: each number with what it was counted over, one next step, nothing that a rehearsal or a wish has earned.
import { expect, test } from 'vitest';
import { gathered } from '../../../test/samples/evidence.ts';
import { fresh } from '../../../test/samples/level.ts';
import * as samples from '../../../test/samples/runs.ts';
import type { RunRequest } from './run-request.ts';
import { levelView, type LevelFacts, type LevelView } from './panels.ts';

type Shown = Extract<LevelView, { shows: 'ladder' }>;
const viewOf = (facts: Partial<LevelFacts>): Shown => levelView({ ...fresh, ...facts }) as Shown;
const decided = (change: Partial<RunRequest> = {}) =>
  samples.stateOf([...samples.failing(change), ...gathered(), ...samples.approved]);
const many = (n: number, change: Partial<RunRequest> = {}) =>
  Array.from({ length: n }, () => decided(change));

test('without a folder there is nothing but that', () => {
  expect(levelView(null)).toEqual({ panel: 'level', shows: 'no-folder' });
});

test('a fresh folder: denominators from the first minute, and no number that nothing gave', () => {
  const view = viewOf({});
  expect([view.declared, view.observed, view.licensed, view.rehearsals]).toEqual([
    { level: 2, note: 'default, not chosen yet' },
    { level: null, note: '0 of 20 runs: not yet' },
    { level: 2, note: 'no attempt passed yet' },
    null,
  ]);
  expect(view.cap).toEqual({
    words: 'Capped at 2: no attempt has been passed.',
    pillars: [],
    over: 'Nothing was measured yet: no run has been counted.',
  });
  expect(view.next).toEqual({ words: 'Write a spec of ten lines', command: 'dimmer.newSpec', run: null });
});

test('observed says the runs that match, of the window, and what is still needed', () => {
  expect(viewOf({ level: 4, runs: [...many(17), ...many(3, { level: 2 })] }).observed).toEqual({
    level: 4,
    note: '17 of 20 runs',
  });
  expect(viewOf({ level: 4, runs: many(7) }).observed.note).toBe('7 of 20 runs: not yet');
  const mixed = [...many(15), ...many(1, { level: 3 }), ...many(4, { level: 2 })];
  expect(viewOf({ level: 4, runs: mixed }).observed).toEqual({ level: 3, note: '16 of 20 runs' });
});

test('rehearsals count nowhere, and their number is said', () => {
  const view = viewOf({ level: 4, runs: many(20, { backend: 'rehearsal' }) });
  expect([view.observed, view.rehearsals, view.cap.pillars]).toEqual([
    { level: null, note: '0 of 20 runs: not yet' },
    '20 rehearsals: scripted, not counted',
    [],
  ]);
});

test('what caps is named, and the pillars that a run measured have their counts', () => {
  const { pillars, over } = viewOf({ runs: many(1) }).cap;
  expect(pillars.map(({ name, text, caps }) => [name, text, caps])).toEqual([
    ['spec', '5 requirements', false],
    ['guardrails', '3 of 3 pass', false],
    ['verification', '4 of 5 requirements with hidden scenarios', false],
    ['reversibility', 'way back rehearsed', false],
    ['judgement', 'no attempt passed', true],
  ]);
  expect(over).toContain('Export keeps the filters');
});

test('one next step: the run that waits by its id; trust before anything else', () => {
  const waiting = samples.stateOf(samples.green());
  expect(viewOf({ specs: 1, runs: [decided(), waiting] }).next).toMatchObject({
    command: 'dimmer.openOutcome',
    run: waiting.request.runId,
  });
  expect(viewOf({ specs: 1, runs: many(1) }).next.command).toBe('dimmer.askOneThing');
  const untrusted = viewOf({ trusted: false, runs: [waiting] });
  expect([untrusted.next.command, untrusted.observed.note]).toEqual([
    'workbench.trust.manage',
    'runs are not read here',
  ]);
});

test('the rung of level 5 names each thing that is missing, and the others need nothing', () => {
  const rungs = viewOf({ level: 3, owner: 'ada', spendCap: true }).rungs;
  expect(rungs.map(({ level, state, current, needs }) => [level, state, current, needs])).toEqual([
    [2, 'earned', false, []],
    [3, 'trial', true, []],
    [4, 'trial', false, []],
    [
      5,
      'locked',
      false,
      ['a licence for level 5', 'hidden satisfaction over the bar', 'a kill switch and a policy'],
    ],
  ]);
});
