// "CSV, JSON, etc.": the list that the author had in mind is longer than the list that the agent gets.
import { bindingMatches, type Match } from '../query.ts';
import type { Hit, HitFix, Rule } from '../rule.ts';

const open =
  /\betc\b\.?|\band\s+so\s+(?:on|forth)\b|\b(?:including\s+)?but\s+not\s+limited\s+to\b|\band\s+(?:others|the\s+like|similar)(?=\s*[.,;:)]|\s*$)/gi;

/** Weaker: an example may follow a complete rule, which words alone do not show. */
const exemplary = /(?<!\()\b(?:such\s+as|e\.g\.|for\s+instance)(?=[\s,])/gi;

/** Names only (`CSV`, `Json`, code): a list of them can be closed without rewriting the sentence. */
const closable = /((?:(?:\p{Lu}[\w+#-]*|□+), )*(?:\p{Lu}[\w+#-]*|□+)), (?:and )?etc\b\.?$/u;

export const openList: Rule = {
  code: 'AMB005',
  id: 'open-list',
  severity: 'error',
  tier: 'A',
  detects:
    '"etc.", "and so on", "including but not limited to" in a requirement; and, as a likely finding only, "such as" or "e.g." as the definition of a set.',
  reason:
    'The members that are missing are known to the author alone. An agent builds the ones that are listed, or invents the rest.',
  quietWhen:
    'The words stand in parentheses after a rule, in a quotation, in code or in a section that only explains.',
  examples: [
    {
      text: '- R1: The exporter MUST support CSV, JSON, etc.',
      findings: [
        '1:44-1:48 Unexpected open list “etc.”, expected all members or the rule that decides membership.',
      ],
    },
    {
      text: '- R1: Logs, including but not limited to errors, are kept for 30 days.',
      findings: [
        '1:13-1:41 Unexpected open list “including but not limited to”, expected all members or the rule that decides membership.',
      ],
    },
    {
      text: '- R1: Invalid input, such as an empty name, is rejected.',
      findings: [
        '1:22-1:29 Unexpected open list “such as”, expected all members or the rule that decides membership.',
      ],
    },
    { text: '- R1: The exporter MUST support exactly CSV, JSON and NDJSON.', findings: [] },
    {
      text: '- R1: A name is rejected when it is empty, longer than 64 characters, or contains `/` (e.g. `a/b`).',
      findings: [],
    },
  ],
  measured: {
    flagged: 39,
    labelled: 6,
    judges: false,
    note: 'None of its labels is for lists that are left open; the six stand for other words of the requirement. So this does not judge the rule.',
  },
  *check(spec) {
    for (const match of bindingMatches(spec, open)) yield hit(match, closing(match));
    for (const match of bindingMatches(spec, exemplary)) {
      if (/\([^)]*$/.test(match.before)) continue;
      yield { ...hit(match, []), severity: 'warning', tier: 'B' };
    }
  },
};

function hit({ offset, endOffset, words }: Match, fixes: readonly HitFix[]): Hit {
  return {
    ...{ offset, endOffset, fixes },
    message: `Unexpected open list “${words}”, expected all members or the rule that decides membership.`,
    question: 'Which members are in, and is that all of them? Exactly ___.',
  };
}

/** `CSV, JSON, etc.` -> `exactly CSV and JSON`. */
function closing(match: Match): HitFix[] {
  const whole = match.before + match.groups[0];
  const list = closable.exec(whole)?.[1];
  if (list === undefined) return [];
  const listOffset = match.binding.statement.offset + whole.length - match.groups[0].length;
  const start = match.binding.statement.offset + (closable.exec(whole)?.index ?? 0);
  const lastComma = list.lastIndexOf(', ');
  const listEnd = start + list.length;
  const ends = match.groups[0].endsWith('.') && match.after.trim() === '';
  const edits = [
    {
      offset: start,
      endOffset: start,
      newText: /\bexactly\s*$/i.test(whole.slice(0, start - match.binding.statement.offset))
        ? ''
        : 'exactly ',
    },
    ...(lastComma < 0
      ? []
      : [{ offset: start + lastComma, endOffset: start + lastComma + 2, newText: ' and ' }]),
    { offset: listEnd, endOffset: listOffset + match.groups[0].length, newText: ends ? '.' : '' },
  ];
  return [{ title: 'Close the list: exactly these', guided: false, edits }];
}
