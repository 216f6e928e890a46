import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { classify, defaultRetryPolicy, delayOf, StreamBroken } from './retry.ts';

function error(status: number, type: string, message = 'said', headers: Record<string, string> = {}): Error {
  const body = { type: 'error', error: { type, message } };
  return Anthropic.APIError.generate(status, body, message, new Headers(headers));
}

test.each([
  [401, 'authentication_error', 'suspended', 'key-rejected'],
  [403, 'permission_error', 'suspended', 'key-rejected'],
  [404, 'not_found_error', 'failed', 'model-unknown'],
  [400, 'invalid_request_error', 'failed', 'model-misbehaved'],
])('%i %s ends the work as %s: %s, with what to do', (status, type, how, reason) => {
  const verdict = classify(error(status, type), 'some-model');
  expect(verdict).toMatchObject({ kind: 'end', end: { type: how, reason } });
  if (verdict.kind === 'end' && verdict.end.type === 'failed') expect(verdict.end.next).not.toBe('');
});

test.each([408, 409, 429, 500, 502, 503, 504, 529])('%i is tried again', (status) => {
  expect(classify(error(status, 'x'), 'm')).toMatchObject({ kind: 'retry', limited: status === 429 });
});

test.each([
  [413, 'request_too_large', 'too large'],
  [400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'],
])('%i %s, "%s", says that the conversation is too long', (status, type, message) => {
  expect(classify(error(status, type, message), 'm')).toEqual({ kind: 'too-long' });
});

test('an empty account suspends, it does not fail', () => {
  const verdict = classify(error(400, 'invalid_request_error', 'Your credit balance is too low'), 'm');
  expect(verdict).toMatchObject({ kind: 'end', end: { type: 'suspended', reason: 'usage-limit' } });
});

test.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after': new Date(Date.now() + 100_000).toUTCString() }, 100_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%o is a wait of %s', (headers, wait) => {
  const verdict = classify(error(429, 'rate_limit_error', 'x', headers as Record<string, string>), 'm');
  const got = verdict.kind === 'retry' ? verdict.retryAfterMs : Number.NaN;
  if (wait === undefined) expect(got).toBeUndefined();
  else expect(Math.abs(got! - wait)).toBeLessThan(2_000);
});

test('delays double with jitter up to a minute, and never undercut the server', () => {
  const policy = { ...defaultRetryPolicy, random: () => 1 };
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => delayOf(policy, attempt, undefined) / 1_000)).toEqual([
    1, 2, 4, 8, 16, 32, 60, 60,
  ]);
  expect(delayOf({ ...policy, random: () => 0 }, 3, undefined)).toBe(3_000);
  expect(delayOf(policy, 1, 3_600_000)).toBe(3_600_000);
});

test('broken streams and unreachable endpoints are tried again, unknown errors are not', () => {
  expect(classify(new StreamBroken('dropped'), 'm')).toMatchObject({ kind: 'retry', mayHaveCost: true });
  const unreachable = new Anthropic.APIConnectionError({ cause: new Error('ECONNREFUSED') });
  expect(classify(unreachable, 'm')).toMatchObject({ kind: 'retry', mayHaveCost: false });
  expect(classify(new RangeError('bug'), 'm')).toMatchObject({ kind: 'end' });
});
