import { expect, test } from 'vitest';
import type { ScenarioResult, TrajectoryVerdict } from '../../core/scenario/result.ts';
import { commitsOf, lastResults, pastAgreements, pastResults, type PastEvaluation } from './history.ts';

const ok: TrajectoryVerdict = { verdict: 'satisfied' };
const bad: TrajectoryVerdict = { verdict: 'not-satisfied', category: 'crash' };
const entries = [
  { id: 'A', version: 1 },
  { id: 'B', version: 3 },
  { id: 'CANARY', version: 1 },
];
const results: ScenarioResult[] = [
  { requirements: ['R1'], trajectories: [ok, bad] },
  { requirements: ['R1'], trajectories: [ok, { verdict: 'infra-error' }] },
  { requirements: ['R1'], impossible: true, trajectories: [bad, bad] },
];
const past = (key: string, commit: string, spec = 's'): PastEvaluation => ({
  ...{ at: '2026-01-02T03:04:05Z', key, spec, split: 'validation', commit },
  results: pastResults(entries, results),
});

test('what is remembered is counts; a canary is never observed, and what was not observed has no last verdict', () => {
  expect(past('k', 'c').results).toEqual([
    { id: 'A', version: 1, satisfied: 1, observed: 2 },
    { id: 'B', version: 3, satisfied: 1, observed: 1 },
    { id: 'CANARY', version: 1, satisfied: 0, observed: 0 },
  ]);
  const last = lastResults([past('k', 'c1'), past('l', 'c2')]);
  expect([...last.keys()]).toEqual(['A', 'B']);
  expect(last.get('B')).toMatchObject({
    commit: 'c2',
    satisfied: 1,
  });
});

test('agreement is that of the scenarios that count, of this spec, in other evaluations', () => {
  const history = [past('k', 'c1'), past('l', 'c2'), past('m', 'c3', 'other')];
  const [agreement, ...more] = pastAgreements(history, 's', 'k');
  expect(more).toEqual([]);
  // Of A and B: two of three satisfied, one pair, which disagreed; the canary's pair is none.
  expect(agreement?.disagreed).toBe(1);
  expect(agreement?.expected).toBeCloseTo(2 * (2 / 3) * (1 / 3) * (3 / 2), 10);
  expect(commitsOf(history, 's', 'k')).toEqual(['c2']);
});
