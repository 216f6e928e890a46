// Named sets of values: "Status is `open`, `paid` or `void`", `type Status = "open" | "paid"`, a declared enumeration.
import { declarationsOf } from '../../spec/declarations.ts';
import { inPieces, once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';

export interface StatedEnum {
  /** The name in lower case, its words apart: `OrderStatus` and "order status" are one. */
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
  /** Of the members in prose, of the name in code. */
  readonly offset: number;
  readonly endOffset: number;
  readonly code: boolean;
}

const quoted = '(?:`[^`\\n]{1,40}`|"[^"\\n]{1,40}"|[a-z][\\w-]{1,24})';
const named = new RegExp(
  String.raw`(?:^|[.;:]\s|\bthe\s|\ba\s|\ban\s|\*\*|^[-*\d.\s]*)\s*([A-Za-z\x60][\w\x60 -]{1,40}?)(?:\*\*)?(?:\s+(?:is|are|must be|can be|may be)\s+(?:(?:either|one of|any of|exactly one of)[:\s]+)?|:\s+|\s+(?:values|members)\s+are\s+)(${quoted}(?:,\s+(?:(?:or|and)\s+)?${quoted}){1,20}(?:\s+(?:or|and)\s+${quoted})?|${quoted}\s+or\s+${quoted})(?=[.;\n]|$)`,
  'gi',
);

export const enumsOf = once((spec: ParsedSpec): readonly StatedEnum[] =>
  [...inProse(spec), ...inCode(spec)].sort((a, b) => a.offset - b.offset),
);

const inProse = inPieces(({ blocks, text }): StatedEnum[] => {
  const found: StatedEnum[] = [];
  for (const block of blocks) {
    if (block.kind !== 'paragraph' || block.quoted || block.endOffset - block.offset > 2000) continue;
    const source = text.slice(block.offset, block.endOffset);
    if (!source.includes(',') && !/\bor\b/.test(source)) continue;
    for (const match of source.matchAll(named)) {
      const [whole, rawName = '', list = ''] = match;
      const members = membersIn(list);
      const isCode = list.includes('`') || list.includes('"');
      // Bare words are an enumeration only below a name with a colon, or after "one of".
      if (!isCode && !/:\s+$|one of\s+$/i.test(whole.slice(0, whole.indexOf(list)))) continue;
      const name = rawName.replaceAll('`', '').trim();
      const key = nameKey(name);
      if (
        members.length < 2 ||
        members.some((one) => !/^[\w.:-]+$/.test(one)) ||
        /(?:param|parameter|argument|field|column|key|example|step)$/.test(key) ||
        key === '' ||
        key.split(' ').length > 3
      )
        continue;
      const offset = block.offset + match.index + whole.lastIndexOf(list);
      found.push({ key, name, members, offset, endOffset: offset + list.length, code: false });
    }
  }
  return found;
});

function membersIn(list: string): string[] {
  return list
    .split(/,\s*(?:(?:or|and)\s+)?|\s+or\s+|\s+and\s+/)
    .map((one) => one.replace(/[`"]/g, '').trim())
    .filter((one) => one !== '');
}

function inCode(spec: ParsedSpec): StatedEnum[] {
  return declarationsOf(spec)
    .filter(({ kind, fields, partial }) => kind === 'enum' && !partial && fields.length > 1)
    .map(({ name, fields, offset, endOffset }) => ({
      ...{
        key: nameKey(name),
        name,
        members: fields.map((field) => field.name),
        offset,
        endOffset,
        code: true,
      },
    }));
}

/** `OrderStatuses`, "the order status" -> `order status`. */
export function nameKey(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:the|a|an|its|their|each|every|valid|allowed|possible|supported)\s+/, '')
    .replace(/(?:values?|members?)$/, '')
    .trim()
    .replace(/ies$/, 'y')
    .replace(/(s|x|ch)es$/, '$1')
    .replace(/([^su])s$/, '$1');
}
