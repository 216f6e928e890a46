// A task that serves no requirement: nobody asked for it, or the requirement is missing.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { documentKind } from '../../spec/profile.ts';
import { sectionAt } from '../near.ts';
import type { Hit, Rule } from '../rule.ts';

/** Work that serves all requirements alike. */
const exempt =
  /\b(?:set[- ]?up|foundation(?:al)?|infrastructure|polish|cross-cutting|clean-?up|documentation|docs|quickstart|release|final|checkpoint|validation|prerequisites?|verify|verification|review|ensure all tests|regression|refactor|lint|format|analy[sz]e|commit|summary|integration|deployment|notes?|tests?|testing)\b/i;

export const orphanItem: Rule = {
  code: 'TRC005',
  id: 'orphan-item',
  severity: 'warning',
  tier: 'A',
  detects:
    'A task without a requirement or story, in a list where nearly all others name one; a scenario likewise.',
  reason: 'It is built although nothing asks for it, and no verdict counts it.',
  quietWhen:
    'Fewer than four in five items of the file name one, or it belongs to set-up, tests, documentation or polish.',
  examples: [
    {
      text: '# Tasks: invoices\n\n- [ ] T030 [FR-017] Add a list\n- [ ] T031 Add dark mode\n- [ ] T032 [FR-018] Add paging\n- [ ] T033 [FR-019] Add sorting\n- [ ] T034 [FR-020] Add export',
      findings: ['4:1-4:25 Unexpected task without a requirement, expected an id as the others have.'],
    },
    {
      text: '# Invoices\n\n## Scenarios\n\n### Scenario: R1 empty list\n\n- THEN it is empty\n\n### Scenario: R2 one\n\n- THEN it shows\n\n### Scenario: R3 many\n\n- THEN it pages\n\n### Scenario: R4 sort\n\n- THEN it sorts\n\n### Scenario: legacy import\n\n- THEN it imports',
      findings: ['21:1-21:28 Unexpected scenario without a requirement, expected an id as the others have.'],
    },
    {
      text: '# Tasks: invoices\n\n- [ ] T001 Set up the repository\n- [ ] T030 [FR-017] Add a list\n- [ ] T032 [FR-018] Add paging\n- [ ] T033 [US2] Add sorting\n- [ ] T034 [FR-020] Add export',
      findings: [],
    },
    { text: '# Tasks: invoices\n\n- [ ] T031 Add dark mode\n- [ ] T032 Add paging', findings: [] },
  ],
  *check(spec) {
    const cited = spec.citations.map(({ range }) => range.offset);
    if (documentKind(spec) === 'tasks') yield* orphans(spec, tasksOf(spec), cited, 'task');
    if (spec.requirements.length > 0 || spec.citations.length > 0)
      yield* orphans(
        spec,
        spec.scenarios
          .filter(({ headingRange }) => !inRequirement(spec, headingRange.offset))
          .map(({ title, range, headingRange }) => ({
            ...{ title, offset: range.offset, endOffset: range.endOffset, shownTo: headingRange.endOffset },
            exempt: false,
          })),
        cited,
        'scenario',
      );
  },
};

interface Item {
  readonly title: string;
  readonly offset: number;
  readonly endOffset: number;
  readonly shownTo: number;
  readonly exempt: boolean;
}

function tasksOf(spec: ParsedSpec): Item[] {
  return spec.items
    .filter(({ checkbox, parent }) => checkbox && (parent < 0 || spec.items[parent]?.checkbox === true))
    .map(({ offset, endOffset }) => {
      const line = /^.*/.exec(spec.text.slice(offset, endOffset))?.[0] ?? '';
      const section = spec.sections[sectionAt(spec, offset)]?.title ?? '';
      return {
        ...{ title: line, offset, endOffset, shownTo: offset + line.length },
        exempt: exempt.test(section) || exempt.test(line) || /~~/.test(line),
      };
    });
}

function inRequirement(spec: ParsedSpec, offset: number): boolean {
  const before = ends(spec);
  let last = -1;
  for (let low = 0, high = before.length - 1; low <= high;) {
    const middle = (low + high) >> 1;
    if ((before[middle]?.offset ?? 0) < offset) [last, low] = [middle, middle + 1];
    else high = middle - 1;
  }
  return (before[last]?.reach ?? 0) > offset;
}

/** How far the requirements up to each of them reach. */
const ends = once((spec: ParsedSpec) => {
  let reach = 0;
  return spec.requirements.map(({ range }) => {
    reach = Math.max(reach, range.endOffset);
    return { offset: range.offset, reach };
  });
});

function* orphans(
  spec: ParsedSpec,
  items: readonly Item[],
  cited: readonly number[],
  noun: string,
): Generator<Hit> {
  const counted = items.filter((item) => !item.exempt);
  if (counted.length < 5) return;
  let at = 0;
  const alone = counted.filter(({ offset, endOffset }) => {
    while (at < cited.length && (cited[at] ?? 0) < offset) at++;
    if ((cited[at] ?? Infinity) < endOffset) return false;
    return !/\bUS-?\d+\b|\b(?:story|requirements?|property)\s+\d/i.test(
      spec.text.slice(offset, Math.min(endOffset, offset + 2000)),
    );
  });
  if (alone.length === 0 || alone.length * 5 > counted.length) return;
  for (const { offset, shownTo } of alone)
    yield {
      ...{ offset, endOffset: shownTo },
      message: `Unexpected ${noun} without a requirement, expected an id as the others have.`,
      question: `Which requirement does this ${noun} serve, or is one missing?`,
    };
}
