// Walks the syntax tree of a piece once and takes from it all that later steps need.
// A piece that stays as it is is not walked again, wherever in the text it has moved.
// Invariant: `plain` and `masked` come out as long as the text that went in.
import { bareAddresses } from './bare-addresses.ts';
import type { MarkdownNode, ParsedPiece } from './markdown.ts';
import type { Block, Item } from './parsed-spec.ts';
import type { Heading, PieceProse, Prose, Span } from './prose.ts';
import { apart } from './recent.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Walk {
  readonly text: string;
  readonly shift: number;
  readonly plain: string[];
  readonly masked: string[];
  cursor: number;
  section: number;
  lists: number;
  readonly blocks: Block[];
  readonly items: Item[];
  readonly headings: Heading[];
  readonly rows: number[][];
  readonly tables: number[][][];
  readonly code: Mutable<Prose>['code'][number][];
  readonly html: Mutable<Prose>['html'][number][];
  readonly links: Mutable<Prose>['links'][number][];
  readonly strong: Span[];
  yaml?: Prose['yaml'];
}

interface Place {
  readonly item: number;
  readonly quoted: boolean;
}

const walked = new WeakMap<MarkdownNode, PieceProse>();

export function proseOf({ start, end, tree, shift }: ParsedPiece, text: string, skipped: number): PieceProse {
  const known = walked.get(tree);
  if (known) return known;
  const walk: Walk = {
    ...{ text: text.slice(start + skipped, end + skipped), shift, plain: [], masked: [], cursor: 0 },
    ...{ section: -1, lists: 0, blocks: [], items: [], headings: [], rows: [], tables: [] },
    ...{ code: [], html: [], links: [], strong: [] },
  };
  visitAll(walk, tree, { item: -1, quoted: false });
  skipTo(walk, walk.text.length);
  const { blocks, items, headings, rows, tables, code, html, links, strong, lists } = walk;
  const prose = {
    text: apart(walk.text),
    ...{ plain: walk.plain.join(''), masked: maskQuotes(walk.masked.join(''), blocks) },
    ...{ blocks, items, headings, rows, tables, code, html, links, strong, lists },
    ...(walk.yaml ? { yaml: walk.yaml } : {}),
  };
  walked.set(tree, prose);
  return prose;
}

function visitAll(walk: Walk, node: MarkdownNode, place: Place): void {
  for (const child of node.children ?? []) visit(walk, child, place);
}

function visit(walk: Walk, node: MarkdownNode, place: Place): void {
  const span = spanOf(walk, node);
  switch (node.type) {
    case 'heading':
      if (!place.quoted && place.item < 0) {
        walk.section = walk.headings.length;
        walk.headings.push({ ...span, depth: node.depth ?? 1, block: walk.blocks.length });
      }
      return block(walk, node, 'heading', place);
    case 'paragraph':
      return block(walk, node, 'paragraph', place);
    case 'table':
      for (const row of node.children ?? []) {
        const cells = row.children ?? [];
        const indexes = cells.map((_, index) => walk.blocks.length + index);
        walk.rows.push(indexes);
        if (row === node.children?.[0]) walk.tables.push([]);
        walk.tables.at(-1)?.push(indexes);
        for (const cell of cells) block(walk, cell, 'cell', place);
      }
      return;
    case 'blockquote':
      return visitAll(walk, node, { ...place, quoted: true });
    case 'list':
      return list(walk, node, place);
    case 'code':
      walk.code.push({ ...span, language: node.lang ?? '', value: node.value ?? '' });
      return;
    case 'html':
      walk.html.push({ ...span, value: node.value ?? '' });
      return;
    case 'yaml':
      walk.yaml = { ...span, value: node.value ?? '' };
      return;
    default:
      return inline(walk, node, span, place);
  }
}

function inline(walk: Walk, node: MarkdownNode, span: Span, place: Place): void {
  switch (node.type) {
    case 'text':
      return copy(walk, span);
    case 'inlineCode':
      return hide(walk, span);
    case 'break':
      return separate(walk, span);
    case 'delete':
    case 'image':
      return;
    case 'link':
      walk.links.push({ ...span, url: node.url ?? '' });
      return isBareUrl(walk, span) ? hide(walk, span) : visitAll(walk, node, place);
    case 'strong':
      walk.strong.push(span);
      return visitAll(walk, node, place);
    default:
      return visitAll(walk, node, place);
  }
}

