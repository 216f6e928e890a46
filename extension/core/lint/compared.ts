// Two sentences compared without their wording: bags of content words by clause, with polarity, numbers and modality taken out
// and kept beside.
import { clausesOf } from '../spec/clauses.ts';
import { once } from '../spec/memo.ts';
import type { ParsedSpec, Statement } from '../spec/parsed-spec.ts';
import { fold } from '../spec/prose.ts';
import { ofBindings } from './query.ts';

export interface Compared {
  readonly statement: Statement;
  /** Subject, conditions and response in order; negation, opposites, numbers and `only` left out. */
  readonly key: string;
  /** Conditions and response alone: what happens, whoever does it. */
  readonly deed: string;
  readonly subject: string;
  /** The words of the response, and the conditions. */
  readonly what: readonly string[];
  readonly frame: string;
  /** Words in `key`. */
  readonly size: number;
  /** Whether it says the opposite of the words in `key`. */
  readonly negative: boolean;
  /** Opposites it names, in order: `allow`, `before`. */
  readonly sides: string;
  readonly numbers: string;
  readonly only: boolean;
  /** It is a sentence: it has a modal verb, `is`, or a verb in the third person. */
  readonly verb: boolean;
  readonly modal: string;
}

/** What undoes the other, where one sentence demands it and another its reverse. */
const opposites: readonly (readonly string[])[] =
  'enable/disable allow/deny permit/forbid accept/reject include/exclude increase/decrease open/close start/stop lock/unlock show/hide visible/hidden encrypted/unencrypted synchronous/asynchronous synchronously/asynchronously required/optional ascending/descending public/private automatic/manual automatically/manually keep/discard retain/delete possible/impossible before/after mutable/immutable approve/reject grant/revoke add/remove activate/deactivate connect/disconnect'
    .split(' ')
    .map((pair) => pair.split('/'));
const sideOf = new Map(opposites.flatMap((pair) => pair.map((word) => [word, pair.join('|')] as const)));

const stop = new Set(
  'a an the of to in on at by for with from as is are be been being it its this that these those and or then than so will shall must should may can could would has have had do does did at most least more less up about within every each also total system application app product software tool feature able capable ability any all always there their they them such via per into onto over under between'.split(
    ' ',
  ),
);
const negation =
  /^(?:not|never|no|cannot|without|neither|nor|prevent|prohibit|disallow|forbidden|prohibited|prevented)$/;
const unit =
  /^(?:ms|s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|years?|kb|mb|gb|tb|kib|mib|gib|bytes?|characters?|percent|px|hz|milliseconds?)$/;

function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3).replace(/(.)\1$/, '$1');
  if (word.length > 4 && word.endsWith('ed'))
    return word
      .slice(0, -2)
      .replace(/(.)\1$/, '$1')
      .replace(/i$/, 'y');
  if (word.length > 3 && /[^su]s$/.test(word)) return word.slice(0, -1);
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
const bare = (word: string) =>
  sideOf.get(word) ??
  sideOf.get(word.replace(/(?:s|d|ed|es)$/, '')) ??
  sideOf.get(word.replace(/(?:d|s)$/, ''));

interface Bag {
  negative: boolean;
  readonly sides: string[];
  readonly numbers: string[];
  only: boolean;
  verb: boolean;
}

