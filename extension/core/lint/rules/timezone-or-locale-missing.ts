// Midnight where? Sorted by whose alphabet?
import { sourceSays } from '../near.ts';
import { bindingStatements } from '../query.ts';
import type { Rule } from '../rule.ts';

const clock =
  /(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])|\b(?:midnight|noon)\b|\b(?:daily|nightly|every\s+(?:day|night|morning)|each\s+day|once\s+(?:a|per)\s+day)\b(?!\s+(?:limit|quota|active))|\bend\s+of\s+(?:the\s+)?(?:day|week|month|quarter|year)\b|\b(?:business|working)\s+(?:days?|hours)\b/i;
const order =
  /\balphabetical(?:ly)?\b|\bsort(?:ed|s)?\s+by\s+(?:\w+\s+)?names?\b|\bin\s+alphabetic\s+order\b/i;

const zone =
  /\b(?:UTC|GMT|CET|[ECMP][SD]T|time\s?zones?|timezones?|local\s+time|ISO\s?8601|RFC\s?3339)\b|\d[+-]\d\d:\d\d\b/i;
const collation =
  /\b(?:locales?|collations?|code\s+points?|Unicode|ICU|lexicographic(?:al(?:ly)?)?|byte\s+order|case-(?:in)?sensitive(?:ly)?|ASCII)\b/i;

export const timezoneOrLocaleMissing: Rule = {
  code: 'AMB021',
  id: 'timezone-or-locale-missing',
  severity: 'warning',
  tier: 'B',
  detects:
    'Clock times, daily, midnight, end of month, business days, or alphabetical order in a spec that names no time zone, locale or collation.',
  reason:
    'An agent takes the zone and the alphabet of the machine at hand. The server and the reviewer have others.',
  quietWhen: 'The document names a time zone (or a collation) anywhere, such as “all times are UTC”.',
  examples: [
    {
      text: '- R1: Reports are generated daily at midnight.',
      findings: ['1:29-1:34 Unexpected “daily” without a time zone, expected which one.'],
    },
    {
      text: '- R1: Names are sorted alphabetically.',
      findings: ['1:24-1:38 Unexpected “alphabetically” without a collation, expected which one.'],
    },
    { text: '- R1: Reports are generated daily at 00:00 UTC.', findings: [] },
    { text: '- R1: Names are sorted by Unicode code point of the NFC form.', findings: [] },
    { text: 'All times are in UTC.\n\n- R1: Reports are generated at 06:00.', findings: [] },
  ],
  measured: {
    flagged: 10,
    labelled: 2,
    judges: false,
    note: 'None of its labels is for time zones. So this does not judge the rule.',
  },
  *check(spec) {
    for (const [pattern, said, what, question] of [
      [clock, zone, 'time zone', 'In which time zone? ___'],
      [order, collation, 'collation', 'By which order: code points, or a locale such as ___?'],
    ] as const) {
      if (sourceSays(spec, said)) continue;
      for (const { statement, text } of bindingStatements(spec)) {
        const match = pattern.exec(text);
        if (!match) continue;
        const offset = statement.offset + match.index;
        const endOffset = offset + match[0].length;
        yield {
          ...{ offset, endOffset, question },
          message: `Unexpected “${match[0].replace(/\s+/g, ' ')}” without a ${what}, expected which one.`,
          fixes: [
            {
              title: `Name the ${what}`,
              guided: true,
              edits: [{ offset: endOffset, endOffset, newText: ` [NEEDS VALUE: which ${what}?]` }],
            },
          ],
        };
      }
    }
  },
};
