// The fuse of one run and the words between rounds: caps are kept before a call, feedback says nothing but its fields.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categories, type Feedback } from '../protocol/evaluation.ts';
import { tokensOf } from '../outcome/cost.ts';
import { overBudget, tightened } from './budget.ts';
import { feedbackMessage } from './feedback-message.ts';

const usage = { input: 100, output: 50, cacheRead: 800, cacheWrite: 50 };

test.each([
  ['fits in tokens', { tokens: 2000 }, 0, 1000, null, null],
  ['one token too many', { tokens: 2000 }, 0, 1001, null, /could use 1001 tokens; 1000 of 2000/],
  ['fits in dollars', { dollars: 1 }, 0.5, 10, 0.5, null],
  ['a cent too much', { dollars: 1 }, 0.5, 10, 0.51, /could cost 0\.51 dollars; 0\.50 of 1/],
  ['no price, no dollar cap', { dollars: 1 }, 0, 10, null, /price of this model is unknown/],
])('%s', (_, caps, dollars, tokens, most, expected) => {
  const limits = { minutes: 1, rounds: 1, ...caps };
  const answer = overBudget(
    limits,
    { tokens: tokensOf(usage), dollars: dollars ?? 0 },
    { tokens, dollars: most },
  );
  if (expected === null) expect(answer).toBeNull();
  else expect(answer).toMatch(expected);
});

test('feedback says requirement ids, categories and the bucket, and its words depend on nothing else', () => {
  const requirement = fc.stringMatching(/^R[1-9]\d?$/);
  const failing = fc.array(fc.record({ requirement, category: fc.constantFrom(...categories) }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(failing, fc.nat(9), fc.boolean(), (list, roundsLeft, improved) => {
      const feedback: Feedback = {
        v: 1,
        gate: 'fail',
        satisfaction: '70-80',
        failing: list,
        roundsLeft,
        improved,
      };
      const text = feedbackMessage(feedback);
      for (const one of list) expect(text).toContain(`${one.requirement}: ${one.category}`);
      expect(feedbackMessage({ ...feedback, roundsLeft: 0, improved: !improved })).toBe(text);
    }),
  );
});

test('a launch is held to the caps of the repository, and may only be tighter', () => {
  const asked = { tokens: 2_000_000, minutes: 120, rounds: 10 };
  expect(tightened(asked, { tokens: 1_000_000, dollars: 5, minutes: 30 })).toEqual({
    tokens: 1_000_000,
    dollars: 5,
    minutes: 30,
    rounds: 10,
  });
  expect(tightened(asked, { tokens: 3_000_000, minutes: 500 })).toEqual(asked);
  expect(tightened(asked)).toEqual(asked);
});
