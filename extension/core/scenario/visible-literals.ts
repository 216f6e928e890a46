// The values that visible scenarios give a product and expect of it: what a product that was built for them would know by heart.
// Invariant: words of the spec are left out, since any honest product holds those; nothing hidden is ever read here.
import type { Matcher, Scenario, Step } from './schema.ts';

const longest = 200;

/** Texts of two characters or more, without templates, in order of appearance. */
export function visibleLiterals(scenarios: readonly Scenario[], spec: string): string[] {
  const known = new Set(spec.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const inSpec = (text: string) =>
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => known.has(word));
  const found = scenarios.flatMap(({ steps }) => steps.flatMap(valuesOf)).flatMap(piecesOf);
  return [...new Set(found)].filter(
    (text) => text.length >= 2 && text.length <= longest && !text.includes('{{') && !inSpec(text),
  );
}

/** A value, and the cells or words of one that holds several lines. */
function piecesOf(text: string): string[] {
  const cells = text.split(/[,;\t\n]/).map((one) => one.trim().replaceAll('"', ''));
  return [text.trim(), ...(cells.length > 1 ? cells : [])];
}

function valuesOf(step: Step): string[] {
  switch (step.kind) {
    case 'cli': {
      const { run, stdin, expect } = step.cli;
      const wanted = [expect?.stdout, expect?.stderr, ...Object.values(expect?.json ?? {})];
      return [...run.slice(1), ...textOf(stdin), ...wanted.flatMap(expected)];
    }
    case 'http': {
      const { json, body, expect } = step.http;
      return [
        ...textOf(json),
        ...textOf(body),
        ...[expect?.body, ...Object.values(expect?.json ?? {})].flatMap(expected),
      ];
    }
    case 'file': {
      const { write, expect } = step.file;
      return [...textOf(write), ...[expect?.text, ...Object.values(expect?.json ?? {})].flatMap(expected)];
    }
    case 'browser':
      return [...textOf(step.browser.do), ...textOf(step.browser.expect)];
    case 'twin':
      return textOf(step.twin);
    case 'judge':
      return [];
  }
}

function expected(matcher: Matcher | undefined): string[] {
  if (typeof matcher !== 'object' || matcher === null) return textOf(matcher);
  return [...textOf(matcher.equals), ...textOf(matcher.contains), ...textOf(matcher.oneOf)];
}

/** Every text and number inside plain data. */
function textOf(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  if (typeof data === 'number') return [String(data)];
  if (Array.isArray(data)) return data.flatMap(textOf);
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(textOf) : [];
}
