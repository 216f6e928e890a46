// "Three modes:", and two of them.
import { inPieces } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { sentences } from '../../spec/statements.ts';
import type { Hit, Rule } from '../rule.ts';

const words = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const number = `(${words.slice(2).join('|')}|[2-9]|1\\d|2\\d)`;
/** "the following three modes:", "has three modes:", "all 4 roles are listed:" at the end of a paragraph. */
const announced = new RegExp(
  String.raw`(?:\b(?:the following|these|has|have|supports?|defines?|provides?|offers?|of|are|is|all|the|in|exactly)\s+)${number}\s+((?:[a-z-]+\s+){0,2}?[a-z]+[^us\s]s)(?:\s+(?:are|is|exist|listed|below|in order|here|available|supported|follow|apply))*\s*:\s*$`,
  'i',
);
const counting = String.raw`\b(?:all|the|has|have|supports?|of|these|following)\s+${number}\s+`;
const counted = new RegExp(counting, 'i');
const inline = new RegExp(
  String.raw`${counting}((?:[a-z-]+\s+){0,1}?[a-z-]+s)(?:\s+(?:are|is|are listed|exist))?(:|\s+are)\s+([^.;:()]{3,300})[.;]`,
  'gi',
);
const unsure =
  /\b(?:between|at least|up to|at most|more than|fewer than|about|or more|minimum|maximum|such as|including|e\.g|for example|first|last|next|other)\b/i;

export const countMismatch: Rule = {
  code: 'CON011',
  id: 'count-mismatch',
  severity: 'warning',
  tier: 'B',
  detects: '"The following three modes" before a list of another length.',
  reason: 'Either an item was lost or the number is old. An agent may invent the missing one.',
  quietWhen: 'The number is a bound ("at least three"), or the list is not the announced one.',
  examples: [
    {
      text: 'The command has three modes:\n\n1. check\n2. fix',
      findings: [
        '1:17-1:22 Unexpected three modes before a list of 2, expected two or the ones that are missing.',
      ],
    },
    {
      text: 'All 4 roles are listed: admin, editor, viewer.',
      findings: ['1:5-1:6 Unexpected 4 roles before a list of 3, expected 3 or the ones that are missing.'],
    },
    { text: 'The command has two modes:\n\n1. check\n2. fix', findings: [] },
    { text: 'The three roles are admin, editor and viewer.', findings: [] },
    { text: 'It has at least three modes:\n\n- check\n- fix', findings: [] },
  ],
  *check(spec) {
    yield* beforeLists(spec);
    yield* inSentences(spec);
  },
};

function* beforeLists(spec: ParsedSpec): Generator<Hit> {
  const items = new Map<number, { readonly count: number; readonly offset: number }>();
  for (const { list, offset } of spec.items) {
    const known = items.get(list);
    items.set(list, { count: (known?.count ?? 0) + 1, offset: known?.offset ?? offset });
  }
  const starts = new Map([...items.values()].map(({ count, offset }) => [offset, count]));
  for (const [index, block] of spec.blocks.entries()) {
    if (block.kind !== 'paragraph') continue;
    const next = spec.blocks[index + 1];
    const item = next === undefined ? undefined : spec.items[next.item];
    const count = item && item.offset >= block.endOffset ? starts.get(item.offset) : undefined;
    if (count === undefined || (item && spec.text.slice(block.endOffset, item.offset).trim() !== ''))
      continue;
    const text = spec.masked.slice(Math.max(block.offset, block.endOffset - 160), block.endOffset);
    const match = announced.exec(text);
    if (
      !match ||
      unsure.test(match[0]) ||
      unsure.test(text.slice(Math.max(0, match.index - 12), match.index))
    )
      continue;
    const offset = Math.max(block.offset, block.endOffset - 160) + match.index;
    const hit = mismatch(match, count, offset);
    if (hit) yield hit;
  }
}

function* inSentences(spec: ParsedSpec): Generator<Hit> {
  for (const { offset, match, text } of listedIn(spec)) {
    const listed = (match[4] ?? '')
      .split(/,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+/)
      .map((one) => one.trim());
    // Names, not clauses.
    if (listed.length < 2 || listed.some((one) => one === '' || one.split(/\s+/).length > 2)) continue;
    if (
      !(match[4] ?? '').includes(',') ||
      unsure.test(match[0]) ||
      unsure.test(text.slice(Math.max(0, match.index - 14), match.index))
    )
      continue;
    const hit = mismatch(match, listed.length, offset + match.index);
    if (hit) yield hit;
  }
}

/** Sentences that say a number and list what is counted. */
const listedIn = inPieces(({ blocks, masked }) =>
  blocks
    .filter(({ offset, endOffset }) => counted.test(masked.slice(offset, endOffset)))
    .flatMap((block) => [...sentences(masked, block.offset, block.endOffset)])
    .filter(([from, to]) => to - from <= 600)
    .flatMap(([offset, endOffset]) => {
      const text = masked.slice(offset, endOffset);
      return [...text.matchAll(inline)].map((match) => ({ offset, endOffset, match, text }));
    }),
);

function mismatch(match: RegExpMatchArray, count: number, start: number): Hit | undefined {
  const [whole, written = '', noun = ''] = match;
  const said = /^\d/.test(written) ? Number(written) : words.indexOf(written.toLowerCase());
  if (said === count) return undefined;
  const offset = start + whole.indexOf(written);
  const right = /^\d/.test(written) ? String(count) : (words[count] ?? String(count));
  return {
    ...{ offset, endOffset: offset + written.length },
    message: `Unexpected ${written} ${noun} before a list of ${count}, expected ${right} or the ones that are missing.`,
    question: `Are there ${said} ${noun} or ${count}?`,
    fixes: [
      {
        title: `Write ${right}`,
        guided: true,
        edits: [{ offset, endOffset: offset + written.length, newText: right }],
      },
    ],
  };
}
