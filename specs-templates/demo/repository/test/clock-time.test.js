import assert from 'node:assert/strict';
import test from 'node:test';
import { clockTime } from '../src/clock-time.js';

test('minutes read as hours and minutes', () => {
  assert.equal(clockTime(90), '1:30');
  assert.equal(clockTime(5), '0:05');
});

test('hours go past a day', () => {
  assert.equal(clockTime(24 * 60), '24:00');
  assert.equal(clockTime(100 * 60), '100:00');
});

test('nothing is zero', () => {
  assert.equal(clockTime(0), '0:00');
});
