// What a spec excludes by name: the items of its non-goals, as the words they are made of.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { fold } from '../../spec/prose.ts';

export interface ExcludedPhrase {
  readonly phrase: string;
  readonly stems: readonly string[];
  readonly offset: number;
  readonly endOffset: number;
}

const common = new Set(
  'support supporting with from that this into the and for any all new other more than user users feature features data system based via use using add adding change changes changing mode handling management advanced full custom additional'.split(
    ' ',
  ),
);

/** First five letters of words of four or more: enough to see that two are one. */
export function stemsIn(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.filter((word) => !common.has(word)).map((word) => word.slice(0, 6)));
}

/** Items of two to four words of substance, up to the first dash or parenthesis; a sentence excludes more finely than a name. */
export const phrasesOf = once((spec: ParsedSpec): readonly ExcludedPhrase[] => {
  const seen = new Set<number>();
  return spec.blocks.flatMap((block) => {
    if (block.kind !== 'paragraph' || block.item < 0 || seen.has(block.item)) return [];
    if (spec.sections[block.section]?.role !== 'non-goal') return [];
    seen.add(block.item);
    const text = fold(spec.plain, block.offset, block.endOffset);
    const phrase =
      text
        .replace(/^(?:no|not)\s+/i, '')
        .split(/\s+[—–-]\s+|[:(;,.]|\bfor\b|\bin\b|\bbeyond\b/)[0]
        ?.trim() ?? '';
    const stems = [...stemsIn(phrase)];
    // "Any new payment method" excludes less than "payment methods".
    const qualified =
      /\b(?:any|new|further|other|additional|more|changes?|changing|full|advanced|custom|automatic|existing|real)\b/i.test(
        phrase,
      );
    const isName =
      !qualified &&
      phrase.split(/\s+/).length <= 4 &&
      stems.length >= 2 &&
      !/\b(?:is|are|will|does|do|must|should|not|beyond|other than|except)\b/i.test(phrase);
    return isName ? [{ phrase, stems, offset: block.offset, endOffset: block.endOffset }] : [];
  });
});

/** Whether the words stand together in `text`, in any order, with at most two others among them. */
export function together(text: string, stems: readonly string[]): boolean {
  const words = (text.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => word.slice(0, 6));
  return words.some((word, at) => {
    if (!stems.includes(word)) return false;
    const near = new Set(words.slice(at, at + stems.length + 2));
    return stems.every((stem) => near.has(stem));
  });
}
