// The questions that many rules ask a spec. Rules query; none walks a syntax tree.
import { inPieces, ofPiece, once } from '../spec/memo.ts';
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
  bindingsByPiece(spec).flatMap(({ bindings }) => bindings),
);

/** A sentence of a piece; offsets count from the start of the piece. */
interface OwnSentence {
  readonly offset: number;
  readonly endOffset: number;
  readonly text: string;
}

/** The same object for as long as the piece binds by the same sentences, wherever it moves. */
interface OwnSentences {
  readonly all: readonly OwnSentence[];
  /** By number of a pattern, its matches; see `numberOf`. */
  readonly found: (readonly Found[])[];
}

interface PieceBindings {
  readonly bindings: readonly Binding[];
  readonly sentences: OwnSentences;
}

const bindingsByPiece = once((spec: ParsedSpec): readonly PieceBindings[] => {
  let at = 0;
  return spec.pieces.map((piece) => {
    const statements: Statement[] = [];
    for (let one = spec.statements[at]; one && one.offset < piece.endOffset; one = spec.statements[++at])
      if (one.normative && one.endOffset - one.offset <= longestSentence) statements.push(one);
    const kept = lastSentences(piece);
    const same =
      kept.sentences.all.length === statements.length &&
      kept.sentences.all.every(
        ({ offset, endOffset }, index) =>
          offset + piece.offset === statements[index]?.offset &&
          endOffset + piece.offset === statements[index]?.endOffset,
      );
    if (!same)
      kept.sentences = {
        all: statements.map((statement) => ({
          offset: statement.offset - piece.offset,
          endOffset: statement.endOffset - piece.offset,
          text: maskedText(spec, statement).replace(marked, hide),
        })),
        found: [],
      };
    const { sentences } = kept;
    return {
      sentences,
      bindings: statements.map((statement, index) => ({ statement, text: sentences.all[index]?.text ?? '' })),
    };
  });
});

/**
 * What `read` makes of each sentence that binds, from the sentence's own words alone; it is asked again only for the sentences of a
 * piece that changed.
 */
export function ofBindings<V>(
  read: (spec: ParsedSpec, statement: Statement) => V,
): (spec: ParsedSpec) => { readonly statement: Statement; readonly value: V }[] {
  const kept = new WeakMap<OwnSentence, { readonly value: V }>();
  return (spec) =>
    bindingsByPiece(spec).flatMap(({ bindings, sentences }) =>
      bindings.map(({ statement }, at) => {
        const sentence = sentences.all[at] as OwnSentence;
        const known = kept.get(sentence) ?? { value: read(spec, statement) };
        kept.set(sentence, known);
        return { statement, value: known.value };
      }),
    );
}

const lastSentences = ofPiece((): { sentences: OwnSentences } => ({ sentences: { all: [], found: [] } }));

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
  const number = numberOf(pattern);
  for (const { bindings, sentences } of bindingsByPiece(spec)) {
    // A piece that stays as it is is not searched again.
    for (const { at, groups } of (sentences.found[number] ??= foundIn(sentences.all, pattern))) {
      const binding = bindings[at] as Binding;
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

interface Found {
  readonly at: number;
  readonly groups: RegExpExecArray;
}

const numbers = new WeakMap<RegExp, number>();
let patterns = 0;

/** Of a pattern, in the order of asking. With some hundred patterns and pieces, looking one up in an array is what is left to save. */
function numberOf(pattern: RegExp): number {
  const known = numbers.get(pattern) ?? patterns++;
  numbers.set(pattern, known);
  return known;
}

function foundIn(sentences: readonly OwnSentence[], pattern: RegExp): readonly Found[] {
  return sentences.flatMap(({ text }, at) => allOf(pattern, text).map((groups) => ({ at, groups })));
}

/** As `matchAll`, which makes a copy of the pattern for every text; that takes longer than looking. */
function allOf(pattern: RegExp, text: string): RegExpExecArray[] {
  if (!pattern.global) throw new TypeError(`${String(pattern)} is not global`);
  const all: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let groups = pattern.exec(text); groups !== null; groups = pattern.exec(text)) {
    all.push(groups);
    // Past the whole character: in the middle of one, a pattern for Unicode steps back.
    if (groups[0] === '') pattern.lastIndex += (text.codePointAt(groups.index) ?? 0) > 0xffff ? 2 : 1;
  }
  return all;
}

export interface PlacedMatch {
  readonly offset: number;
  readonly endOffset: number;
  readonly groups: RegExpExecArray;
}

/**
 * Every match of the global `pattern`, which must not reach over a heading, in the source or the masked prose; what was found in a
 * piece is remembered for as long as the piece stays as it is.
 */
export function piecesMatch(
  pattern: RegExp,
  where: 'text' | 'masked' = 'text',
): (spec: ParsedSpec) => PlacedMatch[] {
  return inPieces((own) =>
    allOf(pattern, own[where]).map((groups) => ({
      offset: groups.index,
      endOffset: groups.index + groups[0].length,
      groups,
    })),
  );
}

/** The same in blocks that are not quoted: headings, paragraphs, cells. */
export function blocksMatch(pattern: RegExp): (spec: ParsedSpec) => PlacedMatch[] {
  return inPieces(({ blocks, masked }) =>
    blocks
      .filter(({ quoted }) => !quoted)
      .flatMap((block) =>
        allOf(pattern, masked.slice(block.offset, block.endOffset)).map((groups) => {
          const offset = block.offset + groups.index;
          return { offset, endOffset: offset + groups[0].length, groups };
        }),
      ),
  );
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
