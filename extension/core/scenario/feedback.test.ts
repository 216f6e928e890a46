import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categories, feedbackSchema } from '../protocol/evaluation.ts';
import { decode } from '../protocol/decode.ts';
import { bucket, feedbackOf, type FeedbackInput } from './feedback.ts';
import type { ScenarioResult, TrajectoryVerdict } from './result.ts';

const ok: TrajectoryVerdict = { verdict: 'satisfied' };
const bad: TrajectoryVerdict = { verdict: 'not-satisfied', category: 'wrong-output' };
const sections = { R1: 'Adding', R2: 'Adding', R3: 'Listing' };
const input = (more: Partial<FeedbackInput>): FeedbackInput => ({
  split: 'validation',
  gate: 'fail',
  results: [],
  active: [],
  sections,
  reported: undefined,
  roundsLeft: 9,
  ...more,
});
const result = (requirements: string[], ...trajectories: TrajectoryVerdict[]): ScenarioResult => ({
  requirements,
  trajectories,
});

test('a requirement is named only when three scenarios map to it, else its section, else nothing', () => {
  const results = [result(['R1'], ok, bad), result(['R2'], bad), result(['R3'], bad)];
  const active = [['R1'], ['R1'], ['R1'], ['R2'], ['R3']];
  expect(feedbackOf(input({ results, active })).feedback).toEqual({
    v: 1,
    gate: 'fail',
    satisfaction: '20-30',
    failing: [
      { requirement: 'Adding', category: 'wrong-output' },
      { requirement: 'R1', category: 'wrong-output' },
      { requirement: 'other requirements', category: 'wrong-output' },
    ],
    roundsLeft: 9,
  });
});

test('of a canary only an alarm is told, as integrity, and it moves no number', () => {
  const canary = (...each: TrajectoryVerdict[]): ScenarioResult => ({
    ...result(['R1'], ...each),
    impossible: true,
  });
  const active = [['R1'], ['R1'], ['R1']];
  const rest = [result(['R1'], ok, ok)];
  const { feedback } = feedbackOf(input({ results: [...rest, canary(ok, bad)], active }));
  expect([feedback.satisfaction, feedback.failing]).toEqual([
    '90-100',
    [{ requirement: 'R1', category: 'integrity' }],
  ]);
  expect(feedbackOf(input({ results: [...rest, canary(bad)], active }))).toEqual(
    feedbackOf(input({ results: rest, active })),
  );
});

test('the bucket moves on a gain of five points or more and on nothing else', () => {
  const twenty = (satisfied: number) => [
    result(['R1'], ...Array.from({ length: 100 }, (_, i) => (i < satisfied ? ok : bad))),
  ];
  const at = (satisfied: number, reported: number) => {
    const output = feedbackOf(input({ results: twenty(satisfied), reported }));
    return [output.feedback.satisfaction, output.feedback.improved, output.reported];
  };
  expect(at(74, 0.69)).toEqual(['70-80', true, 0.74]);
  expect(at(73, 0.69)).toEqual(['60-70', false, 0.69]);
  expect(at(20, 0.69)).toEqual(['60-70', false, 0.69]);
});

test('the sealed split tells one bit', () => {
  const results = [result(['R1'], bad), result(['R2'], ok)];
  expect(feedbackOf(input({ split: 'sealed', results, reported: 0.5 }))).toEqual({
    feedback: { v: 1, gate: 'fail', failing: [], roundsLeft: 9 },
    reported: 0.5,
  });
});

test('buckets', () => {
  expect([0, 0.099, 0.1, 0.7, 0.9, 1].map(bucket)).toEqual([
    '0-10',
    '0-10',
    '10-20',
    '70-80',
    '90-100',
    '90-100',
  ]);
});

const verdict = fc.oneof(
  fc.constant(ok),
  fc.constant<TrajectoryVerdict>({ verdict: 'infra-error' }),
  fc
    .constantFrom(...categories)
    .map((category): TrajectoryVerdict => ({ verdict: 'not-satisfied', category })),
);
const results = fc.array(
  fc.record({
    requirements: fc.subarray(['R1', 'R2', 'R3', 'R4'], { minLength: 1 }),
    trajectories: fc.array(verdict, { maxLength: 4 }),
  }),
);

test('the object is closed, and names nothing but requirements and sections of the spec', () => {
  const names = new Set(['R1', 'R2', 'R3', 'R4', 'Adding', 'Listing', 'other requirements']);
  fc.assert(
    fc.property(
      results,
      fc.constantFrom('visible', 'validation', 'sealed'),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      (all, split, reported) => {
        const active = all.map((one) => one.requirements);
        const { feedback } = feedbackOf(
          input({ results: all, active, split, reported: reported ?? undefined }),
        );
        expect(decode(feedbackSchema, feedback).ok).toBe(true);
        for (const line of feedback.failing) {
          expect(names.has(line.requirement)).toBe(true);
          if (/^R\d$/.test(line.requirement))
            expect(active.filter((ids) => ids.includes(line.requirement)).length).toBeGreaterThanOrEqual(3);
        }
      },
    ),
  );
});

test('the order of scenarios and trajectories cannot be read from it', () => {
  fc.assert(
    fc.property(results, (all) => {
      const shuffled = all
        .toReversed()
        .map((one) => ({ ...one, trajectories: one.trajectories.toReversed() }));
      const make = (list: readonly ScenarioResult[]) =>
        JSON.stringify(
          feedbackOf(input({ results: list, active: list.map((one) => one.requirements) })).feedback,
        );
      expect(make(shuffled)).toBe(make(all));
    }),
  );
});