/** Content words, sorted. In a condition everything counts: "when it is not valid" is another case. */
function read(text: string, bag: Bag, part: 'subject' | 'condition' | 'response'): string[] {
  const own: string[] = [];
  const words =
    text
      .toLowerCase()
      .replace(/(\d) (?=\d{3}\b)/g, '$1')
      .match(/\d[\d.,]*|[\p{L}_][\p{L}\p{N}_'.-]*[\p{L}\p{N}_]|\p{L}|%/gu) ?? [];
  words.forEach((written, index) => {
    const word = written === 'mandatory' ? 'required' : written;
    if (word === 'is' || word === 'are') bag.verb = true;
    const next = words[index + 1] ?? '';
    const measure = unit.test(next) || next === '%' ? next.replace(/s$/, '') : '';
    if (/^\d/.test(word)) {
      const number = word.replace(/[.,]+$/, '') + measure;
      if (part === 'response') bag.numbers.push(number);
      else own.push(number);
    } else if (word === '%' || (unit.test(word) && /^\d/.test(words[index - 1] ?? ''))) return;
    else if (negation.test(word) || word.endsWith("n't")) {
      if (part === 'condition') own.push('not');
      else bag.negative = !bag.negative;
    } else if (word === 'only' && part !== 'condition') bag.only = true;
    else if (!stop.has(word)) {
      const side = part === 'response' ? bare(word) : undefined;
      if (side !== undefined && word.endsWith('s')) bag.verb = true;
      if (side !== undefined) bag.sides.push(`${side}:${side.startsWith(stemSide(word, side)) ? 0 : 1}`);
      own.push(side ?? stem(word));
    }
  });
  return [...new Set(own)].sort();
}

function stemSide(word: string, pair: string): string {
  const [left = ''] = pair.split('|');
  return word.startsWith(left.slice(0, Math.max(3, left.length - 1))) ? left : '\0';
}

/** Sentences that bind the product, steps of scenarios left out: those differ on purpose. */
export const comparedStatements = once((spec: ParsedSpec): readonly Compared[] =>
  compared(spec)
    .filter(({ statement: { role, block } }) => role !== 'scenario' && spec.blocks[block]?.kind !== 'cell')
    .flatMap(({ statement, value }) => (value === undefined ? [] : [{ ...value, statement }])),
);

/** Characters. */
const longest = 1200;
const compared = ofBindings((spec, statement) =>
  statement.endOffset - statement.offset < longest ? compare(spec, statement) : undefined,
);

/** "5.2.2.14", "(M)": a number or a mark that counts the sentence and says nothing. */
const marks = /^(?:\d+(?:\.\d+)+\.?\s+|\d+[.)]\s+)|\s*\([A-Z]{1,2}\)(?=\s|\.|$)/g;

function compare(spec: ParsedSpec, statement: Statement): Omit<Compared, 'statement'> {
  const text = fold(spec.plain, statement.offset, statement.endOffset).replace(marks, '');
  const { conditions, subject, modal, response } = clausesOf(text);
  const bag: Bag = {
    ...{ negative: /not|never/.test(modal), sides: [], numbers: [] },
    only: /\bonly\b/.test(modal),
    verb: modal !== '',
  };
  const who = read(subject, bag, 'subject');
  const when = conditions.map(({ keyword, text }) => {
    // What comes before in one sentence and after in the other is one condition on two sides.
    const order = keyword === 'before' || keyword === 'after';
    if (order) bag.sides.push(`before|after:${keyword === 'before' ? 0 : 1}`);
    const head = order ? 'order' : keyword.replace(/^(?:when(?:ever)?|if|where|once|upon)$/, 'when');
    return [head, ...read(text, bag, 'condition')].join(' ');
  });
  const what = read(response, bag, 'response');
  const frame = when.sort().join(' / ');
  return {
    ...{ what, frame, subject: who.join(' '), deed: `${what.join(' ')} / ${frame}` },
    key: `${who.join(' ')} / ${what.join(' ')} / ${frame}`,
    size: new Set([...who, ...what, ...frame.split(' ')]).size - (frame === '' ? 1 : 0),
    ...{ negative: bag.negative, sides: bag.sides.sort().join(' '), numbers: bag.numbers.join(' ') },
    ...{ verb: bag.verb, only: bag.only, modal: modal.replace(/\s*(?:not|never|only)/, '') },
  };
}

/** The first of each group of sentences that share a key, with those that follow it; groups are cut where they grow too long. */
export function groupsBy(items: readonly Compared[], key: (one: Compared) => string): Compared[][] {
  const groups = new Map<string, Compared[]>();
  for (const one of items) {
    const name = key(one);
    const group = groups.get(name);
    if (!group) groups.set(name, [one]);
    else if (group.length < 20) group.push(one);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
