// Finds the requirements: headings and list items that begin with an id.
import { rangeOf } from './lines.ts';
import type { Requirement, Section } from './model.ts';
import type { Block } from './parsed-spec.ts';
import { fold, type Prose } from './prose.ts';
import type { ProfileName } from './profile.ts';
import { leadingId } from './requirement-id.ts';

export interface FoundRequirement {
  readonly requirement: Requirement;
  /** Offset at which the statement begins, after the id. */
  readonly textOffset: number;
  /** Block that carries the id. */
  readonly block: number;
}

export function readRequirements(
  prose: Prose,
  sections: readonly Section[],
  text: string,
  starts: readonly number[],
  profile: ProfileName = 'generic',
): FoundRequirement[] {
  if (profile === 'ears-kiro') {
    const numbered = readCriteria(prose, sections, text, starts);
    if (numbered.length > 0) return numbered;
  }
  const found: FoundRequirement[] = [];
  const taken = new Set<number>();
  prose.blocks.forEach((block, index) => {
    if (block.kind === 'cell' || block.quoted) return;
    if (block.kind === 'paragraph' && (block.item < 0 || taken.has(block.item))) return;
    if (block.kind === 'paragraph') taken.add(block.item);
    const role = sections[block.section]?.role;
    // A plan and a list of scenarios cite requirements; they define none.
    if (role === 'task' || (role === 'scenario' && block.kind === 'paragraph')) return;
    const markup = block.kind === 'heading' ? /^[#\s]*/ : /^\s*(?:\[[ xX]\]\s+)?/;
    const source = text.slice(block.offset, block.endOffset);
    const skipped = markup.exec(source)?.[0].length ?? 0;
    const id = leadingId(source.slice(skipped));
    if (!id) return;
    const base = block.offset + skipped;
    const whole = extent(prose, sections, block);
    const statement = statementText(prose, block, index, base + id.textStart);
    found.push({
      requirement: {
        id: id.id,
        idRange: rangeOf(text, starts, base + id.start, base + id.end),
        text: statement,
        range: rangeOf(text, starts, whole.offset, whole.endOffset),
        modality: modalityOf(statement),
      },
      textOffset: base + id.textStart,
      block: index,
    });
  });
  return found;
}

/** Kiro: criterion 2 below "Requirement 5" is cited as 5.2. */
function readCriteria(
  prose: Prose,
  sections: readonly Section[],
  text: string,
  starts: readonly number[],
): FoundRequirement[] {
  const found: FoundRequirement[] = [];
  let parent = '';
  let parentDepth = 0;
  let count = 0;
  prose.blocks.forEach((block, index) => {
    const section = sections[block.section];
    if (block.kind === 'heading' && section) {
      const number = /^requirement (\d+(?:\.\d+)*)\b/i.exec(section.title)?.[1];
      if (number !== undefined || section.depth <= parentDepth) parent = number ?? '';
      if (number !== undefined) parentDepth = section.depth;
      count = 0;
      return;
    }
    const item = prose.items[block.item];
    if (parent === '' || block.kind !== 'paragraph' || block.quoted || !item?.ordered) return;
    if (item.parent >= 0 || prose.blocks[index - 1]?.item === block.item) return;
    if (!section || !/acceptance criteria/i.test(section.title)) return;
    count += 1;
    const written = /^\d+\.(\d+)\b/.exec(text.slice(item.offset, block.endOffset))?.[1];
    const statement = statementText(prose, block, index, block.offset);
    found.push({
      requirement: {
        id: `${parent}.${written ?? count}`,
        idRange: rangeOf(text, starts, item.offset, block.offset - 1),
        text: statement,
        range: rangeOf(text, starts, item.offset, item.endOffset),
        modality: modalityOf(statement),
      },
      textOffset: block.offset,
      block: index,
    });
  });
  return found;
}

function extent(prose: Prose, sections: readonly Section[], block: Block) {
  if (block.kind === 'heading') {
    const { offset, endOffset } = sections[block.section]?.range ?? block;
    return { offset, endOffset };
  }
  return prose.items[block.item] ?? block;
}

/** A heading's statement goes on in the paragraphs below it, up to the next heading. */
function statementText(prose: Prose, block: Block, index: number, offset: number): string {
  const parts = [fold(prose.plain, offset, block.endOffset)];
  for (let next = index + 1; next < prose.blocks.length; next++) {
    const other = prose.blocks[next] as Block;
    if (other.section !== block.section || other.kind !== 'paragraph' || other.quoted) break;
    if (block.kind === 'heading' ? other.item >= 0 : other.item !== block.item) break;
    parts.push(fold(prose.plain, other.offset, other.endOffset));
  }
  const [first = '', ...rest] = parts;
  return rest.length > 0 ? [/[.!?:]$/.test(first) ? first : `${first}.`, ...rest].join(' ').trim() : first;
}

/** The strongest modal verb wins; without one the binding level is not said. */
export function modalityOf(statement: string): Requirement['modality'] {
  if (/\b(must|shall|required)\b/i.test(statement)) return 'must';
  if (/\b(should|recommended)\b/i.test(statement)) return 'should';
  if (/\bmay\b/i.test(statement) || /\bOPTIONAL\b/.test(statement)) return 'may';
  return 'none';
}
