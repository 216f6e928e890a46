// The questions that many rules ask a spec. Rules query; none walks a syntax tree.
import type { ParsedSpec, Statement } from '../spec/parsed-spec.ts';

/** A sentence that binds the product, with markup as spaces and code and quotations as `□`. */
export interface Binding {
  readonly statement: Statement;
  readonly text: string;
}

/** `[NEEDS VALUE: fast = ?]`: the gap is marked already; its words are not the spec's. */
const marked = /\[NEEDS [^\]]*\]/g;
const hide = (text: string) => '□'.repeat(text.length);

export function* bindingStatements(spec: ParsedSpec): Generator<Binding> {
  for (const statement of spec.statements) {
    if (statement.normative) yield { statement, text: maskedText(spec, statement).replace(marked, hide) };
  }
}

export function maskedText(spec: ParsedSpec, place: { offset: number; endOffset: number }): string {
  return spec.masked.slice(place.offset, place.endOffset);
}

/** The words as the author wrote them. */
export function sourceText(spec: ParsedSpec, place: { offset: number; endOffset: number }): string {
  return spec.text.slice(place.offset, place.endOffset).replace(/\s+/g, ' ');
}

export interface Match {
  readonly offset: number;
  readonly endOffset: number;
  /** As written, whitespace folded. */
  readonly words: string;
  readonly before: string;
  readonly after: string;
  readonly groups: RegExpMatchArray;
  readonly binding: Binding;
}

/** Every match of the global `pattern` in sentences that bind the product. */
export function* bindingMatches(spec: ParsedSpec, pattern: RegExp): Generator<Match> {
  for (const binding of bindingStatements(spec)) {
    for (const groups of binding.text.matchAll(pattern)) {
      const offset = binding.statement.offset + groups.index;
      const endOffset = offset + groups[0].length;
      yield {
        ...{ offset, endOffset, groups, binding, words: sourceText(spec, { offset, endOffset }) },
        before: binding.text.slice(0, groups.index),
        after: binding.text.slice(groups.index + groups[0].length),
      };
    }
  }
}

/** A number with a unit of time, a rate or a percentage, or a code span after a limit word: the sentence says how much. */
export function hasMeasure(text: string): boolean {
  return /\d[\d.,_]*\s*-?\s*(?:%|(?:µs|ms|milliseconds?|s|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|months?)\b|\w+\s*\/\s*\w+|per\b)/i.test(
    text,
  );
}
