// Cuts prose into sentences and says which of them bind the product. Rules about wording look at those alone.
import type { Section, SectionRole } from './model.ts';
import type { Block, Statement } from './parsed-spec.ts';
import type { Prose } from './prose.ts';
import type { FoundRequirement } from './requirements.ts';

const informative: ReadonlySet<SectionRole> = new Set([
  'rationale',
  'example',
  'glossary',
  'non-goal',
  'question',
  'task',
]);

export function readStatements(
  prose: Prose,
  sections: readonly Section[],
  found: readonly FoundRequirement[],
): Statement[] {
  const statements: Statement[] = [];
  const owner = owners(prose, found);
  prose.blocks.forEach((block, index) => {
    const role = sections[block.section]?.role ?? 'other';
    const requirement = owner[index] ?? -1;
    const start =
      found[requirement]?.block === index ? (found[requirement]?.textOffset ?? block.offset) : block.offset;
    for (const [offset, endOffset] of sentences(prose.masked, start, block.endOffset)) {
      const text = prose.masked.slice(offset, endOffset);
      const normative = !block.quoted && isNormative(text, block, role, requirement >= 0);
      statements.push({ offset, endOffset, block: index, role, requirement, normative });
    }
  });
  return statements;
}

/** For each block the innermost requirement that holds it. */
function owners(prose: Prose, found: readonly FoundRequirement[]): number[] {
  const owner = prose.blocks.map(() => -1);
  let from = 0;
  found.forEach(({ requirement, block }, index) => {
    from = block;
    for (let at = from; at < prose.blocks.length; at++) {
      if ((prose.blocks[at] as Block).offset >= requirement.range.endOffset) break;
      owner[at] = index;
    }
  });
  return owner;
}

const modal = /\b(?:must|shall|should|will|may|can|could|would|might|has to|have to|needs? to)\b/i;
const firmModal = /\b(?:must|shall|should)\b/i;
const story = /^[\s*]*(?:user story\s*:?\s*)?as an? \S/i;
const givenStep = /^\s*(?:given|background)\b/i;

function isNormative(text: string, block: Block, role: SectionRole, inRequirement: boolean): boolean {
  if (informative.has(role) || story.test(text) || givenStep.test(text) || /\?\s*$/.test(text)) return false;
  if (block.kind === 'heading') return inRequirement && modal.test(text);
  if (role === 'scenario' && !firmModal.test(text)) return /^\s*then\b/i.test(text);
  if (inRequirement) return true;
  if (role === 'requirement') return /\s\S+\s/.test(text.trim());
  if (role === 'done' || role === 'scenario')
    return firmModal.test(text) || /^\s*(?:then|when)\b/i.test(text);
  return /\b(?:MUST|SHALL|SHOULD|must|shall)\b/.test(text);
}

const boundary = /[.!?]+["”')\]]*(?=\s+["“'([]?[\p{Lu}\d□`])|[.!?]+\s*$/gu;
const abbreviation =
  /(?:\b(?:e\.g|i\.e|vs|cf|fig|no|approx|incl|resp|dr|mr|mrs|st|sec|ch|eq|al)|^\s*\d+|\b[A-Z])\.$/i;

function* sentences(masked: string, start: number, end: number): Generator<readonly [number, number]> {
  const text = masked.slice(start, end);
  const length = text.trimEnd().length;
  let from = 0;
  for (const match of text.matchAll(boundary)) {
    const to = match.index + match[0].length;
    if (to < length && abbreviation.test(text.slice(Math.max(from, to - 10), to))) continue;
    yield* trimmed(text, from, to, start);
    from = to;
  }
  yield* trimmed(text, from, text.length, start);
}

function* trimmed(
  text: string,
  from: number,
  to: number,
  base: number,
): Generator<readonly [number, number]> {
  const slice = text.slice(from, to);
  const body = slice.trim();
  if (body === '' || !/[\p{L}\p{N}□]/u.test(body)) return;
  const offset = base + from + (slice.length - slice.trimStart().length);
  yield [offset, offset + body.length];
}
