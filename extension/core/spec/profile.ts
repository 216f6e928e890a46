// The customs that a document follows: which ids, which sections, which rules make sense in it. Seen from path and content.
import type { ParsedSpec } from './parsed-spec.ts';

export const profileNames = [
  'generic',
  'ears-kiro',
  'spec-kit',
  'openspec',
  'nlspec',
  'rfc',
  'none',
] as const;
export type ProfileName = (typeof profileNames)[number];

/** What part a file plays in a set: the requirements themselves, or what is made from them. */
export type DocumentKind = 'spec' | 'design' | 'plan' | 'tasks' | 'checklist' | 'notes';

export interface Profile {
  readonly name: ProfileName;
  /** Sections that its documents have, in order; `title` is what an inserted one is called. */
  readonly sections: readonly { readonly title: string; readonly names: RegExp }[];
  /** Rules that make no sense in such documents, by id. */
  readonly off: readonly string[];
}

const profiles: Readonly<Record<ProfileName, Profile>> = {
  generic: { name: 'generic', sections: [], off: [] },
  none: { name: 'none', sections: [], off: [] },
  'ears-kiro': {
    name: 'ears-kiro',
    sections: [
      { title: 'Introduction', names: /^(?:\d+[.)]?\s*)?(?:introduction|overview|purpose|summary)\b/i },
      { title: 'Requirements', names: /\brequirements?\b/i },
    ],
    off: ['missing-non-goals'],
  },
  'spec-kit': {
    name: 'spec-kit',
    sections: [
      { title: 'User Scenarios & Testing', names: /\buser scenarios\b|\buser stories\b|\bscenarios\b/i },
      { title: 'Requirements', names: /\brequirements?\b/i },
      {
        title: 'Success Criteria',
        names: /\bsuccess criteria\b|\bmeasurable outcomes\b|\bacceptance criteria\b/i,
      },
    ],
    off: ['missing-non-goals'],
  },
  openspec: {
    name: 'openspec',
    sections: [
      { title: 'Purpose', names: /\bpurpose\b|\boverview\b|\bintroduction\b|\bsummary\b/i },
      { title: 'Requirements', names: /\brequirements?\b/i },
    ],
    off: ['missing-non-goals', 'missing-glossary'],
  },
  nlspec: {
    name: 'nlspec',
    sections: [
      { title: 'Overview', names: /\boverview\b|\bintroduction\b|\bgoals?\b|\bpurpose\b/i },
      { title: 'Definition of Done', names: /\bdefinition of done\b|\bacceptance\b|\bsuccess criteria\b/i },
    ],
    off: ['implementation-leakage', 'missing-glossary', 'thesis-statement'],
  },
  rfc: {
    name: 'rfc',
    sections: [],
    off: [
      'implementation-leakage',
      'missing-glossary',
      'missing-non-goals',
      'undecided-option',
      'thesis-statement',
    ],
  },
};

export function profileOf({ profile }: { readonly profile: ProfileName }): Profile {
  return profiles[profile];
}

export function isProfileName(name: unknown): name is ProfileName {
  return profileNames.some((one) => one === name);
}

/** How far into a text its customs are looked for. */
const glance = 40_000;

export function detectProfile(path: string, text: string): ProfileName {
  const place = `/${path.replaceAll('\\', '/').replaceAll('__', '/')}`;
  if (/\/\.?kiro\/(?:specs|steering)\//.test(place)) return 'ears-kiro';
  if (/\/openspec\/(?:specs|changes)\//.test(place)) return 'openspec';
  if (/\/specs\/\d{3}-[^/]+\//.test(place)) return 'spec-kit';
  const head = text.slice(0, glance);
  if (/^## (?:ADDED|MODIFIED|REMOVED|RENAMED) Requirements\b/m.test(head)) return 'openspec';
  if (/^### Requirement: /m.test(head) && /^#### Scenario: /m.test(head)) return 'openspec';
  if (/^# Feature Specification: /m.test(head) || /^\*\*Feature Branch\*\*: /m.test(head)) return 'spec-kit';
  if (/^#{3,5} Acceptance Criteria\s*$/m.test(head) && /^#{2,4} Requirement \d+\b/m.test(head))
    return 'ears-kiro';
  if (/^(?:eip|title):/m.test(head.slice(0, 200)) && /^eip: *\d/m.test(head.slice(0, 400))) return 'rfc';
  if (/\bkey ?words "MUST"/i.test(head) || /\bas described in (?:\[?BCP 14|\[?RFC ?2119)/i.test(head))
    return 'rfc';
  if (/^#{2,3} \d+(?:\.\d+)*\.? \S/m.test(head) && /^#{1,3} (?:\d+\.? )?Definition of Done\b/im.test(text))
    return 'nlspec';
  return 'generic';
}

/** By the file's name first, then by its title. */
export function documentKind(spec: Pick<ParsedSpec, 'path' | 'title'>): DocumentKind {
  const name = (spec.path.replaceAll('__', '/').split(/[\\/]/).at(-1) ?? '').toLowerCase();
  const place = `/${spec.path.replaceAll('\\', '/').replaceAll('__', '/')}`;
  if (/\/checklists\//.test(place) || /checklist/.test(name)) return 'checklist';
  if (/^(?:tasks?|todo)\b/.test(name) || /^tasks:/i.test(spec.title)) return 'tasks';
  if (/^(?:design|architecture|data-model)\b/.test(name) || /\/contracts\//.test(place)) return 'design';
  if (/^(?:plan|implementation[-_]plan)\b/.test(name) || /^implementation plan:/i.test(spec.title))
    return 'plan';
  if (/^(?:research|quickstart|proposal|notes|readme|changelog|analysis|adr)\b/.test(name)) return 'notes';
  if (/\/\.?kiro\/(?!specs\/)/.test(place)) return 'notes';
  // A feature's folder has one document of requirements; the rest is what was written along the way.
  if (/\/\.?kiro\/specs\//.test(place) && !/^(?:requirements|bugfix)\b/.test(name)) return 'notes';
  if (/\/specs\/\d{3}-[^/]+\//.test(place) && !/^spec\b/.test(name)) return 'notes';
  return 'spec';
}
