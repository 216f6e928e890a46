// Places that point elsewhere: cited ids, links to headings, "Section 4.7", and comments that carry directives.
import { rangeOf } from './lines.ts';
import type { Requirement, Section } from './model.ts';
import { ofPiece } from './memo.ts';
import type { Block, Citation, SectionReference, SpecComment } from './parsed-spec.ts';
import type { PieceProse, Prose } from './prose.ts';
import type { ProfileName } from './profile.ts';
import { idsIn } from './requirement-id.ts';

/** Ids in prose, without the places that define one. Code is not prose; struck-through text neither. */
export function readCitations(
  prose: Prose,
  sections: readonly Section[],
  requirements: readonly Requirement[],
  text: string,
  starts: readonly number[],
  profile: ProfileName = 'generic',
): Citation[] {
  const defining = new Set(requirements.map(({ idRange }) => idRange.offset));
  const kiro = profile === 'ears-kiro';
  return prose.pieces.flatMap((piece) =>
    (kiro ? idsAndNumbersCited(piece) : idsCited(piece)).flatMap(({ id, length, at, block, isId }) => {
      const offset = piece.offset + at;
      if (isId && defining.has(offset)) return [];
      const section = prose.blocks[piece.block + block]?.section ?? -1;
      const role = sections[section]?.role ?? 'other';
      return [{ id, role, range: rangeOf(text, starts, offset, offset + length) }];
    }),
  );
}

/** `at` counts from the start of the piece. */
interface Cited {
  readonly id: string;
  readonly length: number;
  readonly at: number;
  readonly block: number;
  readonly isId: boolean;
}

const idsCited = ofPiece((own) => own.blocks.flatMap((_, block) => idsInBlock(own, block)));
const idsAndNumbersCited = ofPiece((own) =>
  own.blocks.flatMap((_, block) => [...idsInBlock(own, block), ...numbersInBlock(own, block)]),
);

function idsInBlock(own: PieceProse, block: number): Cited[] {
  const { offset, endOffset } = own.blocks[block] as Block;
  return [...idsIn(own.masked.slice(offset, endOffset))].map(({ id, index }) => ({
    ...{ id, length: id.length, at: offset + index, block, isId: true },
  }));
}

/** Kiro: `_Requirements: 1.2, 3.1_`. */
function numbersInBlock(own: PieceProse, block: number): Cited[] {
  const { kind, offset, endOffset } = own.blocks[block] as Block;
  if (kind === 'heading') return [];
  const source = own.masked.slice(offset, endOffset);
  return [
    ...source.matchAll(
      /\b(?:requirements?|validates):?\s+((?:(?:requirements?\s+)?\d+\.\d+(?:\s*(?:,|and)?\s*))+)/gi,
    ),
  ].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/\d+\.\d+/g)].map((number) => {
      const at = offset + match.index + match[0].lastIndexOf(match[1] ?? '') + number.index;
      return { id: number[0], length: number[0].length, at, block, isId: false };
    }),
  );
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
  for (const piece of prose.pieces) {
    for (const { target, at, length } of sectionsNumbered(piece)) {
      const offset = piece.offset + at;
      references.push({ kind: 'number', target, range: rangeOf(text, starts, offset, offset + length) });
    }
  }
  return references;
}

const sectionsNumbered = ofPiece((own) =>
  own.blocks.flatMap(({ offset, endOffset }) => {
    const masked = own.masked.slice(offset, endOffset);
    return [...masked.matchAll(numbered)].flatMap((match) => {
      const before = masked.slice(0, match.index);
      const after = masked.slice(match.index + match[0].length);
      if (match[0].startsWith('§') && !introducesOwn.test(before)) return [];
      if (external.test(before) || /□[^.]{0,30}$/.test(before) || /^[^.;]{0,12}\bof\b/.test(after)) return [];
      return [{ target: match[1] as string, at: offset + match.index, length: match[0].length }];
    });
  }),
);

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
