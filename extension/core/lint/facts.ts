// The facts of one spec, for comparing it with the others of its set.
import { declarationsOf } from '../spec/declarations.ts';
import { rangeOf } from '../spec/lines.ts';
import { once } from '../spec/memo.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { documentKind } from '../spec/profile.ts';
import { idPrefix } from '../spec/requirement-id.ts';
import type { Fact, FactKind, SpecFacts } from './fact.ts';
import { claimsOf } from './facts/claims.ts';
import { defaultsOf } from './facts/defaults.ts';
import { enumsOf } from './facts/enums.ts';
import { phrasesOf } from './facts/non-goals.ts';
import { numbersOf } from './facts/numbers.ts';
import { sourceText } from './query.ts';

/** More than this of one kind is no spec; the rest is not compared with other files. */
const most = 2000;

export const factsOf = once((spec: ParsedSpec): SpecFacts => {
  const range = (place: { offset: number; endOffset: number }) =>
    rangeOf(spec.text, spec.lineStarts, place.offset, place.endOffset);
  const make = <T>(kind: FactKind, found: readonly T[], fact: (one: T) => Omit<Fact, 'kind'>): Fact[] =>
    found.slice(0, most).map((one) => ({ kind, ...fact(one) }));
  const facts = [
    ...make('requirement', spec.requirements, ({ id, text, idRange }) => ({
      ...{ key: id, value: hashOf(text), shown: text.slice(0, 200), range: idRange },
    })),
    ...make('definition', spec.definitions, ({ term, text, range }) => ({
      ...{ key: term.toLowerCase(), value: meaningOf(text), shown: text.slice(0, 200), name: term, range },
    })),
    ...make('number', numbersOf(spec), ({ key, base, written, quantity }) => ({
      ...{ key, value: String(base), shown: written, range: quantity.range },
    })),
    ...make('default', defaultsOf(spec), (one) => ({
      ...{ key: one.key, value: one.value.toLowerCase(), shown: one.value, range: range(one) },
    })),
    ...make('claim', claimsOf(spec), ({ key, strength, statement }) => ({
      ...{ key, value: strength, shown: sourceText(spec, statement).slice(0, 200), range: range(statement) },
    })),
    ...make('enum', enumsOf(spec), (one) => ({
      ...{
        key: one.key,
        value: [...new Set(one.members)].sort().join(' '),
        shown: one.name,
        range: range(one),
      },
    })),
    ...make('declaration', declarationsOf(spec), (one) => ({
      key: `${one.kind} ${one.name}`,
      value: one.partial ? '...' : one.fields.map(({ name }) => name).join(' '),
      shown: one.name,
      range: range(one),
    })),
    ...make('non-goal', phrasesOf(spec), (one) => ({
      ...{ key: [...one.stems].sort().join(' '), value: '', shown: one.phrase, range: range(one) },
    })),
    ...make('task', lastTask(spec), ({ line, end }) => ({
      ...{ key: 'last', value: line, shown: line, range: range({ offset: end, endOffset: end }) },
    })),
    ...make('citation', citedIds(spec), ({ id, range, role }) => ({
      ...{ key: id, value: role, shown: id, range },
    })),
  ];
  return { path: spec.path, document: documentKind(spec), facts };
});

/** The first line of the last task, and where its item ends: where another one can be added. */
function lastTask(spec: ParsedSpec): { line: string; end: number }[] {
  if (documentKind(spec) !== 'tasks') return [];
  const last = spec.items.filter(({ checkbox, parent }) => checkbox && parent < 0).at(-1);
  if (last === undefined) return [];
  const text = spec.text.slice(last.offset, last.endOffset).trimEnd();
  return [{ line: /^.*/.exec(text)?.[0].slice(0, 200) ?? '', end: last.offset + text.length }];
}

type Cited = Pick<ParsedSpec['citations'][number], 'id' | 'range' | 'role'>;

/** With what lies between the ends of "FR-001 to FR-005". */
function citedIds(spec: ParsedSpec): Cited[] {
  return spec.citations.flatMap((citation, index) => {
    const next = spec.citations[index + 1];
    return next ? [citation, ...through(spec, citation, next)] : [citation];
  });
}

function through(spec: ParsedSpec, from: Cited, to: Cited): Cited[] {
  if (to.range.offset - from.range.endOffset > 12 || idPrefix(from.id) !== idPrefix(to.id)) return [];
  const joint = spec.text.slice(from.range.endOffset, to.range.offset);
  if (!/^[\s*_`]*(?:to|through|–|—|-|\.\.+|…)[\s*_`]*$/.test(joint)) return [];
  const [first, last] = [from, to].map(({ id }) => /\d+$/.exec(id)?.[0] ?? '');
  const width = first?.length ?? 0;
  const count = Number(last) - Number(first) - 1;
  if (count < 1 || count > 200) return [];
  return Array.from({ length: count }, (_, at) => ({
    ...from,
    id: from.id.slice(0, -width) + String(Number(first) + at + 1).padStart(width, '0'),
  }));
}

/** Two definitions that differ in case, markup or punctuation alone are one. */
function meaningOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

/** FNV-1a over UTF-16 units: says whether a text has changed, and keeps no secret. */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
