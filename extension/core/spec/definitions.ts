// Terms and what they mean: glossary items and rows, and "**Lease**: …" or "a *lease* is …" in the text.
import { rangeOf } from './lines.ts';
import type { Section } from './model.ts';
import type { Definition } from './parsed-spec.ts';
import { fold, type Prose } from './prose.ts';
import { leadingId } from './requirement-id.ts';

/** `**Term**: text`, `**Term** — text`, `Term: text`; the term keeps at most six words. */
const entry = /^\s*(\*\*|__|\*|_|`)?([^*_`:|]{2,60}?):?(\1)?\s*(?::|—|–| - )\s*(?:\1)?\s*(\S.*)$/s;

export function readDefinitions(
  prose: Prose,
  sections: readonly Section[],
  text: string,
  starts: readonly number[],
): Definition[] {
  const definitions: Definition[] = [];
  const seenItems = new Set<number>();
  for (const block of prose.blocks) {
    const role = sections[block.section]?.role ?? 'other';
    if (role !== 'glossary' || block.kind !== 'paragraph' || block.quoted) continue;
    if (block.item >= 0 && seenItems.has(block.item)) continue;
    seenItems.add(block.item);
    if (block.item >= 0 && (prose.items[block.item]?.parent ?? -1) >= 0) continue;
    const source = text.slice(block.offset, block.endOffset);
    const match = entry.exec(source);
    if (!match || leadingId(source)) continue;
    const term = (match[2] as string).trim();
    if (term.split(/\s+/).length > 6) continue;
    const at = block.offset + source.indexOf(term);
    const body = block.offset + source.length - (match[4] as string).length;
    definitions.push({
      term,
      text: fold(prose.plain, body, block.endOffset),
      range: rangeOf(text, starts, at, at + term.length),
      role,
    });
  }
  return [...definitions, ...rowDefinitions(prose, sections, text, starts)];
}

function rowDefinitions(
  prose: Prose,
  sections: readonly Section[],
  text: string,
  starts: readonly number[],
): Definition[] {
  const definitions: Definition[] = [];
  let previous = -2;
  for (const row of prose.rows) {
    const [first, second] = row;
    if (first === undefined || second === undefined) continue;
    const block = prose.blocks[first];
    const meaning = prose.blocks[second];
    const isHeader = first !== previous;
    previous = (row.at(-1) ?? first) + 1;
    if (isHeader || !block || !meaning || sections[block.section]?.role !== 'glossary') continue;
    const term = fold(prose.plain, block.offset, block.endOffset)
      .replace(/^\||\|$/g, '')
      .trim();
    const at = text.indexOf(term, block.offset);
    if (!/\p{L}{2}/u.test(term) || at < 0 || at >= block.endOffset) continue;
    const definition = fold(prose.plain, meaning.offset, meaning.endOffset);
    definitions.push({
      term,
      text: definition,
      range: rangeOf(text, starts, at, at + term.length),
      role: 'glossary',
    });
  }
  return definitions;
}
