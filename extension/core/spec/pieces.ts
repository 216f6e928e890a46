// Where a markdown text can be cut so that its parts, parsed alone, give what the whole gives: before a heading that closes all
// that was open. Parsing piece by piece takes time that grows with the text (whole, lists cost its square), and after an edit
// only the piece that changed is parsed again.
// Invariant: where it is not certain that nothing is open, there is no cut; the whole text is always a right answer.

import { apart } from './recent.ts';

/** Characters. */
const shortest = 1_024;

export interface TextPiece {
  readonly start: number;
  readonly text: string;
}

interface Cut {
  readonly text: string;
  /** The front matter that the text begins with: what stands in it is never cut, so a cut holds only while it does. */
  readonly front: string;
  readonly pieces: readonly TextPiece[];
}

let last: Cut = { text: '', front: '', pieces: [] };

/** The pieces of `text`, first to last; of the text asked for last, only what lies around an edit is cut again. */
export function piecesOf(text: string): readonly TextPiece[] {
  if (last.pieces.length > 0 && last.text === text) return last.pieces;
  const front = frontMatter.exec(text)?.[0] ?? '';
  // The parser looks for the end of front matter to the end of the text, and reads what follows otherwise than without.
  if (front === '' && /^---[ \t]*[\r\n]/.test(text)) return [{ start: 0, text }];
  const pieces = cutAgain(text, front, front === last.front ? last : { ...last, pieces: [] });
  last = { text, front, pieces };
  return pieces;
}

/**
 * The pieces before the edit stay, and those after it, from the first heading that is cut at as before. Neither holds for the last cut:
 * it may be there because nothing after it is certain.
 */
function cutAgain(text: string, front: string, before: Cut): TextPiece[] {
  const old = before.pieces;
  const shift = text.length - before.text.length;
  const isKept = (one: TextPiece, by: number) => text.startsWith(one.text, one.start + by);
  let head = 0;
  while (head < old.length - 2 && isKept(old[head + 1] as TextPiece, 0) && isKept(old[head] as TextPiece, 0))
    head += 1;
  let tail = old.length;
  while (tail > head + 1 && isKept(old[tail - 1] as TextPiece, shift)) tail -= 1;
  const known = new Map(old.slice(tail, -1).map((one, at) => [one.start + shift, tail + at]));
  const from = old[head]?.start ?? 0;
  const starts = [from];
  const open = new Open(from === 0 && front !== '');
  let kept: readonly TextPiece[] = [];
  let blank = false;
  for (const { offset, line } of linesOf(text, from)) {
    const heading = blank && line.startsWith('#') && !open.inside() && /^#{1,6}(?:[ \t]|$)/.test(line);
    const cut = heading && offset - (starts.at(-1) ?? 0) >= shortest;
    if (cut) starts.push(offset);
    if (!open.read(line)) break;
    const same = cut ? known.get(offset) : undefined;
    if (same !== undefined) {
      kept = old.slice(same);
      break;
    }
    blank = /^[ \t]*$/.test(line);
  }
  const ends = kept.length > 0 ? starts.slice(1) : [...starts.slice(1), text.length];
  return [
    ...old.slice(0, head),
    ...ends.map((end, at) => pieceAt(text, starts[at] ?? 0, end)),
    ...kept.map((one) => ({ start: one.start + shift, text: one.text })),
  ];
}

function pieceAt(text: string, start: number, end: number): TextPiece {
  return { start, text: apart(text.slice(start, end)) };
}

function* linesOf(text: string, from: number): Generator<{ readonly offset: number; readonly line: string }> {
  const mark = /\r\n|\r|\n/g;
  mark.lastIndex = from;
  let offset = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    yield { offset, line: text.slice(offset, found.index) };
    offset = mark.lastIndex;
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

  constructor(hasFrontMatter: boolean) {
    if (hasFrontMatter) this.construct = { ends: (line) => /^---[ \t]*$/.test(line), nested: 'no' };
  }

  /** Whether something is open. What is nested in a list ends at the left edge, but where it ends the parser sees by what follows. */
  inside(): boolean {
    return this.construct !== undefined;
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
    const deep = /^(?: {4,}|\t)\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (deep !== undefined) {
      // In a list it is a fence, elsewhere it is code; either way the next line at the left edge is past it.
      this.construct = { ends: (one) => closes(one.trimStart(), deep), nested: 'yes' };
      return true;
    }
    const [, indent = '', rest = ''] = /^( {0,3})(.*)$/.exec(line) ?? [];
    const item = markers.exec(rest)?.[0] ?? '';
    const nested = item !== '' ? 'yes' : indent !== '' ? 'maybe' : 'no';
    const content = rest.slice(item.length);
    const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(content);
    if (fence) {
      if (this.untilBlank && nested !== 'yes') return false;
      const mark = fence[1] ?? fence[2] ?? '';
      const ends = (one: string) => closes(nested === 'yes' ? one.trimStart() : one, mark);
      this.construct = { ends, nested };
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
