// Text of a page as scenarios name it: plain words, or `/.../i`, an RE2 expression that a browser understands in the same way.
// Invariant: an expression that RE2 and the browser would read differently is refused before it is used.
import { RE2JS } from 're2js';

export type PageWords =
  | { readonly words: string }
  /** Flags of a browser: always with `u`, where what RE2 alone knows is an error instead of something else. */
  | { readonly source: string; readonly flags: string };

export function pageWords(text: string): PageWords {
  const found = /^\/(.+)\/([ims]*)$/s.exec(text);
  if (found === null) return { words: text };
  const [, inside = '', flags = ''] = found;
  const leading = /^\(\?([ims]+)\)/.exec(inside);
  const all = new Set(`${flags}${leading?.[1] ?? ''}u`);
  return { source: inside.slice(leading?.[0].length ?? 0), flags: [...all].sort().join('') };
}

export function pageWordsProblems(text: string): string[] {
  const read = pageWords(text);
  if ('words' in read) return [];
  try {
    RE2JS.compile(re2Of(read));
    new RegExp(read.source, read.flags);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The same expression for the evaluator's own comparisons. */
export function re2Of({ source, flags }: { readonly source: string; readonly flags: string }): string {
  const own = flags.replace('u', '');
  return own === '' ? source : `(?${own})${source}`;
}
