// Compares what a product did with what a scenario expects. Total: a bad expression or odd data is a mismatch, never a throw.
// Invariant: regular expressions are RE2 and bounded by their size times the text's, JSON paths RFC 9535 (no code), so no product or
// scenario can stall it; what cannot be compared is a mismatch, under a `not` too.
import { JSONPathEnvironment } from 'json-p3';
import { RE2JS } from 're2js';
import { isTooDeep } from './plain-data.ts';
import type { Json, Matcher, MatcherObject } from './schema.ts';

const paths = new JSONPathEnvironment({ maxRecursionDepth: 200 });
/** Instructions of an expression times characters: about a second. What people write is below `small`, whatever the length. */
const highestWork = 20_000_000;
const small = 200;
const largestExpression = 10_000;

/** Undefined when `actual` satisfies `matcher`, else one sentence that says what was expected and what was there. */
export function mismatch(matcher: Matcher, actual: Json | undefined): string | undefined {
  if (typeof matcher !== 'object' || matcher === null) return equals(matcher, actual);
  for (const [name, expected] of Object.entries(matcher)) {
    const problem = checks[name as keyof MatcherObject]?.(expected as never, actual);
    if (problem !== undefined) return problem;
  }
  if (actual === undefined && matcher.exists !== false && matcher.not === undefined)
    return 'nothing was there';
  return undefined;
}

/** As `mismatch` for text of a stream or file: one line break at the end does not count. */
export function textMismatch(matcher: Matcher, text: string): string | undefined {
  return mismatch(matcher, text.replace(/\r?\n$/, ''));
}

/** Checks a map of JSON path -> matcher against a document. A path that finds several values compares them as an array. */
export function jsonMismatch(expected: Readonly<Record<string, Matcher>>, text: string): string | undefined {
  const document = parseJson(text);
  if (document === undefined) return 'expected JSON that can be compared, found something else';
  for (const [path, matcher] of Object.entries(expected)) {
    const found = select(path, document.value);
    const problem = found.ok ? mismatch(matcher, found.value) : found.problem;
    if (problem !== undefined) return `${path}: ${problem}`;
  }
  return undefined;
}

/** Reads one value for a capture; undefined when the document or the value is missing. */
export function capture(path: string, text: string): string | undefined {
  const document = parseJson(text);
  const found = document === undefined ? undefined : select(path, document.value);
  if (found === undefined || !found.ok || found.value === undefined) return undefined;
  return typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
}

/** Every expression in a matcher that can never match because it is not a valid one. */
export function expressionProblems(matcher: Matcher): string[] {
  if (typeof matcher !== 'object' || matcher === null) return [];
  const own = [matcher.matches ?? []].flat().flatMap((pattern) => problemOf(() => compile(pattern)));
  const inner = [matcher.not, matcher.length].flatMap((one) =>
    one === undefined ? [] : expressionProblems(one),
  );
  return [...own, ...inner];
}

export function pathProblems(path: string): string[] {
  return problemOf(() => paths.compile(path));
}

const checks: {
  [K in keyof Required<MatcherObject>]: (expected: never, actual: Json | undefined) => string | undefined;
} = {
  equals: (expected: Json, actual) => equals(expected, actual),
  contains: (expected: Json, actual) => {
    const missing = [expected].flat().find((part) => !includes(actual, part as Json));
    return missing === undefined
      ? undefined
      : `expected it to contain ${show(missing as Json)}, found ${show(actual)}`;
  },
  matches: (expected: string | string[], actual) => {
    const text = matchedText(actual);
    const missing = [expected].flat().find((pattern) => !matchesPattern(pattern, text));
    return missing === undefined ? undefined : `expected it to match ${show(missing)}, found ${show(actual)}`;
  },
  exists: (expected: boolean, actual) =>
    (actual !== undefined) === expected
      ? undefined
      : expected
        ? 'nothing was there'
        : `expected nothing, found ${show(actual)}`,
  empty: (expected: boolean, actual) =>
    (sizeOf(actual) === 0) === expected
      ? undefined
      : `expected it ${expected ? '' : 'not '}to be empty, found ${show(actual)}`,
  lt: (expected: number, actual) =>
    numberOf(actual) < expected ? undefined : `expected less than ${expected}, found ${show(actual)}`,
  gt: (expected: number, actual) =>
    numberOf(actual) > expected ? undefined : `expected more than ${expected}, found ${show(actual)}`,
  type: (expected: string, actual) =>
    typeOf(actual) === expected ? undefined : `expected ${expected}, found ${show(actual)}`,
  length: (expected: number | MatcherObject, actual) => {
    const problem = mismatch(expected, sizeOf(actual));
    return problem === undefined ? undefined : `length: ${problem}`;
  },
  oneOf: (expected: Json[], actual) =>
    expected.some((one) => same(one, actual))
      ? undefined
      : `expected one of ${show(expected)}, found ${show(actual)}`,
  not: (expected: Matcher, actual) => {
    if (isTooMuch(expected, actual)) return 'too long for this expression: not compared';
    return mismatch(expected, actual) === undefined ? `expected not ${show(expected as Json)}` : undefined;
  },
};

function equals(expected: Json, actual: Json | undefined): string | undefined {
  return same(expected, actual) ? undefined : `expected ${show(expected)}, found ${show(actual)}`;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && same(value, (b as Record<string, Json>)[key]))
  );
}

function includes(actual: Json | undefined, part: Json): boolean {
  if (typeof actual === 'string') return actual.includes(String(part));
  return Array.isArray(actual) && actual.some((item) => same(item, part));
}

function compile(pattern: string): RE2JS {
  const compiled = RE2JS.compile(pattern);
  if (compiled.programSize() > largestExpression) throw new Error('the expression is too large');
  return compiled;
}

function matchedText(actual: Json | undefined): string {
  return typeof actual === 'string' ? actual : JSON.stringify(actual ?? null);
}

/** Whether somewhere in `matcher` an expression could not be held against the text. */
function isTooMuch(matcher: Matcher, actual: Json | undefined): boolean {
  if (typeof matcher !== 'object' || matcher === null) return false;
  const text = matchedText(actual);
  const own = [matcher.matches ?? []].flat().some((pattern) => !isWithinReason(pattern, text));
  return own || (matcher.not !== undefined && isTooMuch(matcher.not, actual));
}

function isWithinReason(pattern: string, text: string): boolean {
  try {
    return isAffordable(compile(pattern), text);
  } catch {
    return false;
  }
}

function isAffordable(compiled: RE2JS, text: string): boolean {
  const size = compiled.programSize();
  return size <= small || size * text.length <= highestWork;
}

function matchesPattern(pattern: string, text: string): boolean {
  try {
    const compiled = compile(pattern);
    return isAffordable(compiled, text) && compiled.matcher(text).find();
  } catch {
    return false;
  }
}

function sizeOf(value: Json | undefined): number {
  if (typeof value === 'string') return [...value].length;
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function numberOf(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function typeOf(value: Json | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : value === undefined ? 'nothing' : typeof value;
}

function parseJson(text: string): { value: Json } | undefined {
  try {
    return isTooDeep(text) ? undefined : { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

type Selected = { ok: true; value: Json | undefined } | { ok: false; problem: string };

function select(path: string, document: Json): Selected {
  try {
    const values = paths.query(path, document as never).values() as Json[];
    return { ok: true, value: values.length > 1 ? values : values[0] };
  } catch {
    return { ok: false, problem: 'the path could not be followed' };
  }
}

function problemOf(compileIt: () => unknown): string[] {
  try {
    compileIt();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function show(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
