// Some texts cost the markdown parser time that grows with the square of their length: thousands of unclosed emphasis marks
// or brackets in one paragraph, thousands of underlined headings. Nobody writes them; anybody can send them.
// Invariant: one pass over the text, no parsing; a text within `highestCost` is parsed in time that grows with its length.

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
  let cost = 0;
  let underlined = 0;
  let lazyLines = 0;
  let before = '';
  let counts = none();
  for (const line of text.split(/\r\n?|\n/)) {
    const blank = line.trim() === '';
    if (blank || startsBlock.test(line)) {
      cost += costOf(counts);
      counts = none();
    }
    add(counts, line);
    if (/^ {0,3}(?:=+|-+)\s*$/.test(line) && before !== '') underlined += 1;
    if (/^ {0,3}>/.test(before) && !blank && !/^ {0,3}>/.test(line)) lazyLines += 1;
    before = line.trim() === '' ? '' : line;
  }
  return cost + costOf(counts) + 24 * underlined ** 2 + 8 * lazyLines ** 2;
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
