// The questions that many rules ask a spec. Rules query; none walks a syntax tree.
import { once } from '../spec/memo.ts';
import type { ParsedSpec, Statement } from '../spec/parsed-spec.ts';

/** A sentence that binds the product, with markup as spaces and code and quotations as `□`. */
export interface Binding {
  readonly statement: Statement;
  readonly text: string;
}

/** `[NEEDS VALUE: fast = ?]`: the gap is marked already; its words are not the spec's. */
export const marked = /\[NEEDS [^\]]*\]/g;
const hide = (text: string) => '□'.repeat(text.length);

/** Characters. What is longer is no sentence, and looking around each of its words would take minutes. */
const longestSentence = 4000;

export const bindingStatements = once((spec: ParsedSpec): readonly Binding[] =>
  spec.statements
    .filter(({ normative, offset, endOffset }) => normative && endOffset - offset <= longestSentence)
    .map((statement) => ({ statement, text: maskedText(spec, statement).replace(marked, hide) })),
);

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

/** A sentence of the same paragraph says how much. */
export function isMeasured(spec: ParsedSpec, { statement }: Binding): boolean {
  const { offset, endOffset } = spec.blocks[statement.block] ?? statement;
  return hasMeasure(spec.masked.slice(offset, Math.min(endOffset, offset + longestSentence)));
}

/** The sentence leaves the meaning to a place that fixes it: a section, a table, a standard, a requirement, code. */
export function pointsElsewhere(text: string): boolean {
  return /□{2}|\b(?:see|section|table|appendix|figure|chapter|annex)\s+[\dA-Z(]|§|\b(?:RFC|ISO|IEC|IEEE|ECMA|NIST|WCAG|OWASP)\s?-?\d|\b[A-Z]{1,8}-\d/.test(
    text,
  );
}

/** More is said below: items or paragraphs inside the requirement or list item that holds the sentence, or a list after a colon. */
export function isDetailed(spec: ParsedSpec, { statement }: Binding): boolean {
  const block = spec.blocks[statement.block];
  const end = Math.max(
    spec.requirements[statement.requirement]?.range.endOffset ?? 0,
    spec.items[block?.item ?? -1]?.endOffset ?? 0,
  );
  const next = spec.blocks[statement.block + 1];
  if (next && next.offset < end && next.kind !== 'heading') return true;
  return /:$/.test(maskedText(spec, statement)) || (next !== undefined && next.offset < end);
}

/** What does something in the spec: `importer` of "The importer MUST …", lower case, most frequent first. */
export function actorsOf(spec: ParsedSpec): string[] {
  const counts = new Map<string, number>();
  for (const { text } of bindingStatements(spec)) {
    const name = actor.exec(text)?.[1]?.toLowerCase();
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

const actor =
  /(?:^|,\s*(?:then\s+)?|\bthen\s+)\W*the\s+([a-z][\w-]{1,30}(?:\s[a-z][\w-]{1,30}){0,2})\s+(?:must|shall|should|will)\s+(?!(?:not\s+)?be\s+\w+(?:ed|en)\b)/i;
