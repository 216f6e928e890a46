// Some texts cost the markdown parser time that grows with the square of their length: thousands of unclosed emphasis marks
// or brackets in one paragraph, thousands of underlined headings, of lists in lists under one heading. Nobody writes them;
// anybody can send them.
// Invariant: one pass over each piece that changed, no parsing; a text within `highestCost` is parsed in time that grows with its length.
import { piecesOf } from './pieces.ts';
import { recent } from './recent.ts';

/** About two seconds on a slow machine. Real specs stay below a thousandth of it. */
export const highestCost = 200_000_000;

interface Counts {
  characters: number;
  /** Runs of `*`, `_` or `~`: each may look back at all before it. */
  emphasis: number;
  openings: number;
  closings: number;
  definitions: number;
  /** `<!` and `<?`: each looks for its end until the paragraph ends. */
  markup: number;
}

const startsBlock = /^ {0,3}(?:[-*+] +\S|#{1,6} )/;

/** Steps that grow faster than the text, in units of about ten nanoseconds; measured weights. */
export function parsingCost(text: string): number {
  const costs = piecesOf(text).map((piece) => costOfPiece(piece.text));
  const sum = (of: keyof PieceCost) => costs.reduce((all, one) => all + one[of], 0);
  return sum('cost') + 24 * sum('underlined') ** 2 + 8 * sum('lazyLines') ** 2;
}

interface PieceCost {
  readonly cost: number;
  /** Both are looked for again from the start of the whole text. */
  readonly underlined: number;
  readonly lazyLines: number;
}

const costOfPiece = recent((piece): PieceCost => {
  let cost = 0;
  let underlined = 0;
  let lazyLines = 0;
  let before = '';
  let counts = none();
  for (const line of piece.split(/\r\n?|\n/)) {
    const blank = line.trim() === '';
    if (blank || startsBlock.test(line)) {
      cost += costOf(counts);
      counts = none();
    }
    add(counts, line);
    if (/^ {0,3}(?:=+|-+)\s*$/.test(line) && before !== '') underlined += 1;
    if (/^ {0,3}>/.test(before) && !blank && !/^ {0,3}>/.test(line)) lazyLines += 1;
    before = blank ? '' : line;
  }
  return { cost: cost + costOf(counts) + costOfLists(piece), underlined, lazyLines };
});

/** Every list is put into the events of its whole piece, and every line is compared with all the items around it. */
function costOfLists(piece: string): number {
  let [items, lists, depths, before] = [0, 0, 0, -1];
  for (const [, indent = '', marker] of piece.matchAll(/^([ \t>]*)(?:([-*+]|\d{1,9}[.)])[ \t])?[ \t]*\S/gm)) {
    if (marker === undefined) {
      if (indent === '') before = -1;
      continue;
    }
    items += 1;
    depths += indent.length ** 2;
    if (indent.length > before) lists += 1;
    before = indent.length;
  }
  return 20 * lists * items + 2 * depths;
}

function none(): Counts {
  return { characters: 0, emphasis: 0, openings: 0, closings: 0, definitions: 0, markup: 0 };
}

function add(counts: Counts, line: string): void {
  counts.characters += line.length;
  counts.emphasis += occurrences(line, /\*+|_+|~+/g);
  counts.openings += occurrences(line, /\[/g);
  counts.closings += occurrences(line, /\]/g);
  counts.definitions += /^ {0,3}\[.*\]:/.test(line) ? 1 : 0;
  counts.markup += occurrences(line, /<[!?]/g);
}

function costOf({ characters, emphasis, openings, closings, definitions, markup }: Counts): number {
  return 2 * emphasis ** 2 + 0.1 * openings ** 2 + closings ** 2 + 6 * definitions ** 2 + markup * characters;
}

function occurrences(line: string, pattern: RegExp): number {
  return line.match(pattern)?.length ?? 0;
}
