// EARS has five patterns; a criterion that fits none leaves out who, when or what.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingStatements } from '../query.ts';
import type { HitFix, Rule } from '../rule.ts';

const keyword = /^\W*(?:WHEN|WHILE|IF|WHERE|THE)\b/;
const clause = /\b(?:WHEN|WHILE|IF|WHERE)\b/;
const response = /\b(?:SHALL|MUST|SHOULD|WILL)\b/;
/** Clauses in the order of the language: Where, While, When, If. */
const rank = ['WHERE', 'WHILE', 'WHEN', 'IF'];

export const earsNonconformance: Rule = {
  code: 'STR004',
  id: 'ears-nonconformance',
  severity: 'warning',
  tier: 'A',
  detects:
    'A criterion that begins with WHEN, WHILE, IF, WHERE or THE in capitals and names no system with SHALL, has its conditions after the response, or an IF without THEN.',
  reason:
    'The pattern forces the author to say who acts and when. Outside of it, one of the two is missing, and an agent fills it in.',
  quietWhen:
    'The spec is not written in EARS (no such keyword in capitals), and in scenarios with Given, When, Then.',
  examples: [
    {
      text: '## Acceptance Criteria\n\n1. WHEN the user logs in THEN show the dashboard',
      findings: ['3:4-3:49 Unexpected criterion without SHALL, expected “THE <system> SHALL”.'],
    },
    {
      text: '## Acceptance Criteria\n\n1. THE system SHALL lock the account WHEN 5 attempts fail WHILE maintenance is on',
      findings: ['3:38-3:42 Unexpected “WHEN” after the response, expected conditions first.'],
    },
    {
      text: '## Acceptance Criteria\n\n1. IF the disk is full, THE tool SHALL stop',
      findings: ['3:4-3:6 Unexpected IF without THEN, expected “IF …, THEN THE <system> SHALL”.'],
    },
    {
      text: '## Acceptance Criteria\n\n1. WHEN the user signs in, THE web client SHALL show the dashboard.',
      findings: [],
    },
    {
      text: '## Acceptance Criteria\n\n1. WHILE maintenance mode is on, WHEN 5 sign-in attempts fail, THE auth service SHALL lock the account for 15 minutes.',
      findings: [],
    },
    { text: '### Scenario: a\n\n- WHEN the user logs in\n- THEN the dashboard is shown', findings: [] },
    { text: '## Requirements\n\n- When the user logs in, show the dashboard.', findings: [] },
  ],
  *check(spec) {
    if (!inProfile(spec)) return;
    const question = 'Who does what, and when? WHEN ___, THE ___ SHALL ___.';
    for (const { statement, text } of bindingStatements(spec)) {
      if (!keyword.test(text) || statement.role !== 'requirement' || isStep(text)) continue;
      const { offset, endOffset } = statement;
      const verb = response.exec(text);
      if (!verb) {
        const then = /\bTHEN\b\s*/.exec(text);
        if (!clause.test(text) || !then) continue;
        const at = offset + then.index + then[0].length;
        yield {
          ...{ offset, endOffset, question },
          message: 'Unexpected criterion without SHALL, expected “THE <system> SHALL”.',
          fixes: [
            {
              title: 'Insert THE … SHALL',
              guided: true,
              edits: [{ offset: at, endOffset: at, newText: 'THE [NEEDS NAME: which system?] SHALL ' }],
            },
          ],
        };
        continue;
      }
      const late = clause.exec(text.slice(verb.index));
      if (late && /^\W*THE\b/.test(text)) {
        yield {
          ...{
            offset: offset + verb.index + late.index,
            endOffset: offset + verb.index + late.index + late[0].length,
            question,
          },
          message: `Unexpected “${late[0]}” after the response, expected conditions first.`,
          fixes: reordered(spec.text.slice(offset, endOffset), offset, verb.index + late.index),
        };
      } else if (/^\W*IF\b/.test(text) && !/\bTHEN\b/i.test(text.slice(0, verb.index))) {
        const comma = text.lastIndexOf(',', verb.index);
        const at = offset + comma + 1;
        yield {
          ...{ offset: offset + text.indexOf('IF'), endOffset: offset + text.indexOf('IF') + 2, question },
          message: 'Unexpected IF without THEN, expected “IF …, THEN THE <system> SHALL”.',
          fixes:
            comma < 0
              ? []
              : [
                  {
                    title: 'Insert THEN',
                    guided: false,
                    edits: [{ offset: at, endOffset: at, newText: ' THEN' }],
                  },
                ],
        };
      } else if (
        /\b(?:THEN|,)\s*$/.test(text.slice(0, verb.index)) ||
        /^\W*\w+\s*$/.test(text.slice(0, verb.index))
      ) {
        yield {
          ...{ offset: offset + verb.index, endOffset: offset + verb.index + verb[0].length, question },
          message: `Unexpected “${verb[0]}” without a system, expected “THE <system> ${verb[0]}”.`,
        };
      }
    }
  },
};

/** A spec of this kind has acceptance criteria, or a sentence that fits one of the patterns. */
function inProfile(spec: ParsedSpec): boolean {
  if (spec.sections.some(({ title }) => /\bacceptance criteria\b/i.test(title))) return true;
  return spec.statements.some(({ offset, endOffset, role }) => {
    const text = spec.masked.slice(offset, Math.min(endOffset, offset + 1000));
    if (role !== 'requirement' || !/^\W*(?:WHEN|WHILE|IF|WHERE)\b/.test(text)) return false;
    const actor = text.search(/\bTHE\b/);
    return actor >= 0 && /\bSHALL\b/.test(text.slice(actor));
  });
}

/** "WHEN x" alone is a step of a scenario. */
function isStep(text: string): boolean {
  return /\bGIVEN\b/.test(text) || (!/\bTHEN\b/.test(text) && !response.test(text));
}

/** `THE a SHALL b WHEN c WHILE d` -> `WHILE d, WHEN c, THE a SHALL b`. */
function reordered(source: string, offset: number, at: number): HitFix[] {
  if (/\n/.test(source)) return [];
  const end = /[.\s]*$/.exec(source)?.index ?? source.length;
  const main = source.slice(0, at).trimEnd().replace(/,$/, '');
  const clauses = source
    .slice(at, end)
    .split(/,?\s+(?=(?:WHEN|WHILE|IF|WHERE)\b)/)
    .map((part) => part.replace(/,$/, ''));
  const order = (part: string) => rank.indexOf(/^\w+/.exec(part)?.[0] ?? '');
  const sorted = clauses.toSorted((a, b) => order(a) - order(b));
  const then = sorted.some((part) => part.startsWith('IF')) ? 'THEN ' : '';
  const newText = `${sorted.join(', ')}, ${then}${main}`;
  return [
    {
      title: 'Put the conditions first',
      guided: false,
      edits: [{ offset, endOffset: offset + end, newText }],
    },
  ];
}
