import { expect, test } from 'vitest';
import { defaultPrices, dollarsOf, mostDollars, priceOf } from './prices.ts';

const at = new Date('2026-11-20T00:00:00Z');

test('a known model is priced by kind of token', () => {
  const million = 1_000_000;
  expect(dollarsOf('claude-sonnet-5', { input: million, output: 0, cacheRead: 0, cacheWrite: 0 }, at)).toBe(
    2,
  );
  expect(
    dollarsOf('claude-sonnet-5', { input: 0, output: million, cacheRead: million, cacheWrite: million }, at),
  ).toBeCloseTo(12.7);
  expect(priceOf('claude-sonnet-5-20260701', at)).toEqual(priceOf('claude-sonnet-5', at));
});

test('an unknown model, a newer family member and an early date have no price', () => {
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
  expect(dollarsOf('some-other-model', usage, at)).toBeNull();
  expect(priceOf('claude-sonnet-5-9', at)).toBeNull();
  expect(priceOf('claude-opus-4-6', new Date('2026-01-01'))).toBeNull();
  expect(mostDollars('rehearsal', { inputTokens: 1, outputTokens: 1 }, at)).toBeNull();
});

test('the newest entry that has begun counts', () => {
  const old = { model: 'm', from: '2026-01-01', input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const prices = [{ ...old, from: '2026-06-01', input: 2 }, old, { ...old, from: '2027-01-01', input: 3 }];
  expect(priceOf('m', at, prices)?.input).toBe(2);
});

test('the most a call can cost is no less than what it costs', () => {
  for (const { model } of defaultPrices) {
    const most = mostDollars(model, { inputTokens: 1000, outputTokens: 500 }, at);
    const spent = dollarsOf(model, { input: 200, output: 500, cacheRead: 500, cacheWrite: 300 }, at);
    expect(most).toBeGreaterThanOrEqual(spent!);
  }
});
