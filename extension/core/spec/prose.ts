// Puts what the pieces of a text say together: prose, lists, headings, code, comments, links, at their offsets in the text.
// Invariant: `plain` and `masked` come out as long as the text that went in.
import type { ParsedPiece } from './markdown.ts';
import type { Block, Item, Piece } from './parsed-spec.ts';
import { proseOf } from './piece-prose.ts';

/** A stretch of the text; `offset` inclusive, `endOffset` exclusive. */
export interface Span {
  readonly offset: number;
  readonly endOffset: number;
}

export interface Heading extends Span {
  readonly depth: number;
  readonly block: number;
}

export interface Prose {
  readonly plain: string;
  readonly masked: string;
  readonly blocks: readonly Block[];
  readonly items: readonly Item[];
  readonly headings: readonly Heading[];
  readonly rows: readonly (readonly number[])[];
  /** Rows by table; each cell is an index into `blocks`. */
  readonly tables: readonly (readonly (readonly number[])[])[];
  readonly code: readonly (Span & { readonly language: string; readonly value: string })[];
  readonly html: readonly (Span & { readonly value: string })[];
  readonly links: readonly (Span & { readonly url: string })[];
  /** Bold text: definitions and ids are often written so. */
  readonly strong: readonly Span[];
  readonly yaml?: Span & { readonly value: string };
  readonly pieces: readonly Piece[];
}

/** What one piece holds: offsets count from its start, indexes from its own first heading, block, item and list. */
export type PieceProse = Omit<Prose, 'pieces'> & { readonly text: string; readonly lists: number };

/** Reads the pieces of `text` without its first `skipped` characters. */
export function readProse(pieces: readonly ParsedPiece[], text: string, skipped: number): Prose {
  const plain: string[] = ['\0'.repeat(skipped)];
  const masked: string[] = [' '.repeat(skipped)];
  const blocks: Block[] = [];
  const items: Item[] = [];
  const headings: Heading[] = [];
  const rows: number[][] = [];
  const tables: number[][][] = [];
  const code: Prose['code'][number][] = [];
  const html: Prose['html'][number][] = [];
  const links: Prose['links'][number][] = [];
  const strong: Span[] = [];
  const places: Piece[] = [];
  let yaml: Prose['yaml'];
  let lists = 0;
  for (const piece of pieces) {
    const own = proseOf(piece, text, skipped);
    const shift = piece.start + skipped;
    const [block, item, heading] = [blocks.length, items.length, headings.length];
    const index = (at: number) => at + block;
    places.push({ offset: shift, endOffset: piece.end + skipped, block, own });
    plain.push(own.plain);
    masked.push(own.masked);
    for (const one of own.blocks)
      blocks.push({
        kind: one.kind,
        offset: one.offset + shift,
        endOffset: one.endOffset + shift,
        section: one.section + heading,
        item: one.item < 0 ? -1 : one.item + item,
        quoted: one.quoted,
      });
    for (const one of own.items)
      items.push({
        offset: one.offset + shift,
        endOffset: one.endOffset + shift,
        parent: one.parent < 0 ? -1 : one.parent + item,
        ordered: one.ordered,
        checkbox: one.checkbox,
        section: one.section + heading,
        list: one.list + lists,
      });
    for (const one of own.headings) headings.push({ ...moved(one, shift), block: one.block + block });
    for (const row of own.rows) rows.push(row.map(index));
    for (const table of own.tables) tables.push(table.map((row) => row.map(index)));
    for (const one of own.code) code.push(moved(one, shift));
    for (const one of own.html) html.push(moved(one, shift));
    for (const one of own.links) links.push(moved(one, shift));
    for (const one of own.strong) strong.push(moved(one, shift));
    if (own.yaml) yaml = moved(own.yaml, shift);
    lists += own.lists;
  }
  return {
    ...{ plain: plain.join(''), masked: masked.join(''), pieces: places },
    ...{ blocks, items, headings, rows, tables, code, html, links, strong },
    ...(yaml ? { yaml } : {}),
  };
}

function moved<S extends Span>(span: S, by: number): S {
  return { ...span, offset: span.offset + by, endOffset: span.endOffset + by };
}

/** Prose between two offsets as a reader sees it: no markup, whitespace folded. */
export function fold(plain: string, offset: number, endOffset: number): string {
  return plain.slice(offset, endOffset).replaceAll('\0', '').replace(/\s+/g, ' ').trim();
}
