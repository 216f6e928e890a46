import { expect, test } from 'vitest';
import { capture, expressionProblems, jsonMismatch, mismatch, pathProblems, textMismatch } from './match.ts';
import type { Matcher } from './schema.ts';

const holds = (matcher: Matcher, actual: Parameters<typeof mismatch>[1]) =>
  mismatch(matcher, actual) === undefined;

test('each matcher holds for what it says and for nothing else', () => {
  const cases: [Matcher, Parameters<typeof mismatch>[1], Parameters<typeof mismatch>[1]][] = [
    ['a', 'a', 'b'],
    [{ equals: { a: [1] } }, { a: [1] }, { a: [1, 2] }],
    [{ contains: ['x', 'y'] }, 'xy', 'x'],
    [{ contains: 2 }, [1, 2], [1]],
    [{ matches: '(?i)^welcome' }, 'Welcome!', 'bye'],
    [{ exists: true }, null, undefined],
    [{ exists: false }, undefined, 0],
    [{ empty: true }, '', 'a'],
    [{ lt: 3 }, 2, 3],
    [{ gt: 3 }, '4', 'many'],
    [{ type: 'array' }, [], {}],
    [{ length: 2 }, 'ab', 'abc'],
    [{ length: { gt: 1 } }, [1, 2], [1]],
    [{ oneOf: [1, 'a'] }, 'a', 2],
    [{ not: { contains: 'x' } }, 'y', 'x'],
  ];
  for (const [matcher, good, bad] of cases)
    expect([matcher, holds(matcher, good), holds(matcher, bad)]).toEqual([matcher, true, false]);
});

test('text ignores one line break at its end', () => {
  expect(textMismatch('a', 'a\n')).toBeUndefined();
  expect(textMismatch('a', 'a\n\n')).toBeDefined();
  expect(textMismatch({ empty: true }, '\n')).toBeUndefined();
});

test('JSON paths select, and captures read', () => {
  expect(jsonMismatch({ '$.a[0].b': 1, '$.a.length': { exists: false } }, '{"a":[{"b":1}]}')).toBeUndefined();
  expect(jsonMismatch({ '$..b': { equals: [1, 2] } }, '[{"b":1},{"b":2}]')).toBeUndefined();
  expect(jsonMismatch({ '$.a': 1 }, 'no')).toContain('expected JSON');
  expect(capture('$.id', '{"id":7}')).toBe('7');
  expect(capture('$.none', '{"id":7}')).toBeUndefined();
});

test('hostile input is bounded', () => {
  const started = performance.now();
  expect(holds({ matches: '^(a+)+$' }, `${'a'.repeat(50_000)}!`)).toBe(false);
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  expect(jsonMismatch({ '$..x': 1 }, deep)).toBeDefined();
  expect(jsonMismatch({ '$.polluted': { exists: false } }, '{"__proto__":{"polluted":1}}')).toBeUndefined();
  const thousand = `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`;
  expect(jsonMismatch({ $: { equals: 1 } }, thousand)).toContain('expected JSON that can be compared');
  const huge = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
  for (const path of ['$', '$..*', '$[0]']) expect(jsonMismatch({ [path]: 1 }, huge)).toBeDefined();
  expect(capture('$', huge)).toBeUndefined();
  const large = `(${'a{0,900}'.repeat(4)})*$`;
  for (const length of [1000, 100_000]) {
    const text = 'a'.repeat(length);
    expect(holds({ matches: large }, text)).toBe(length === 1000);
    // What could not be compared holds under no reading.
    expect(holds({ not: { matches: large } }, text)).toBe(false);
    expect(holds({ not: { not: { matches: large } } }, text)).toBe(length === 1000);
  }
  expect(expressionProblems({ matches: `(${'a{0,900}'.repeat(50)})*$` })).toEqual([
    'the expression is too large',
  ]);
  expect(holds({ not: { matches: 'secret' } }, `${'x'.repeat(1_000_000)}secret`)).toBe(false);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('invalid expressions are named before they are run', () => {
  expect(expressionProblems({ matches: ['ok', '(?=look)'] })).toHaveLength(1);
  expect(pathProblems('$.a[?(')).toHaveLength(1);
  expect(pathProblems('$.a')).toEqual([]);
});
