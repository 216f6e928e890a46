// What can be written next in a spec: a known id, a defined term, the next free id, a section that is missing.
import type { SectionRole } from '../spec/model.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { profileOf } from '../spec/profile.ts';
import { idPrefix, isRequirementId } from '../spec/requirement-id.ts';
import type { SpecFacts } from './fact.ts';
import { factsIn, featureOf, shortPath } from './fact-set.ts';

export interface Completion {
  readonly kind: 'id' | 'term' | 'section';
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  /** What the item replaces begins here and ends where the author is. */
  readonly offset: number;
}

/** More than this is not a choice. */
const most = 500;

/** In the order in which they are shown. `set`: the facts of the files of the set, this one's included. */
export function completionsAt(spec: ParsedSpec, set: readonly SpecFacts[], offset: number): Completion[] {
  const start = spec.text.lastIndexOf('\n', offset - 1) + 1;
  const line = spec.text.slice(start, offset);
  if (/^#{1,6}(?:\s|$)/.test(line)) return missingSections(spec, start);
  const from = offset - (/[\p{L}\p{N}_-]*$/u.exec(line)?.[0].length ?? 0);
  const begins = /^\s*[-*+]\s+(?:\*\*|__)?[A-Z\d-]*$/.test(line);
  return [...(begins ? [nextId(spec, from)] : []), ...ids(spec, set, from), ...terms(spec, set, from)].slice(
    0,
    most,
  );
}

function nextId(spec: ParsedSpec, offset: number): Completion {
  const id = nextIdOf(spec);
  return { kind: 'id', label: `${id}:`, insert: `${id}: `, detail: 'the next free id', offset };
}

/** After the highest of the prefix that was used last, as wide as that. */
function nextIdOf({ requirements }: Pick<ParsedSpec, 'requirements'>): string {
  const own = requirements.map(({ id }) => id).filter(isRequirementId);
  const last = own.at(-1) ?? 'R0';
  const numbers = own
    .filter((id) => idPrefix(id) === idPrefix(last))
    .map((id) => Number(/\d+$/.exec(id)?.[0] ?? 0));
  const digits = /-?(\d+)$/.exec(last)?.[1] ?? '0';
  const next = String(Math.max(0, ...numbers) + 1).padStart(digits.length, '0');
  return last.slice(0, -digits.length) + next;
}

function ids(spec: ParsedSpec, set: readonly SpecFacts[], offset: number): Completion[] {
  return nearestFirst(spec, set, 'requirement').map(({ key, shown, path, near }) => ({
    ...{ kind: 'id' as const, label: key, insert: key, offset },
    detail: near === 1 ? shown : `${near === 2 ? path.split('/').at(-1) : shortPath(path)}: ${shown}`,
  }));
}

function terms(spec: ParsedSpec, set: readonly SpecFacts[], offset: number): Completion[] {
  return nearestFirst(spec, set, 'definition').map(({ name, key, shown }) => ({
    ...{ kind: 'term' as const, label: name ?? key, insert: name ?? key, detail: shown, offset },
  }));
}

/** Each key once: as this file says it, else its feature, else any other. */
function nearestFirst(spec: ParsedSpec, set: readonly SpecFacts[], kind: 'requirement' | 'definition') {
  const all = set.flatMap((facts) => {
    const { path } = facts;
    const near = path === spec.path ? 1 : featureOf(path) === featureOf(spec.path) ? 2 : 3;
    return factsIn(facts, kind).map((fact) => ({ ...fact, path, near }));
  });
  const seen = new Set<string>();
  return all
    .sort((a, b) => a.near - b.near)
    .filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined)
    .filter(({ key }) => kind === 'definition' || isRequirementId(key));
}

const answer = (question: string) => `[NEEDS ANSWER: ${question}]`;

const usual: readonly { readonly title: string; readonly role: SectionRole; readonly stub: string }[] = [
  { title: 'Requirements', role: 'requirement', stub: '' },
  {
    title: 'Scenarios',
    role: 'scenario',
    stub: `- Given ${answer('which state?')}, when ${answer('what happens?')}, then ${answer('what is seen?')}.`,
  },
  { title: 'Non-goals', role: 'non-goal', stub: `- ${answer('what shall it not do?')}` },
  {
    title: 'Glossary',
    role: 'glossary',
    stub: `- **${answer('which term?')}**: ${answer('what does it mean?')}`,
  },
  { title: 'Definition of Done', role: 'done', stub: `- [ ] ${answer('what shows that it is done?')}` },
  { title: 'Open questions', role: 'question', stub: `- ${answer('what is not decided?')}` },
];

/** Of its profile first. A stub asks what only the author knows. */
function missingSections(spec: ParsedSpec, offset: number): Completion[] {
  const has = ({ title, role }: { title: string; role: SectionRole | undefined }) =>
    spec.sections.some(
      (section) => section.title.toLowerCase() === title.toLowerCase() || section.role === role,
    );
  const asked = profileOf(spec)
    .sections.filter(({ names }) => !spec.sections.some(({ title }) => names.test(title)))
    .map(({ title }) => ({ title, role: undefined, stub: answer(`${title}?`) }));
  const others = usual.filter((one) => !has(one) && !asked.some(({ title }) => title === one.title));
  return [...asked, ...others].map(({ title, stub }) => {
    const body = title === 'Requirements' ? `- ${nextIdOf(spec)}: ${answer('what must it do?')}` : stub;
    return {
      ...{ kind: 'section' as const, label: `## ${title}`, insert: `## ${title}\n\n${body}\n` },
      ...{ detail: 'a section that is missing', offset },
    };
  });
}
