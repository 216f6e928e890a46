// A hole that the author meant to fill. An agent fills it with a guess.
import { bindingMatches, blocksMatch, sourceText } from '../query.ts';
import type { Hit, Place, Rule } from '../rule.ts';

const hole =
  /(?<![/\w])(?:TBD|TBC|TODO|FIXME)\b(?!\/|\s*(?:app|apps|application|list|lists|items?|comments?|lines?|markers?|entry|entries|files?|s)\b)|(?<![\w-])XXX(?![\w-])|(?<!\?)\?{3}(?!\?)|(?<!\b(?:as|with|no|any|of|the)\s+)\[NEEDS (?:CLARIFICATION|VALUE|CONDITION|DECISION|ANSWER)\b[^\]]*\](?!\s+(?:markers?|tags?|items?)\b)|\[(?:brief|your|insert|describe|enter|feature name|project name|placeholder)\b[^\]]*\](?![([:])|\blorem ipsum\b/gi;

const holesIn = blocksMatch(hole);

/** Written in capitals they are marks; in lower case they are words. */
const isMark = (text: string) => !/^(?:tbd|tbc|todo|fixme|xxx)$/i.test(text) || text === text.toUpperCase();

/** "the TBD placeholder", "placeholder text (…)": the spec speaks about holes. */
function aboutPlaceholders(masked: string, at: number): boolean {
  return /\bplaceholders?\b/i.test(masked.slice(Math.max(0, at - 30), at + 60));
}

/** "When ..., the product shall ...": dots that stand alone. */
const dots = /(?<=^|\s)(?:\.{3}|…)(?=[\s,;.]|$)/g;

export const placeholder: Rule = {
  code: 'CMP001',
  id: 'placeholder',
  severity: 'error',
  tier: 'A',
  detects:
    'TBD, TODO, FIXME, TBC, XXX, ???, `[NEEDS CLARIFICATION: …]`, unreplaced template brackets, lorem ipsum, and dots where words belong.',
  reason:
    'The author knows that something is missing here. An agent does not stop at the hole; it builds a guess into the product.',
  quietWhen: 'The word is data ("a TODO app", "no TBD markers remain"), in code, or quoted.',
  examples: [
    {
      text: '- R1: The retention period is TBD.',
      findings: ['1:31-1:34 Unexpected placeholder “TBD”, expected the decision.'],
    },
    {
      text: '- FR-006: System MUST authenticate users via [NEEDS CLARIFICATION: SSO or password?].',
      findings: [
        '1:46-1:85 Unexpected placeholder “[NEEDS CLARIFICATION: SSO or password?]”, expected the decision.',
      ],
    },
    {
      text: '- R1: When ..., the product shall stop.',
      findings: ['1:12-1:15 Unexpected placeholder “...”, expected the decision.'],
    },
    { text: '- R9: As in R2 … R5, it stops.', findings: [] },
    { text: '- R1: The retention period is 90 days, the log shows a trailing `...`.', findings: [] },
    { text: '- R1: The CLI prints `TODO` lines found in source files.', findings: [] },
    { text: '# A TODO app\n\n- R1: The app shows every TODO item.', findings: [] },
    { text: '- [x] No [NEEDS CLARIFICATION] markers remain', findings: [] },
  ],
  *check(spec) {
    for (const { offset, endOffset, groups } of holesIn(spec)) {
      if (!isMark(groups[0]) || aboutPlaceholders(spec.masked, offset)) continue;
      yield hit({ offset, endOffset }, sourceText(spec, { offset, endOffset }));
    }
    for (const { offset, endOffset, words, before, after } of bindingMatches(spec, dots)) {
      // "FR-008 … FR-015" is a range.
      if (/[\d□]\s*$/.test(before) && /^\s*(?:[\w-]*\d|□)/.test(after)) continue;
      yield hit({ offset, endOffset }, words);
    }
  },
};

function hit(place: Place, words: string): Hit {
  return {
    ...place,
    message: `Unexpected placeholder “${words}”, expected the decision.`,
    question: /:\s*(.+?)\]$/.exec(words)?.[1] ?? 'What belongs here?',
  };
}
