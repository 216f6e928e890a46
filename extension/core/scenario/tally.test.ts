import { expect, test } from 'vitest';
import { tallySchema } from '../protocol/evaluation.ts';
import { decode } from '../protocol/decode.ts';
import type { ScenarioResult, TrajectoryVerdict } from './result.ts';
import { splitForNext, scenariosOfSplit, type SplitEntry } from './splits.ts';
import { gateOf, tallyOf } from './tally.ts';
import { facts } from './testing.ts';

const trajectory = (verdict: 'satisfied' | 'infra-error' | 'fail'): TrajectoryVerdict =>
  verdict === 'fail' ? { verdict: 'not-satisfied', category: 'crash' } : { verdict };
const scenarios = (count: number, ...each: ('satisfied' | 'infra-error' | 'fail')[]): ScenarioResult[] =>
  Array.from({ length: count }, (_, i) => ({
    requirements: [`R${i + 1}`],
    trajectories: each.map(trajectory),
  }));

test('a tally counts overall and per requirement, in the order of ids', () => {
  const tally = tallyOf([...scenarios(10, 'satisfied', 'satisfied', 'fail')], facts);
  expect(decode(tallySchema, tally).ok).toBe(true);
  expect([tally.satisfied, tally.observed, tally.scenarios, tally.minimum, tally.effectiveN]).toEqual([
    20, 30, 10, 10, 30,
  ]);
  expect(tally.requirements.map((one) => one.requirement).slice(-2)).toEqual(['R9', 'R10']);
  expect(tally.low).toBeLessThan(2 / 3);
});

test('the gate: the bound with enough scenarios, all of them with fewer, invalid when the harness failed', () => {
  const gate = (results: ScenarioResult[]) => gateOf(tallyOf(results, facts));
  const enough = scenarios(29, 'satisfied', 'satisfied', 'satisfied');
  expect(gate(enough)).toBe('pass');
  expect(gate([...enough.slice(1), ...scenarios(1, 'fail', 'fail', 'fail')])).toBe('fail');
  expect(gate(scenarios(4, 'satisfied'))).toBe('pass');
  expect(gate([...scenarios(4, 'satisfied'), ...scenarios(1, 'fail')])).toBe('fail');
  expect(gate([...scenarios(10, 'satisfied'), ...scenarios(1, 'infra-error')])).toBe('invalid');
  expect(gate([])).toBe('invalid');
});

test('a canary counts in no rate; whoever satisfies it fails the gate, however good the rest is', () => {
  const canary = (...each: ('satisfied' | 'infra-error' | 'fail')[]): ScenarioResult => ({
    requirements: ['R1'],
    impossible: true,
    trajectories: each.map(trajectory),
  });
  const good = scenarios(17, 'satisfied', 'satisfied', 'satisfied');
  const honest = tallyOf([...good, canary('fail', 'infra-error')], facts);
  expect(honest).toEqual(tallyOf(good, facts));
  expect(gateOf(honest)).toBe('pass');
  const cheat = tallyOf([...good, canary('fail', 'satisfied', 'satisfied')], facts);
  expect(cheat).toEqual({ ...tallyOf(good, facts), alarms: 2 });
  expect([decode(tallySchema, cheat).ok, gateOf(cheat)]).toEqual([true, 'fail']);
  expect(gateOf(tallyOf([canary('satisfied')], facts))).toBe('fail');
  expect(gateOf(tallyOf([canary('fail')], facts))).toBe('invalid');
});

test('sealed scenarios start at ten and stay at 30 % or more', () => {
  const entries: SplitEntry[] = [];
  for (let i = 0; i < 25; i++) entries.push({ id: `S${i}`, split: splitForNext(entries), status: 'active' });
  expect(scenariosOfSplit(entries.slice(0, 9), 'validation')).toHaveLength(9);
  expect(scenariosOfSplit(entries.slice(0, 9), 'sealed')).toHaveLength(0);
  expect([
    scenariosOfSplit(entries, 'validation').length,
    scenariosOfSplit(entries, 'sealed').length,
  ]).toEqual([17, 8]);
});
