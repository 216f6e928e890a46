// Requirement ids and defined terms as names: where one is defined, where it is used, what a new name changes.
// Invariant: two files may define one id and mean two things, so a name belongs to the file that defines it nearest.
import { rangeOf } from '../spec/lines.ts';
import type { Range } from '../spec/model.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { isRequirementId } from '../spec/requirement-id.ts';
import type { SpecFacts } from './fact.ts';
import { factsIn, featureOf, shortPath } from './fact-set.ts';

export interface SymbolName {
  readonly kind: 'requirement' | 'term';
  /** The id, or the term in small letters with single spaces. */
  readonly key: string;
}

export interface FoundSymbol extends SymbolName {
  readonly range: Range;
  /** The files that define it; more than one where it cannot be told which is meant. */
  readonly homes: readonly string[];
  /** Why it cannot get the new name that was asked about. */
  readonly problem?: string;
}

export interface Mention {
  readonly range: Range;
  readonly defines: boolean;
  /** The text to put there for the new name, where one was given. */
  readonly newText: string;
}

type Named = SymbolName & Pick<Mention, 'range' | 'defines'>;

const termKey = (term: string) => term.toLowerCase().replace(/\s+/g, ' ');

/** The id or term at `offset`; `newName`: what it shall be called. */
export function symbolAt(
  spec: ParsedSpec,
  set: readonly SpecFacts[],
  offset: number,
  newName?: string,
): FoundSymbol | undefined {
  const named = namesIn(spec, set).find(({ range }) => range.offset <= offset && offset <= range.endOffset);
  if (named === undefined) return undefined;
  const { kind, key, range } = named;
  const homes = homesOf(named, spec.path, set);
  const found = { kind, key, range, homes };
  const problem = newName === undefined ? undefined : problemOf(found, newName, set);
  return problem === undefined ? found : { ...found, problem };
}

/** Where `spec` mentions the symbol whose homes are given. A file for which it means something else, or maybe so, is left out of a rename. */
export function mentionsOf(
  spec: ParsedSpec,
  set: readonly SpecFacts[],
  symbol: SymbolName & Pick<FoundSymbol, 'homes'>,
  newName?: string,
): Mention[] {
  const own = homesOf(symbol, spec.path, set);
  const same =
    newName === undefined
      ? own.length === 0 || own.some((home) => symbol.homes.includes(home))
      : own.length === 1 && symbol.homes.length === 1 && own[0] === symbol.homes[0];
  if (!same) return [];
  return namesIn(spec, set)
    .filter(({ kind, key }) => kind === symbol.kind && key === symbol.key)
    .map(({ range, defines }) => {
      const written = spec.text.slice(range.offset, range.endOffset);
      return { range, defines, newText: newName === undefined ? written : inCaseOf(written, newName) };
    });
}

/** Of its own file, else of its feature, else of all. */
function homesOf({ kind, key }: SymbolName, path: string, set: readonly SpecFacts[]): string[] {
  const defines = (facts: SpecFacts) =>
    factsIn(facts, kind === 'term' ? 'definition' : 'requirement').some(
      (fact) => (kind === 'term' ? termKey(fact.key) : fact.key) === key,
    );
  const all = set.filter(defines).map((facts) => facts.path);
  if (all.includes(path)) return [path];
  const near = all.filter((home) => featureOf(home) === featureOf(path));
  return near.length > 0 ? near : all;
}

function namesIn(spec: ParsedSpec, set: readonly SpecFacts[]): Named[] {
  return [
    ...spec.requirements.map(({ id, idRange }) => name('requirement', id, idRange, true)),
    ...spec.citations.map(({ id, range }) => name('requirement', id, range, false)),
    ...termsIn(spec, set),
  ].sort((a, b) => a.range.offset - b.range.offset);
}

function name(kind: Named['kind'], key: string, range: Range, defines: boolean): Named {
  return { kind, key, range, defines };
}

/** Every use of a defined term in prose. Where one term holds another, the longer one is meant; a plural is a use of its singular. */
function termsIn(spec: ParsedSpec, set: readonly SpecFacts[]): Named[] {
  const defined = new Map(spec.definitions.map(({ term, range }) => [range.offset, termKey(term)]));
  const terms = new Set(set.flatMap((facts) => factsIn(facts, 'definition').map(({ key }) => termKey(key))));
  if (terms.size === 0) return [];
  const longestFirst = [...terms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_-])(${longestFirst.map(spaced).join('|')})(?=s?(?![\\p{L}\\p{N}_-]))`,
    'giu',
  );
  return spec.blocks.flatMap((block) =>
    [...spec.masked.slice(block.offset, block.endOffset).matchAll(pattern)].map(({ index, 0: written }) => {
      const offset = block.offset + index;
      const range = rangeOf(spec.text, spec.lineStarts, offset, offset + written.length);
      return name('term', termKey(written), range, defined.get(offset) === termKey(written));
    }),
  );
}

function spaced(term: string): string {
  return term.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ /g, '\\s+');
}

/** `lease` becomes `grant` where `Lease` becomes `Grant`. */
function inCaseOf(written: string, newName: string): string {
  const [first = '', second = ''] = written;
  const [start = '', next = ''] = newName;
  const isWord = next === next.toLowerCase() && second === second.toLowerCase();
  if (!isWord || !/\p{L}/u.test(first)) return newName;
  const lower = first === first.toLowerCase();
  return (lower ? start.toLowerCase() : start.toUpperCase()) + newName.slice(start.length);
}

function problemOf(
  { kind, key, homes }: FoundSymbol,
  newName: string,
  set: readonly SpecFacts[],
): string | undefined {
  const [home, other] = homes;
  if (home === undefined) return `${key} is defined nowhere.`;
  if (other !== undefined)
    return `${key} is defined in ${shortPath(home)} and in ${shortPath(other)}. Rename it there.`;
  const taken = (kind: 'requirement' | 'definition', name: string) =>
    set.some(
      (facts) =>
        facts.path === home && factsIn(facts, kind).some((fact) => termKey(fact.key) === termKey(name)),
    );
  if (kind === 'term') {
    if (!/^\p{L}[\p{L}\p{N} '’_-]{1,59}$/u.test(newName))
      return 'A term has 2 to 60 letters, digits, spaces or hyphens.';
    if (termKey(newName) !== key && taken('definition', newName)) return `“${newName}” is defined already.`;
    return undefined;
  }
  if (!isRequirementId(key)) return `${key} comes from a heading or a number. Edit it there.`;
  if (!isRequirementId(newName)) return `“${newName}” is no requirement id. Ids look like R7 or AUTH-3.`;
  if (newName !== key && taken('requirement', newName)) return `${newName} is taken in ${shortPath(home)}.`;
  return undefined;
}
