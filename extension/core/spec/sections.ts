// Headings to sections: where each begins and ends, what it is for, how it can be linked to.
import { rangeOf } from './lines.ts';
import { ofPiece } from './memo.ts';
import type { Section, SectionRole } from './model.ts';
import { fold, type Prose } from './prose.ts';
import { sectionRole } from './section-role.ts';

/** A section reaches to the next heading of the same or a higher level. */
export function readSections(prose: Prose, text: string, starts: readonly number[]): Section[] {
  const ends = sectionEnds(prose.headings, text.length);
  const open: { depth: number; role: SectionRole }[] = [];
  const titles = prose.pieces.flatMap(titlesIn);
  return prose.headings.map((heading, index) => {
    const title = titles[index] ?? '';
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= heading.depth) open.pop();
    const inherited = open.at(-1)?.role ?? 'other';
    const role = sectionRole(title, inherited);
    // A document's title names it; only "Tasks: …" says something about everything below.
    open.push({ depth: heading.depth, role: heading.depth === 1 && role !== 'task' ? 'other' : role });
    return {
      title,
      depth: heading.depth,
      role: heading.depth === 1 && role !== 'task' ? 'other' : role,
      range: rangeOf(text, starts, heading.offset, ends[index] ?? text.length),
      headingRange: rangeOf(text, starts, heading.offset, heading.endOffset),
    };
  });
}

const titlesIn = ofPiece(({ headings, plain }) =>
  headings.map(({ offset, endOffset }) => fold(plain, offset, endOffset)),
);

/** Where the next heading of the same or a higher level begins, for each heading. */
function sectionEnds(headings: Prose['headings'], end: number): number[] {
  const ends = headings.map(() => end);
  const open: number[] = [];
  headings.forEach((heading, index) => {
    while (open.length > 0 && (headings[open.at(-1) ?? 0]?.depth ?? 0) >= heading.depth)
      ends[open.pop() as number] = heading.offset;
    open.push(index);
  });
  return ends;
}

/** Link targets: heading slugs as GitHub makes them (repeated ones with `-1`, `-2`), and leading section numbers. */
export function readAnchors(sections: readonly Section[], text: string): string[] {
  const seen = new Map<string, number>();
  const anchors: string[] = [];
  for (const { title } of sections) {
    const slug = slugOf(title);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.push(count === 0 ? slug : `${slug}-${count}`);
    const number = /^(?:section |appendix )?(\d+(?:\.\d+)*|[A-Z](?:\.\d+)+)[.):]?\s/i.exec(title)?.[1];
    if (number) anchors.push(number);
  }
  if (!text.includes('<a')) return anchors;
  for (const match of text.matchAll(/<a\s+(?:id|name)=["']([^"']+)["']/g)) anchors.push(match[1] as string);
  return anchors;
}

export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
