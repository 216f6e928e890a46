// What stands around a place: its section, and whether that section or the whole document says something.
import { lineAt } from '../spec/lines.ts';
import { between, ofPiece, once } from '../spec/memo.ts';
import type { Section } from '../spec/model.ts';
import type { ParsedSpec, Piece, Statement } from '../spec/parsed-spec.ts';
import { documentKind } from '../spec/profile.ts';
import { fold } from '../spec/prose.ts';
import type { HitFix, Place } from './rule.ts';

/** The document states requirements; it is no plan, design or note made from them. */
export const isSpecDocument = once((spec: ParsedSpec) => documentKind(spec) === 'spec');

const sectionStarts = once((spec: ParsedSpec) => spec.sections.map(({ range }) => range.offset));

/** Index into `sections` of the innermost section that holds `offset`, or -1. */
export function sectionAt(spec: ParsedSpec, offset: number): number {
  const starts = sectionStarts(spec);
  return starts.length === 0 || offset < (starts[0] ?? 0) ? -1 : lineAt(starts, offset);
}

export function sectionOf(spec: ParsedSpec, offset: number): Section | undefined {
  return spec.sections[sectionAt(spec, offset)];
}

const answers = once((_spec: ParsedSpec) => new Map<string, boolean>());

/** Whether the section that holds `offset`, with all below it, matches; asked once for each section. */
export function sectionSays(spec: ParsedSpec, offset: number, pattern: RegExp): boolean {
  const index = sectionAt(spec, offset);
  const key = `${index} ${pattern.source}`;
  const kept = answers(spec).get(key);
  if (kept !== undefined) return kept;
  const { range } = spec.sections[index] ?? {
    range: { offset: 0, endOffset: sectionStarts(spec)[0] ?? spec.text.length },
  };
  const says = pattern.test(readable(spec, range.offset, range.endOffset));
  answers(spec).set(key, says);
  return says;
}

/** Prose between two offsets as a reader sees it, one line for each paragraph, heading and cell. */
export function readable(spec: ParsedSpec, from: number, to: number): string {
  return between(spec.blocks, ({ offset }) => offset, from, to)
    .map(({ offset, endOffset }) => fold(spec.plain, offset, Math.min(endOffset, to)))
    .join('\n');
}

/** A piece as a reader sees it. */
export const readableIn = ofPiece(({ blocks, plain }) =>
  blocks.map(({ offset, endOffset }) => fold(plain, offset, endOffset)).join('\n'),
);

const said = new Map<string, (piece: Piece) => boolean>();

/** Whether the document as a reader sees it matches `pattern`, which is asked of each piece by itself. */
export function documentSays(spec: ParsedSpec, pattern: RegExp): boolean {
  return spec.pieces.some(inEachPiece(String(pattern), (own) => pattern.test(readableIn({ own }))));
}

function inEachPiece(key: string, says: (own: Piece['own']) => boolean): (piece: Piece) => boolean {
  const inPiece = said.get(key) ?? ofPiece(says);
  said.set(key, inPiece);
  return inPiece;
}

/** Whether the source matches `pattern`, which is asked of each piece by itself. */
export function sourceSays(spec: ParsedSpec, pattern: RegExp): boolean {
  return spec.pieces.some(inEachPiece(`source ${String(pattern)}`, (own) => pattern.test(own.text)));
}

/** The sentence and what else its requirement or paragraph says. */
export function unitOfStatement(spec: ParsedSpec, statement: Statement): Place {
  const requirement = spec.requirements[statement.requirement];
  const block = spec.blocks[statement.block];
  const place = requirement?.range ?? block ?? statement;
  return { offset: place.offset, endOffset: Math.min(place.endOffset, place.offset + 4000) };
}

export const newlineOf = once(({ text }: ParsedSpec): string => (text.includes('\r\n') ? '\r\n' : '\n'));

/** A fix that appends lines at the end of a section, or of the text. */
export function appended(
  spec: ParsedSpec,
  title: string,
  lines: readonly string[],
  section?: Section,
): HitFix {
  const until = section?.range.endOffset ?? spec.text.length;
  const end = spec.text.slice(0, until).trimEnd().length;
  const newline = newlineOf(spec);
  const tail = end < spec.text.trimEnd().length ? '' : newline;
  return {
    ...{ title, guided: true },
    edits: [
      {
        offset: end,
        endOffset: tail === '' ? end : spec.text.length,
        newText: ['', '', ...lines].join(newline) + tail,
      },
    ],
  };
}

/** Adds a term to the glossary, or makes one. */
export function glossaryStub(spec: ParsedSpec, terms: readonly string[]): HitFix {
  const glossary = spec.sections.find(({ role }) => role === 'glossary');
  const entries = terms.map((term) => `- **${term}**: [NEEDS ANSWER: what is it?]`);
  const title = terms.length === 1 ? `Add “${terms[0]}” to the glossary` : 'Add a glossary of these terms';
  return glossary
    ? appended(spec, title, entries, glossary)
    : appended(spec, title, ['## Glossary', '', ...entries]);
}

/** A fix that moves the list item of a statement to the end of `section`, or of a new one called `heading`. */
export function itemMoved(
  spec: ParsedSpec,
  { block }: Pick<Statement, 'block'>,
  title: string,
  {
    section,
    heading,
    line,
  }: { section: Section | undefined; heading: string; line: (item: string) => string },
): HitFix[] {
  const item = spec.items[spec.blocks[block]?.item ?? -1];
  if (!item || item.ordered) return [];
  const newline = newlineOf(spec);
  const end = spec.text.slice(0, section?.range.endOffset ?? spec.text.length).trimEnd().length;
  const follows = spec.text.slice(item.endOffset).startsWith(newline) ? newline.length : 0;
  const start = spec.text.lastIndexOf('\n', item.offset) + 1;
  const offset = spec.text.slice(start, item.offset).trim() === '' ? start : item.offset;
  const removed = { offset, endOffset: item.endOffset + follows, newText: '' };
  const head = section ? [] : ['', `## ${heading}`, ''];
  const text = line(spec.text.slice(item.offset, item.endOffset));
  if (!section && spec.text.slice(removed.endOffset).trim() === '') {
    const from = spec.text.slice(0, offset).trimEnd().length;
    const last = spec.text.endsWith(newline) ? newline : '';
    const newText = ['', ...head, text].join(newline) + last;
    return [{ title, guided: true, edits: [{ offset: from, endOffset: spec.text.length, newText }] }];
  }
  const added = { offset: end, endOffset: end, newText: ['', ...head, text].join(newline) };
  return [{ title, guided: true, edits: [removed, added].sort((a, b) => a.offset - b.offset) }];
}
