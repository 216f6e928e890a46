// Where a markdown text can be cut so that its parts, parsed alone, give what the whole gives: before a heading that closes all
// that was open. Parsing piece by piece takes time that grows with the text (whole, lists cost its square), and after an edit
// only the piece that changed is parsed again.
// Invariant: where it is not certain that nothing is open, there is no cut; the whole text is always a right answer.

/** Characters. */
const shortest = 1_024;

export interface TextPiece {
  readonly start: number;
  readonly text: string;
}

let last: { readonly text: string; readonly pieces: readonly TextPiece[] } | undefined;

/** The pieces of `text`, first to last; the text asked for last is not cut again. */
export function piecesOf(text: string): readonly TextPiece[] {
  if (last?.text === text) return last.pieces;
  const starts = startsOf(text);
  const pieces = starts.map((start, at) => ({ start, text: text.slice(start, starts[at + 1]) }));
  last = { text, pieces };
  return pieces;
}

function startsOf(text: string): number[] {
  const starts = [0];
  const open = new Open(text);
  let blank = false;
  for (const { offset, line } of linesOf(text)) {
    const heading = blank && line.startsWith('#') && !open.inside() && /^#{1,6}(?:[ \t]|$)/.test(line);
    if (heading && offset - (starts.at(-1) ?? 0) >= shortest) starts.push(offset);
    if (!open.read(line)) break;
    blank = /^[ \t]*$/.test(line);
  }
  return starts;
}

function* linesOf(text: string): Generator<{ readonly offset: number; readonly line: string }> {
  const end = /\r\n|\r|\n/g;
  let offset = 0;
  for (const { index, 0: mark } of text.matchAll(end)) {
    yield { offset, line: text.slice(offset, index) };
    offset = index + mark.length;
  }
  yield { offset, line: text.slice(offset) };
}

/** HTML that goes on over empty lines, and what ends it. */
const html: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];
const frontMatter = /^---[ \t]*(?:\r\n|\r|\n)(?:[^\r\n]*(?:\r\n|\r|\n))*?---[ \t]*(?:\r\n|\r|\n|$)/;
const markers = /^(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+/;

/** A fence, HTML or front matter over several lines. Nested in a list, it ends with the list: at the next line at the left edge. */
interface Construct {
  readonly ends: (line: string) => boolean;
  readonly nested: 'no' | 'yes' | 'maybe';
}

class Open {
  private construct: Construct | undefined;
  /** HTML that an empty line ends. */
  private untilBlank = false;
  private first = true;

  constructor(text: string) {
    if (frontMatter.test(text)) this.construct = { ends: (line) => /^---[ \t]*$/.test(line), nested: 'no' };
  }

  inside(): boolean {
    return this.construct !== undefined && this.construct.nested === 'no';
  }

  /** False: from here on nothing is certain. */
  read(line: string): boolean {
    const first = this.first;
    this.first = false;
    if (first && this.construct) return true;
    const blank = /^[ \t]*$/.test(line);
    if (this.construct) {
      const atEdge = !blank && !/^[ \t]/.test(line);
      if (this.construct.nested === 'maybe' && atEdge && !this.construct.ends(line)) return false;
      if (this.construct.nested !== 'yes' || !atEdge) {
        if (this.construct.ends(line)) this.construct = undefined;
        return true;
      }
      this.construct = undefined;
    }
    if (blank) this.untilBlank = false;
    return blank || this.begin(line);
  }

  private begin(line: string): boolean {
    // Neither a fence nor HTML.
    if (!/[`~<]/.test(line)) return true;
    const [, indent = '', rest = ''] = /^( {0,3})(.*)$/.exec(line) ?? [];
    const item = markers.exec(rest)?.[0] ?? '';
    const nested = item !== '' ? 'yes' : indent !== '' ? 'maybe' : 'no';
    const content = rest.slice(item.length);
    const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(content);
    if (fence) {
      if (this.untilBlank && nested !== 'yes') return false;
      const mark = fence[1] ?? fence[2] ?? '';
      this.construct = { ends: (one) => closes(one, mark), nested };
      return true;
    }
    if (!content.startsWith('<')) return true;
    const kind = html.find(([begins]) => begins.test(content));
    if (kind === undefined) this.untilBlank ||= nested !== 'yes';
    else if (!kind[1].test(content)) {
      if (this.untilBlank && nested !== 'yes') return false;
      this.construct = { ends: (one) => kind[1].test(one), nested };
    }
    return true;
  }
}

function closes(line: string, fence: string): boolean {
  const mark = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return (
    mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length && /^ {0,3}[`~]/.test(line)
  );
}
