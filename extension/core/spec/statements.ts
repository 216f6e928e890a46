// Cuts prose into sentences and says which of them bind the product. Rules about wording look at those alone.
import { ofPiece } from './memo.ts';
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
  // A spec without ids, requirement sections and keywords in capitals binds by its sentences alone.
  const prosaic =
    found.length === 0 &&
    !sections.some(({ role }) => role === 'requirement') &&
    !/\b(?:MUST|SHALL)\b/.test(prose.masked);
  for (const piece of prose.pieces) {
    const kept = sentencesRead(piece);
    piece.own.blocks.forEach((own, at) => {
      const index = piece.block + at;
      const role = sections[prose.blocks[index]?.section ?? -1]?.role ?? 'other';
      const requirement = owner[index] ?? -1;
      const begins = found[requirement];
      const start = begins?.block === index ? begins.textOffset - piece.offset : own.offset;
      const around = { start, role, inRequirement: requirement >= 0, prosaic };
      let read = kept[at];
      if (!read || !isSame(read.around, around))
        kept[at] = read = { around, sentences: readSentences(piece.own.masked, own, around) };
      for (const { offset, endOffset, normative } of read.sentences)
        statements.push({
          offset: offset + piece.offset,
          endOffset: endOffset + piece.offset,
          block: index,
          role,
          requirement,
          normative,
        });
    });
  }
  return statements;
}

/** All that decides over the sentences of a block, beside its words. */
interface Around {
  readonly start: number;
  readonly role: SectionRole;
  readonly inRequirement: boolean;
  readonly prosaic: boolean;
}

type Sentence = Pick<Statement, 'offset' | 'endOffset' | 'normative'>;

/** By block of a piece, what was read last; offsets count from the start of the piece. */
const sentencesRead = ofPiece((): { around: Around; sentences: Sentence[] }[] => []);

function isSame(a: Around, b: Around): boolean {
  return (
    a.start === b.start && a.role === b.role && a.inRequirement === b.inRequirement && a.prosaic === b.prosaic
  );
}

function readSentences(masked: string, block: Block, around: Around): Sentence[] {
  const { role, prosaic } = around;
  return [...sentences(masked, around.start, block.endOffset)].map(([offset, endOffset]) => {
    const text = masked.slice(offset, endOffset);
    const normative =
      !block.quoted &&
      (isNormative(text, block, role, around.inRequirement) ||
        (prosaic && role === 'other' && block.kind === 'paragraph' && bindsAlone(text)));
    return { offset, endOffset, normative };
  });
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
  return /\b(?:MUST|SHALL|SHOULD|must|shall)\b/.test(text) && !aboutText.test(text);
}

/** Talk about the document, the reader or the author, in the words that requirements use. */
const aboutText =
  /\b(?:this|the)\s+(?:(?:following|present|above|next)\s+)?(?:document|section|chapter|appendix|figure|table|paragraph|srs|specification|report|diagram|proposal|approach|method|paper|eip|rationale)\s+(?:will|shall|should|must|can|may|is|has|contains?|describes?|provides?|gives?)\b|\b(?:it|which)\s+(?:should|must|may|can|will)\s+be\s+(?:noted|mentioned|stressed|emphasi[sz]ed|remembered|assumed|seen|argued)\b|\b(?:we|I)\s+(?:will|shall|should|must|can|may|could|would)\b|^\W*(?:note|for example|e\.g)\b/i;
const binds =
  /\b(?:must|shall|should|ought\s+to|ha(?:s|ve)\s+to|needs?\s+to|(?:is|are)\s+(?:required|expected)\s+to|(?:is|are)\s+to\s+be|required\s+that)\b/i;
const promises =
  /\b(?:will|cannot|can\s+not|won't|mustn't)\b|\b(?:users?|customers?|admins?|administrators?|operators?|visitors?|members?|system|application|app|tool|software|product|service|server|client|website|site|api)\s+(?:can|may)\b/i;
const acts =
  /^\W*(?:(?:when|if|while|where|once|after|before|as soon as)\b[^,]*,\s*)?(?:the|each|every|all|an?)\s+(?:[\w'-]+\s+){0,3}?(?:systems?|application|app|tool|software|product|service|server|client|website|site|api|program|device|controller|module|interface|cli|command|page|users?|operators?)\s+(?:only\s+|always\s+|never\s+|automatically\s+)?(?:allows?|provides?|supports?|displays?|shows?|accepts?|rejects?|returns?|sends?|stores?|saves?|notif(?:y|ies)|generates?|creates?|enables?|prevents?|ensures?|validates?|verif(?:y|ies)|checks?|records?|logs?|responds?|retries|retry|lists?|deletes?|updates?|prints?|writes?|reads?|runs?|stops?|starts?|keeps?)\b/i;

/** Whether a sentence without its document reads as a requirement. */
function bindsAlone(text: string): boolean {
  if (/\?\s*$/.test(text) || aboutText.test(text)) return false;
  return binds.test(text) || promises.test(text) || acts.test(text);
}

const boundary = /[.!?]+["”')\]]*(?=\s+["“'([]?[\p{Lu}\d□`])|[.!?]+\s*$/gu;
const abbreviation =
  /(?:\b(?:e\.g|i\.e|vs|cf|fig|no|approx|incl|resp|dr|mr|mrs|st|sec|ch|eq|al)|^\s*\d+|\b[A-Z])\.$/i;

export function* sentences(masked: string, start: number, end: number): Generator<readonly [number, number]> {
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