function list(walk: Walk, node: MarkdownNode, place: Place): void {
  const number = walk.lists++;
  for (const child of node.children ?? []) {
    const index = walk.items.length;
    walk.items.push({
      ...spanOf(walk, child),
      parent: place.item,
      ordered: node.ordered === true,
      checkbox: typeof child.checked === 'boolean',
      section: walk.section,
      list: number,
    });
    visitAll(walk, child, { ...place, item: index });
  }
}

function block(walk: Walk, node: MarkdownNode, kind: Block['kind'], place: Place): void {
  const { section } = walk;
  walk.blocks.push({ ...spanOf(walk, node), kind, section, item: place.item, quoted: place.quoted });
  visitAll(walk, node, place);
}

function spanOf(walk: Walk, node: MarkdownNode): Span {
  const offset = (node.position?.start.offset ?? 0) + walk.shift;
  return { offset, endOffset: (node.position?.end.offset ?? 0) + walk.shift };
}

function skipTo(walk: Walk, offset: number): void {
  if (offset <= walk.cursor) return;
  walk.plain.push('\0'.repeat(offset - walk.cursor));
  walk.masked.push(' '.repeat(offset - walk.cursor));
  walk.cursor = offset;
}

const lineBreak = /(?:\r\n|\r|\n)[ \t>]*/g;

function copy(walk: Walk, span: Span): void {
  if (span.offset < walk.cursor) return;
  skipTo(walk, span.offset);
  const slice = walk.text.slice(span.offset, span.endOffset);
  walk.plain.push(slice.replace(lineBreak, (gap) => ` ${'\0'.repeat(gap.length - 1)}`));
  walk.masked.push(withoutAddresses(slice).replace(lineBreak, (gap) => ' '.repeat(gap.length)));
  walk.cursor = span.endOffset;
}

function withoutAddresses(text: string): string {
  return bareAddresses(text).reduce(
    (left, { from, to }) => `${left.slice(0, from)}${'□'.repeat(to - from)}${left.slice(to)}`,
    text,
  );
}

function hide(walk: Walk, span: Span): void {
  if (span.offset < walk.cursor) return;
  skipTo(walk, span.offset);
  const slice = walk.text.slice(span.offset, span.endOffset);
  walk.plain.push(slice.replace(/[`\r\n]/g, '\0'));
  walk.masked.push('□'.repeat(slice.length));
  walk.cursor = span.endOffset;
}

function separate(walk: Walk, span: Span): void {
  if (span.endOffset - span.offset < 1 || span.offset < walk.cursor) return;
  skipTo(walk, span.offset);
  const { length } = walk.text.slice(span.offset, span.endOffset);
  walk.plain.push(` ${'\0'.repeat(length - 1)}`);
  walk.masked.push(' '.repeat(length));
  walk.cursor = span.endOffset;
}

/** `https://…` and `<https://…>`: the text is the address, so it is not prose. */
function isBareUrl(walk: Walk, span: Span): boolean {
  return walk.text[span.offset] !== '[';
}

const quotation = /"[^"]{1,160}"|“[^”]{1,160}”|«[^»]{1,160}»/g;

/** What stands in quotation marks is a label or a message, not a statement: its inside becomes `□`. */
function maskQuotes(masked: string, blocks: readonly Block[]): string {
  const parts: string[] = [];
  let cursor = 0;
  for (const { offset, endOffset } of blocks) {
    if (offset < cursor) continue;
    parts.push(masked.slice(cursor, offset));
    parts.push(
      masked
        .slice(offset, endOffset)
        .replace(quotation, (all) => `${all[0]}${'□'.repeat(all.length - 2)}${all[all.length - 1]}`),
    );
    cursor = endOffset;
  }
  parts.push(masked.slice(cursor));
  return parts.join('');
}
