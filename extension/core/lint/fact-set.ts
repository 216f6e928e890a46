// The facts of a set of files, found by what they are about. Which files speak of the same thing is a matter of their folders.
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import type { Fact, FactKind, SpecFacts } from './fact.ts';
import type { LintContext } from './rule.ts';

export interface ForeignFact extends Fact {
  readonly path: string;
}

const slashes = (path: string) => path.replaceAll('\\', '/');

/** The folder of one feature: ids in it are of one kind. */
export function featureOf(path: string): string {
  const place = slashes(path);
  const feature =
    /^(?:.*\/)?(?:specs\/\d{3}-[^/]+|\.?kiro\/specs\/[^/]+|openspec\/changes\/(?:archive\/)?[^/]+)(?=\/)/.exec(
      place,
    );
  return feature?.[0] ?? place.slice(0, Math.max(0, place.lastIndexOf('/')));
}

/**
 * Within it, two files that say different things contradict each other. A feature or a change that is described in a folder of
 * its own may overrule what was said before; everything else is one.
 */
function realmOf(path: string): string {
  const place = slashes(path);
  const own =
    /(?:^|\/)(?:specs\/\d{3}-[^/]+|\.?kiro\/specs\/[^/]+|openspec\/changes\/(?:archive\/)?[^/]+)\//.test(
      place,
    );
  return own ? featureOf(path) : /(?:^|\/)(?:archive|archived|deprecated|old)\//i.test(place) ? place : '';
}

const indexes = new WeakMap<readonly SpecFacts[], Map<string, ForeignFact[]>>();

function indexOf(set: readonly SpecFacts[]): Map<string, ForeignFact[]> {
  const kept = indexes.get(set);
  if (kept) return kept;
  const index = new Map<string, ForeignFact[]>();
  for (const { path, document, facts } of set)
    for (const fact of facts) {
      // Plans, checklists and notes repeat and abbreviate; they bind nothing.
      const binds = document === 'spec' || document === 'design';
      if (!binds && fact.kind !== 'requirement') continue;
      const name = `${fact.kind} ${fact.key}`;
      const found = index.get(name);
      if (found) found.push({ ...fact, path });
      else index.set(name, [{ ...fact, path }]);
    }
  indexes.set(set, index);
  return index;
}

/** What the other files of the same realm say about `key`. */
export function saidElsewhere(
  spec: Pick<ParsedSpec, 'path'>,
  { set }: LintContext,
  kind: FactKind,
  key: string,
): readonly ForeignFact[] {
  if (set === undefined) return [];
  const realm = realmOf(spec.path);
  return (indexOf(set).get(`${kind} ${key}`) ?? []).filter(
    ({ path }) => path !== spec.path && realmOf(path) === realm,
  );
}

/** Other files of the same feature. */
export function feature(spec: Pick<ParsedSpec, 'path'>, { set }: LintContext): readonly SpecFacts[] {
  const folder = featureOf(spec.path);
  return (set ?? []).filter(({ path }) => path !== spec.path && featureOf(path) === folder);
}

export function factsIn({ facts }: SpecFacts, kind: FactKind): Fact[] {
  return facts.filter((fact) => fact.kind === kind);
}

const names = new WeakMap<readonly SpecFacts[], Map<FactKind, ReadonlySet<string>>>();

/** Everything of one kind that any file of the set names: terms in small letters, declarations without their kind. */
export function namesIn({ set }: LintContext, kind: 'definition' | 'declaration'): ReadonlySet<string> {
  if (set === undefined) return new Set();
  const kept = names.get(set) ?? new Map<FactKind, ReadonlySet<string>>();
  names.set(set, kept);
  const found =
    kept.get(kind) ??
    new Set(
      set.flatMap((facts) =>
        factsIn(facts, kind).map(({ key }) => (kind === 'declaration' ? key.replace(/^\w+ /, '') : key)),
      ),
    );
  kept.set(kind, found);
  return found;
}

/** A place of another file, as a finding points to it. */
export function elsewhere({ path, range }: ForeignFact, message: string) {
  return { path, range, message };
}

/** `specs/billing.md:12`, to be read in a message. */
export function whereIs({ path, range }: ForeignFact): string {
  return `${shortPath(path)}:${range.line}`;
}

/** `specs/billing.md`, wherever the folder is. */
export function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/');
}

/**
 * What others may have to look at again after the facts of one file changed: the keys whose values are not what they were.
 * `undefined` before: the file is new.
 */
export function changedKeys(before: SpecFacts | undefined, now: SpecFacts | undefined): Set<string> {
  const said = (facts: SpecFacts | undefined) =>
    new Set((facts?.facts ?? []).map(({ kind, key, value }) => `${about(kind)} ${key}\n${value}`));
  const [old, fresh] = [said(before), said(now)];
  const changed = new Set<string>();
  for (const one of [...old, ...fresh])
    if (!(old.has(one) && fresh.has(one))) changed.add(one.slice(0, one.indexOf('\n')));
  return changed;
}

/** Whether a file says or cites something that changed in another. */
export function dependsOn({ facts }: SpecFacts, changed: ReadonlySet<string>): boolean {
  return facts.some(({ kind, key }) => changed.has(`${about(kind)} ${key}`));
}

/** A citation is about the requirement that it cites. */
function about(kind: FactKind): FactKind {
  return kind === 'citation' ? 'requirement' : kind;
}
