// The names that requirements use as if everybody knew them: capitalised or bold, and where they are explained.
import { once } from '../spec/memo.ts';
import type { ParsedSpec } from '../spec/parsed-spec.ts';
import { bindingStatements } from './query.ts';
import type { Place } from './rule.ts';

export interface UsedTerm extends Place {
  /** As first written. */
  readonly term: string;
  /** Sentences that use it. */
  readonly uses: number;
}

/** Capitalised for other reasons than being a term of this document. */
const ordinary = new Set(
  `I The A An This That These When While If Where Then And Or But Given It Its They Each All Any Every No Not Only On In At By For From To With After Before During Until Unless Once As Both User Users System Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December English German French Spanish Latin Chinese Japanese Europe American Markdown Git GitHub GitLab Linux Windows Mac Docker Kubernetes Python Java JavaScript TypeScript Node Rust Go React Google Apple Amazon Microsoft Slack Postgres PostgreSQL Redis Unicode Boolean Internet Web Chrome Firefox Safari Section Appendix Table Figure Chapter Requirement Requirements Scenario Note Example Principle Phase Step Task Story Feature Constitution Stripe Claude Flutter Android Material Enter Escape Tab Space Shift Ctrl Control Backspace Delete Save Cancel Edit View Add Create Update Close Open Back Next Yes Ok True False None Null`.split(
    /\s+/,
  ),
);
const capitalised =
  /(?<![\p{L}\p{N}_.□"“'’/-])\p{Lu}\p{Ll}{2,}(?:\s\p{Lu}\p{Ll}{2,}){0,2}(?![\p{L}\p{N}_(/-]|\.\p{L})/gu;

/** Terms of binding sentences that begin in the middle of one, in text order; `singles`: of one word as well. */
export const usedTerms = once((spec: ParsedSpec): readonly UsedTerm[] => {
  const terms = new Map<string, { term: string; uses: number; offset: number; endOffset: number }>();
  const add = (term: string, offset: number, seen: Set<string>) => {
    const key = termKey(term);
    if (seen.has(key)) return;
    seen.add(key);
    const known = terms.get(key);
    if (known) known.uses += 1;
    else terms.set(key, { term, uses: 1, offset, endOffset: offset + term.length });
  };
  for (const { statement, text } of bindingStatements(spec)) {
    if (spec.blocks[statement.block]?.kind !== 'paragraph') continue;
    const seen = new Set<string>();
    for (const match of text.matchAll(capitalised)) {
      let term = match[0];
      let offset = statement.offset + match.index;
      const begins =
        (match.index < 12 && /^[\s*_:\d.)(-]*$/.test(text.slice(0, match.index))) ||
        /[.:;!?]\s*$|\b(?:Given|When|Then|And)\s+$/.test(
          text.slice(Math.max(0, match.index - 12), match.index),
        );
      const [first = '', ...rest] = term.split(/\s/);
      // The first word of a sentence is capitalised anyway.
      if (begins || ordinary.has(first)) {
        if (rest.length === 0 || (begins && !ordinary.has(first) && rest.length < 1)) continue;
        if (ordinary.has(first)) {
          offset += first.length + 1;
          term = rest.join(' ');
        }
      }
      if (term.split(/\s/).some((word) => ordinary.has(word)) || term.length > 60) continue;
      add(term.replace(/\s+/g, ' '), offset, seen);
    }
  }
  return [...terms.values()].sort((a, b) => a.offset - b.offset);
});

export const termKey = (term: string): string =>
  term
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .replace(/([^s])s$/, '$1');

/** What the document explains: glossary, headings, first cells, bold lead-ins, "a *lease* is …", "lease (…)". */
export const explained = once((spec: ParsedSpec): ReadonlySet<string> => {
  const known = new Set<string>(spec.definitions.map(({ term }) => termKey(term)));
  for (const { title } of spec.sections) {
    const bare = title.replace(/^[\d.]+\s+/, '').replace(/^[\w -]{1,20}:\s+/, '');
    known.add(termKey(bare));
    const words = bare.split(/\s+/).slice(0, 12);
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + 3); to++)
        known.add(
          termKey(
            words
              .slice(from, to)
              .join(' ')
              .replace(/[^\p{L}\p{N} _-]/gu, ''),
          ),
        );
  }
  for (const { rows, header } of spec.tables)
    for (const row of [header, ...rows]) for (const { text } of row.slice(0, 1)) known.add(termKey(text));
  for (const { offset, endOffset } of spec.strong) {
    const after = spec.masked.slice(endOffset, endOffset + 12);
    const before = spec.masked.slice(Math.max(0, offset - 6), offset);
    if (
      /^\s*(?::|—|–|-|\()|:\s*$/.test(after) ||
      /\b(?:an?)\s+$/i.test(before) ||
      spec.masked.slice(offset, endOffset).trim().endsWith(':')
    )
      known.add(termKey(spec.masked.slice(offset, endOffset).replace(/[*:]/g, '').trim()));
  }
  const inline =
    /(?:^|[.;:]\s+|\n)(?:\s*[-*]?\s*)(?:an?|the)?\s*[*_]*([\p{L}][\p{L} _-]{2,40}?)[*_]*\s+(?:is an?|is the|means|refers to|consists of|denotes|are)\s/gimu;
  for (const block of spec.blocks)
    if (block.kind === 'paragraph' && block.endOffset - block.offset < 5000)
      for (const match of spec.masked.slice(block.offset, block.endOffset).matchAll(inline))
        known.add(termKey((match[1] ?? '').trim()));
  return known;
});
