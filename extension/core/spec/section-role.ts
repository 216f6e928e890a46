// What a heading's words say about the text below it. The first pattern that matches wins.
import type { SectionRole } from './model.ts';
import { leadingId } from './requirement-id.ts';

const roles: readonly (readonly [SectionRole, RegExp])[] = [
  [
    'non-goal',
    /\bnon-?\s?goals?\b|\bout[- ]of[- ]scope\b|\bexclusions?\b|\bnot in scope\b|\bwhat (this|it) is not\b/i,
  ],
  ['glossary', /\bglossary\b|\bterminology\b|\bdefinitions\b|\bkey entities\b|^terms\b|\bvocabulary\b/i],
  ['question', /\bopen (questions?|issues|points)\b|^questions?\b|\bfaq\b|\bclarifications?\b|\bq ?& ?a\b/i],
  ['done', /\bdefinition of done\b|\bsuccess criteria\b|\bmeasurable outcomes\b|\bacceptance checklist\b/i],
  [
    'scenario',
    /^scenarios?\b|\bscenarios?( outline)?:|\bacceptance (scenarios|tests)\b|\buser stor(y|ies)\b|\buse cases?\b/i,
  ],
  [
    'requirement',
    /\brequirements?\b|\bacceptance criteria\b|\bedge cases?\b|\bconstraints\b|\bbehaviou?rs?\b/i,
  ],
  ['example', /\bexamples?\b|\bsamples?\b|\bwalk-?through\b/i],
  [
    'task',
    /\btasks?\b|^phase \d|\bimplementation (plan|steps|notes|order)\b|\bmilestones?\b|\broadmap\b|\bfuture work\b|\bchecklist\b/i,
  ],
  [
    'rationale',
    /\brationale\b|\bbackground\b|\bmotivation\b|\bcontext\b|\bintroduction\b|\boverview\b|\bpurpose\b|^why\b|\bnotes?\b|\bhistory\b|\balternatives\b|\bassumptions?\b|\breferences\b|\bchange ?log\b|\bsummary\b|\babstract\b|\bcopyright\b|\bdecisions?\b|\bresearch\b/i,
  ],
];

/** Role of a section from its title; without a hint, what the sections around it say (`inherited`). */
export function sectionRole(title: string, inherited: SectionRole): SectionRole {
  if (leadingId(title)) return 'requirement';
  for (const [role, pattern] of roles) if (pattern.test(title)) return role;
  return inherited;
}
