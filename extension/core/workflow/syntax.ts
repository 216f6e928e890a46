// Reads one text with the generated parser: what it means, or one error with its place and one next step.
// Invariant: any text gives one of the two; the place of an error lies inside the text it was found in.
import type { Range } from '../spec/model.ts';
import { lineStarts, rangeOf } from '../spec/lines.ts';
import {
  parse,
  SyntaxError,
  type AstClause,
  type AstGraph,
  type AstStyleRule,
  type Expectation,
} from './grammar/attractor.mjs';

export interface SyntaxFault {
  /** What is wrong there. */
  readonly message: string;
  /** One thing to do about it. */
  readonly next: string;
  readonly range: Range;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: SyntaxFault };

export const readGraph = (text: string): Parsed<AstGraph> =>
  attempt(text, () => parse(text, { startRule: 'Graph' }));

export const readCondition = (text: string): Parsed<readonly AstClause[]> =>
  attempt(text, () => parse(text, { startRule: 'Condition' }));

export const readStylesheet = (text: string): Parsed<readonly AstStyleRule[]> =>
  attempt(text, () => parse(text, { startRule: 'Stylesheet' }));

function attempt<T>(text: string, read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, fault: faultOf(text, error) };
  }
}

function faultOf(text: string, error: SyntaxError): SyntaxFault {
  const { start, end } = error.location;
  const range = rangeOf(text, lineStarts(text), start.offset, end.offset);
  const [what = '', next] = error.message.split('\n');
  // A message of the grammar's own carries its next step in a second line; `expected` is null there.
  if (error.expected === null && next !== undefined) return { message: what, next, range };
  const wanted = expectations(error.expected ?? []);
  const found = error.found === null ? 'the end of the text' : `\`${error.found}\``;
  return {
    message: `Unexpected ${found}, expected ${listed(wanted)}.`,
    next: `Write ${wanted[0] ?? 'nothing more'} here, or remove ${error.found === null ? 'what was begun before' : found}.`,
    range,
  };
}

/** What could have stood there, in words; white space goes without saying. */
function expectations(all: readonly Expectation[]): string[] {
  const words = all.flatMap((one) => {
    if (one.type === 'literal') return one.text === '//' || one.text === '/*' ? [] : [`\`${one.text}\``];
    if (one.type === 'other') return one.description === 'white space' ? [] : [one.description];
    return one.type === 'end' ? ['the end of the text'] : [];
  });
  return [...new Set(words)];
}

function listed(words: readonly string[]): string {
  if (words.length === 0) return 'something else';
  return words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
