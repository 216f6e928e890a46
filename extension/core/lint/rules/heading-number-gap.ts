// 2.1, then 2.3: was 2.2 dropped, or forgotten?
import { idPrefix } from '../../spec/requirement-id.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import type { Hit, HitFix, Rule } from '../rule.ts';

interface Numbered {
  readonly parent: string;
  readonly number: number;
  readonly offset: number;
  readonly endOffset: number;
  readonly name: string;
}

export const headingNumberGap: Rule = {
  code: 'STR008',
  id: 'heading-number-gap',
  severity: 'info',
  tier: 'A',
  detects: 'Numbers of sections or requirements that skip one or go back.',
  reason: 'Either something was removed and others still cite it, or something was meant and never written.',
  quietWhen:
    'The missing id is named as retired anywhere, numbers go in steps of ten, or the list has fewer than three.',
  examples: [
    {
      text: '## 2 Export\n\n### 2.1 Files\n\nText.\n\n### 2.3 Names\n\nText.',
      findings: ['7:5-7:8 Unexpected section 2.3, expected 2.2.'],
    },
    {
      text: '- FR-001: a b c.\n- FR-002: a b d.\n- FR-004: a b e.',
      findings: ['3:3-3:9 Unexpected FR-004, expected FR-003.'],
    },
    { text: '## 2 Export\n\n### 2.1 Files\n\nText.\n\n### 2.2 Names\n\nText.', findings: [] },
    { text: '- FR-001: a b c.\n- FR-002: a b d.\n- ~~FR-003~~ (retired)\n- FR-004: a b e.', findings: [] },
    { text: '- R10: a b c.\n- R20: a b d.\n- R30: a b e.', findings: [] },
  ],
  *check(spec) {
    const all = headings(spec);
    yield* gaps(all, (place, expected, parent) => ({
      ...{ offset: place.offset, endOffset: place.endOffset },
      message: `Unexpected section ${place.name}, expected ${parent}${expected}.`,
      question: `Was ${parent}${expected} removed, or is it still to be written?`,
      fixes: renumbered(spec, all, place, `${parent}${expected}`),
    }));
    const ids = spec.requirements.map(({ id, idRange }) => ({
      ...{ parent: id.replace(/\d+$/, ''), number: Number(/\d+$/.exec(id)?.[0] ?? 0) },
      ...{ offset: idRange.offset, endOffset: idRange.endOffset, name: id },
    }));
    const sizes = new Map<string, number>();
    for (const { parent } of ids) sizes.set(parent, (sizes.get(parent) ?? 0) + 1);
    const enough = ids.filter(({ parent }) => (sizes.get(parent) ?? 0) >= 3);
    yield* gaps(enough, (place, expected, parent) => {
      const digits = place.name.length - parent.length;
      const id = `${parent}${String(expected).padStart(digits, '0')}`;
      // Out of order: the list discusses ids that stand elsewhere.
      if (spec.text.includes(id) || place.number < expected) return undefined;
      return {
        ...{ offset: place.offset, endOffset: place.endOffset },
        message: `Unexpected ${place.name}, expected ${id}.`,
        question: `Was ${id} retired (say so), or is it still to be written?`,
      };
    });
  },
};

/** The first place of each group whose number is not the one before it plus one. */
function* gaps(
  places: readonly Numbered[],
  say: (place: Numbered, expected: number, parent: string) => Hit | undefined,
): Generator<Hit> {
  const last = new Map<string, Numbered>();
  const done = new Set<string>();
  for (const place of places) {
    const before = last.get(place.parent);
    last.set(place.parent, place);
    // 1 begins anew, below another heading.
    if (!before || done.has(place.parent) || place.number <= 1 || place.number === before.number + 1)
      continue;
    // Twice the same is another rule's; far jumps are groups (100, 200).
    if (place.number === before.number || place.number > before.number + 3) continue;
    const hit = say(place, before.number + 1, place.parent);
    if (!hit) continue;
    done.add(place.parent);
    yield hit;
  }
}

function headings(spec: ParsedSpec): Numbered[] {
  return spec.sections.flatMap(({ title, headingRange }) => {
    const match = /^(\d{1,3}(?:\.\d{1,3}){0,5})[.):]?\s/.exec(title);
    if (!match || idPrefix(title) === '') return [];
    const name = match[1] ?? '';
    const at = spec.text.indexOf(name, headingRange.offset);
    const cut = name.lastIndexOf('.') + 1;
    return [
      {
        parent: name.slice(0, cut),
        number: Number(name.slice(cut)),
        offset: at,
        endOffset: at + name.length,
        name,
      },
    ];
  });
}

/** Gives the section its number, and the sections below it and the references to them theirs. */
function renumbered(spec: ParsedSpec, all: readonly Numbered[], { name }: Numbered, to: string): HitFix[] {
  const isBelow = (number: string) => number === name || number.startsWith(`${name}.`);
  const later = all.filter((heading) => isBelow(heading.name));
  // Where the number is given twice already, nobody but the author knows which section a reference means.
  if (all.some((heading) => heading.name === to) || all.filter((one) => one.name === name).length > 1)
    return [];
  const edits = later.map(({ offset }) => ({ offset, endOffset: offset + name.length, newText: to }));
  for (const { kind, target, range } of spec.sectionReferences) {
    if (kind !== 'number' || !isBelow(target)) continue;
    const offset = range.endOffset - target.length;
    edits.push({ offset, endOffset: offset + name.length, newText: to });
  }
  return [{ title: `Number it ${to}`, guided: false, edits: edits.sort((a, b) => a.offset - b.offset) }];
}
