// Three capital letters that only insiders can read.
import { ofPiece, once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { commonAcronyms } from '../common-acronyms.ts';
import { namesIn } from '../fact-set.ts';
import { bindingStatements } from '../query.ts';
import { glossaryStub, isSpecDocument, readableIn } from '../near.ts';
import type { Rule } from '../rule.ts';

export const undefinedAcronym: Rule = {
  code: 'CMP014',
  id: 'undefined-acronym',
  severity: 'info',
  tier: 'A',
  detects:
    'An acronym in a requirement that is not expanded anywhere in the document and not generally known.',
  reason: 'Three letters have many expansions. The agent takes the most frequent one on the internet.',
  quietWhen:
    'The word occurs in small letters, too (emphasis), in code, in a heading, or with its expansion in parentheses.',
  examples: [
    {
      text: '- R1: The PSR MUST be archived after closing.',
      findings: ['1:11-1:14 Unexpected acronym PSR, expected its words once, as in “the words (PSR)”.'],
    },
    {
      text: '## Requirements\n\n- R1: Each RCU emits a heartbeat.\n- R2: An RCU that is silent is replaced.',
      findings: ['3:12-3:15 Unexpected acronym RCU, expected its words once, as in “the words (RCU)”.'],
    },
    { text: '- R1: The Problem Summary Report (PSR) MUST be archived after closing.', findings: [] },
    {
      text: '- R1: The response body MUST be JSON.\n- R2: The tool MUST use `PSR` as its key and the PSR is kept.',
      findings: [],
    },
  ],
  measured: {
    flagged: 212,
    labelled: 16,
    judges: false,
    note: 'The labels are about wording; none is about what this rule finds.',
  },
  *check(spec, context) {
    if (!isSpecDocument(spec)) return;
    const elsewhere = namesIn(context, 'definition');
    const seen = new Set<string>();
    for (const { statement, text } of bindingStatements(spec)) {
      if (spec.blocks[statement.block]?.kind !== 'paragraph' || shouted(text)) continue;
      for (const match of text.matchAll(
        /(?<![\p{L}\p{N}_.$@#/<{□"“'-])([A-Z]{3,6})s?(?![\p{L}\p{N}_.(/>}□"”-])/gu,
      )) {
        const [written, acronym = ''] = match;
        if (seen.has(acronym)) continue;
        seen.add(acronym);
        if (commonAcronyms.has(acronym) || elsewhere.has(acronym.toLowerCase()) || isKnown(spec, acronym))
          continue;
        if (isKnown(spec, acronym.toLowerCase()) || /\bID$|^ID/.test(acronym)) continue;
        // READ, WATCH, QUIZ: values, not acronyms.
        if (
          /[A-Z]{3,},?(?: and| or)? $/.test(text.slice(Math.max(0, match.index - 16), match.index)) ||
          /^(?:,(?: and| or)?| and| or) [A-Z]{3,}/.test(text.slice(match.index + written.length))
        )
          continue;
        const offset = statement.offset + match.index;
        yield {
          ...{ offset, endOffset: offset + written.length },
          message: `Unexpected acronym ${acronym}, expected its words once, as in “the words (${acronym})”.`,
          question: `What does ${acronym} stand for?`,
          fixes: [glossaryStub(spec, [acronym])],
        };
      }
    }
  },
};

/** A sentence in capitals is loud, not full of acronyms. */
const shouted = (text: string) => (text.match(/\b[A-Z]{3,}\b/g) ?? []).length > 8;

function isKnown(spec: ParsedSpec, word: string): boolean {
  return named(spec).has(word) || explained(spec).some((words) => words.has(word));
}

const explained = once((spec: ParsedSpec) => spec.pieces.map(explainedIn));

/** Acronyms that are names here. */
const named = once((spec: ParsedSpec): ReadonlySet<string> => {
  const known = new Set<string>(spec.definitions.flatMap(({ term }) => term.match(/[A-Z]{2,}/g) ?? []));
  for (const { title } of spec.sections)
    for (const [word] of title.matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  for (const { id } of spec.requirements) known.add(/^[A-Z]+/.exec(id)?.[0] ?? '');
  for (const { id } of spec.citations) known.add(/^[A-Z]+/.exec(id)?.[0] ?? '');
  return known;
});

/** Acronyms that are explained, or stand in code; and all words in small letters, which make capitals an emphasis. */
const explainedIn = ofPiece((own): ReadonlySet<string> => {
  const known = new Set<string>();
  const plain = readableIn({ own });
  for (const [word] of plain.matchAll(/(?<![A-Za-z])[a-z]{3,6}(?![A-Za-z])/g)) known.add(word);
  // "Problem Summary Report (PSR)", "PSR (Problem Summary Report)", "PSR: …", "PSR is …", "PSR = …".
  for (const [, word = ''] of plain.matchAll(/\(\s*"?([A-Z]{2,6})s?"?\s*[),;]/g)) known.add(word);
  for (const [, word = ''] of plain.matchAll(
    /(?<![A-Z])([A-Z]{2,6})\s*(?:\(|:|=|—|–|\bstands for|\bis an?\b|\bmeans\b)/g,
  ))
    known.add(word);
  for (const { value } of own.code)
    for (const [word] of value.matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  for (const match of own.text.matchAll(/`[^`\n]{1,80}`/g))
    for (const [word] of match[0].matchAll(/(?<![A-Z])[A-Z]{3,6}(?![A-Z])/g)) known.add(word);
  return known;
});
