// What a sentence is about, as a bag of content words, so that two sentences can be compared without their wording.
import type { ParsedSpec, Statement } from '../spec/parsed-spec.ts';
import { fold } from '../spec/prose.ts';

const stopWords = new Set(
  'a an the of to in on at by for with from as is are be been being it its this that these those and or then than so will shall must should may can has have had do does did not no at most least more less up about within after every each maximum max minimum min limit exactly only also total'.split(
    ' ',
  ),
);

/** Words that say how long something lives, as one word. */
const lifetime =
  /^(?:expir\w*|valid|lifetime|ttl|lasts?|lived?|lives|kept|keep|keeps|retained|retention|stored)$/;

/** Crude singular: enough to match `session` and `sessions`. */
function stem(word: string): string {
  if (lifetime.test(word)) return '(lifetime)';
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Content words of a statement, code included, numbers and units left out; sorted. */
export function contentWords(
  spec: ParsedSpec,
  statement: Statement,
  without: readonly string[] = [],
): string[] {
  const text = fold(spec.plain, statement.offset, statement.endOffset).toLowerCase();
  const words = text.match(/[\p{L}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]|\p{L}/gu) ?? [];
  const left = new Set([...without].map((word) => word.toLowerCase()));
  return [...new Set(words.filter((word) => !stopWords.has(word) && !left.has(word)).map(stem))].sort();
}

/** Joins words into a key; undefined when too little is said to compare. */
export function keyOf(words: readonly string[], least: number): string | undefined {
  return words.length >= least ? words.join(' ') : undefined;
}
