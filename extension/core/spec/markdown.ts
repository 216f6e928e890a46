// Markdown to syntax tree: CommonMark, GitHub's tables and task lists, YAML front matter.
// The tree does not leave core/spec: rules see the model only.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { combineExtensions } from 'micromark-util-combine-extensions';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import { piecesOf } from './pieces.ts';
import { recent } from './recent.ts';

/** The part of an mdast node that reading a spec needs. */
export interface MarkdownNode {
  readonly type: string;
  readonly children?: readonly MarkdownNode[];
  readonly position?: {
    readonly start: { readonly offset?: number };
    readonly end: { readonly offset?: number };
  };
  readonly value?: string;
  readonly depth?: number;
  readonly url?: string;
  readonly lang?: string | null;
  readonly ordered?: boolean | null;
  readonly checked?: boolean | null;
  readonly label?: string | null;
  readonly identifier?: string;
}

/**
 * A part of a text: where it lies, its tree, and what has to be added to an offset in the tree to get one into the part.
 * The tree is the same object for as long as the part and the definitions that it uses stay as they are.
 */
export interface ParsedPiece {
  readonly start: number;
  readonly end: number;
  readonly tree: MarkdownNode;
  readonly shift: number;
}

/** GitHub's additions but for addresses without brackets: see `bare-addresses.ts`. */
export const parserOptions = {
  extensions: [
    combineExtensions([
      gfmFootnote(),
      gfmStrikethrough(),
      gfmTable(),
      gfmTaskListItem(),
      frontmatter(['yaml']),
    ]),
  ],
  mdastExtensions: [
    gfmFootnoteFromMarkdown(),
    gfmStrikethroughFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmTaskListItemFromMarkdown(),
    frontmatterFromMarkdown(['yaml']),
  ],
};

/** Definitions told to pieces; with more, telling would cost more than parsing the text whole. */
const mostKnown = 10_000;

/** Parses `text`, piece by piece. Throws only where the parser itself gives up (stack depth on hostile nesting). */
export function parseMarkdown(text: string): ParsedPiece[] {
  const pieces = piecesOf(text);
  const trees = pieces.map((piece) => parsePiece(piece.text));
  // A link or footnote may be defined in another piece; without that, its brackets are only brackets.
  const all = pieces.length === 1 ? [] : trees.flatMap(definitionsIn);
  const defined = { all, names: all.map(({ name }) => name).join('\n') };
  if (all.length * pieces.length > mostKnown)
    return [{ start: 0, end: text.length, tree: parsePiece(text), shift: 0 }];
  return pieces.map(({ start, text: own }, at) => {
    const place = { start, end: start + own.length };
    const missing = own.includes('[') ? namedIn(own, defined, trees[at] as MarkdownNode) : [];
    if (missing.length === 0) return { ...place, tree: trees[at] as MarkdownNode, shift: 0 };
    const known = missing.map(({ text: definition }) => definition).join('');
    const [before, after] = at === 0 ? ['', `\n\n${known}`] : [known, ''];
    return { ...place, tree: treeOf(own, before, after), shift: -before.length };
  });
}

/** Those of other pieces whose name stands in `own`, or may. */
function namedIn(own: string, defined: Defined, tree: MarkdownNode): KnownDefinition[] {
  if (defined.all.length === 0) return [];
  const { all, names } = defined;
  let known = named.get(tree);
  if (known?.names !== names) {
    known = { names, said: saidOf(own, all) };
    named.set(tree, known);
  }
  const { said } = known;
  return said.size === 0 ? [] : all.filter((one) => said.has(one.name) && one.tree !== tree);
}

/** By tree: for these names of definitions, those that the piece says. */
const named = new WeakMap<MarkdownNode, { readonly names: string; readonly said: ReadonlySet<string> }>();

function saidOf(own: string, defined: readonly KnownDefinition[]): ReadonlySet<string> {
  const names = defined.map(({ name }) => name);
  // A quotation may break a name over two lines.
  if (/\[[^\]\n]*\n[ \t]*>/.test(own)) return new Set(names);
  const words = normalizeIdentifier(own);
  return new Set(names.filter((name) => words.includes(name)));
}

const withoutDefinitions = new WeakMap<MarkdownNode, { from: number; to: number; tree: MarkdownNode }>();

/** The tree of `own` alone, read with the definitions before or after it. */
function treeOf(own: string, before: string, after: string): MarkdownNode {
  const whole = parsePiece(before + own + after);
  const [from, to] = [before.length, before.length + own.length];
  const known = withoutDefinitions.get(whole);
  if (known?.from === from && known.to === to) return known.tree;
  const inside = ({ position }: MarkdownNode): boolean => {
    const offset = position?.start.offset ?? 0;
    return offset >= from && offset < to;
  };
  const tree = { type: whole.type, children: (whole.children ?? []).filter(inside) };
  withoutDefinitions.set(whole, { from, to, tree });
  return tree;
}

interface Defined {
  readonly all: readonly KnownDefinition[];
  readonly names: string;
}

interface KnownDefinition {
  readonly tree: MarkdownNode;
  /** Folded as the parser folds names that it compares. */
  readonly name: string;
  readonly text: string;
}

const definitions = new WeakMap<MarkdownNode, readonly KnownDefinition[]>();

function definitionsIn(tree: MarkdownNode): readonly KnownDefinition[] {
  const known = definitions.get(tree);
  if (known) return known;
  const found: KnownDefinition[] = [];
  const visit = (node: MarkdownNode): void => {
    const name = normalizeIdentifier(node.identifier ?? '');
    if (node.type === 'definition') found.push({ tree, name, text: `[${node.label ?? ''}]: x\n\n` });
    if (node.type === 'footnoteDefinition') found.push({ tree, name, text: `[^${node.label ?? ''}]: x\n\n` });
    node.children?.forEach(visit);
  };
  visit(tree);
  definitions.set(tree, found);
  return found;
}

/** An edit costs the piece it is in. */
const parsePiece = recent((text): MarkdownNode => fromMarkdown(text, parserOptions));
