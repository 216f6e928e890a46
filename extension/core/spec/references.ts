// Places that point elsewhere: cited ids, links to headings, "Section 4.7", and comments that carry directives.
import { rangeOf } from './lines.ts';
import type { Requirement, Section } from './model.ts';
import type { Citation, SectionReference, SpecComment } from './parsed-spec.ts';
import type { Prose } from './prose.ts';
import { idsIn } from './requirement-id.ts';

/** Ids in prose, without the places that define one. Code is not prose; struck-through text neither. */
export function readCitations(
  prose: Prose,
  sections: readonly Section[],
  requirements: readonly Requirement[],
  text: string,
  starts: readonly number[],
): Citation[] {
  const defining = new Set(requirements.map(({ idRange }) => idRange.offset));
  const citations: Citation[] = [];
  for (const block of prose.blocks) {
    const role = sections[block.section]?.role ?? 'other';
    for (const { id, index } of idsIn(prose.masked.slice(block.offset, block.endOffset))) {
      const offset = block.offset + index;
      if (defining.has(offset)) continue;
      citations.push({ id, role, range: rangeOf(text, starts, offset, offset + id.length) });
    }
  }
  return citations;
}

const numbered = /(?:\b[Ss]ections?\s+|§\s?)(\d+(?:\.\d+)*)/g;

/** What names another document just before "Section 4" makes it somebody else's section. */
const external =
  /\b(?:RFC|ISO|IEC|IEEE|ECMA|BCP|NIST|FIPS|EIP|ERC|PEP|W3C|WCAG|spec(?:ification)?|standard|paper|document|\w+\.md)\b[^.]{0,40}$/i;

/** "§4" after another word is a section of what the word names: "research §4", "§3.2/§3.3". */
const introducesOwn =
  /(?:^|[([;:—–]|\b(?:see|in|of|as|and|or|to|per|from|by|with|follows?|under|than|at|also|is|are)|,)\s*$/i;

export function readSectionReferences(
  prose: Prose,
  text: string,
  starts: readonly number[],
): SectionReference[] {
  const references: SectionReference[] = prose.links
    .filter(({ url }) => url.startsWith('#') && url.length > 1)
    .map(({ url, offset, endOffset }) => ({
      kind: 'anchor',
      target: safeDecode(url.slice(1)),
      range: rangeOf(text, starts, offset, endOffset),
    }));
  for (const block of prose.blocks) {
    const masked = prose.masked.slice(block.offset, block.endOffset);
    for (const match of masked.matchAll(numbered)) {
      const before = masked.slice(0, match.index);
      const after = masked.slice(match.index + match[0].length);
      if (match[0].startsWith('§') && !introducesOwn.test(before)) continue;
      if (external.test(before) || /□[^.]{0,30}$/.test(before) || /^[^.;]{0,12}\bof\b/.test(after)) continue;
      const offset = block.offset + match.index;
      references.push({
        kind: 'number',
        target: match[1] as string,
        range: rangeOf(text, starts, offset, offset + match[0].length),
      });
    }
  }
  return references;
}

function safeDecode(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}

export function readComments(prose: Prose, text: string, starts: readonly number[]): SpecComment[] {
  return prose.html.flatMap(({ value, offset }) =>
    [...value.matchAll(/<!--([\s\S]*?)-->/g)].map((match) => ({
      text: (match[1] as string).trim(),
      range: rangeOf(text, starts, offset + match.index, offset + match.index + match[0].length),
    })),
  );
}
