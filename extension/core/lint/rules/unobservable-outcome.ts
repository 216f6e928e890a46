// "Then it works correctly": a check that nothing can fail.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { maskedText, sourceText } from '../query.ts';
import type { Rule } from '../rule.ts';

const empty =
  /\b(?:works?|behaves?|functions?|operates?|performs?|runs?|responds?|displays?|renders?|processed|handled|displayed|saved|completed|done)\s+(?:as\s+(?:expected|intended|usual|before)|correctly|properly|well|fine|normally|successfully|without\s+(?:any\s+)?(?:errors?|problems?|issues?))\b|\bas\s+(?:expected|intended)\b|\b(?:is|are)\s+(?:correct|successful|as\s+it\s+should\s+be|ok(?:ay)?|fine)\b|\b(?:works|succeeds)\s*\.?\s*$|\b(?:correctly|properly|successfully)\s*\.?\s*$/i;

const observable =
  /[\d□“”"]|\b(?:status|exit|code|message|file|row|event|header|body|response|log|error\s+is|banner|redirect\w*|email|returns?|shows?|lists?|contains?|equals?)\b/i;

export const unobservableOutcome: Rule = {
  code: 'TST006',
  id: 'unobservable-outcome',
  severity: 'warning',
  tier: 'B',
  detects:
    'An expected outcome that says only correctly, properly, as expected, successfully or works, and names nothing that can be observed.',
  reason:
    'A step without something to look at passes for every program. The holdout that is made from it passes, too.',
  quietWhen: 'The step names a value, a state, a message, a file, a status or code.',
  examples: [
    {
      text: '### Scenario: import\n\n- WHEN a file is imported\n- THEN the import works correctly',
      findings: [
        '4:19-4:34 Unexpected outcome “works correctly”, expected what can be observed: a value, a message, a file.',
      ],
    },
    {
      text: '- R1: Import.\n  - Then the user experience is as expected.',
      findings: [
        '2:33-2:44 Unexpected outcome “as expected”, expected what can be observed: a value, a message, a file.',
      ],
    },
    {
      text: '- R1: The import MUST work as expected.',
      findings: [
        '1:23-1:39 Unexpected outcome “work as expected”, expected what can be observed: a value, a message, a file.',
      ],
    },
    {
      text: '### Scenario: import\n\n- WHEN a file is imported\n- THEN 3 rows exist in `contacts` and the response is 201',
      findings: [],
    },
    { text: '- R1: Save.\n  - Then the banner “Saved” is visible for 5 s.', findings: [] },
    { text: '- R1: The importer MUST read correctly formed files.', findings: [] },
  ],
  measured: {
    flagged: 1,
    labelled: 0,
    judges: false,
    note: 'None of its labels is for outcomes. So this does not judge the rule.',
  },
  *check(spec) {
    for (const statement of outcomes(spec)) {
      const text = maskedText(spec, statement);
      const match = empty.exec(text);
      if (!match || observable.test(text)) continue;
      const offset = statement.offset + match.index;
      const endOffset = offset + match[0].trimEnd().replace(/\s*\.$/, '').length;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected outcome “${sourceText(spec, { offset, endOffset })}”, expected what can be observed: a value, a message, a file.`,
        question: 'What would you look at to see it? ___',
        fixes: [
          {
            title: 'Say what is observed',
            guided: true,
            edits: [{ offset, endOffset, newText: '[NEEDS ANSWER: what can be observed?]' }],
          },
        ],
      };
    }
  },
};

/** Sentences that bind, and the Then parts of scenarios. */
function outcomes(spec: ParsedSpec) {
  const steps = spec.scenarios.flatMap((scenario) => {
    let then = false;
    return scenario.steps.flatMap(({ keyword, range }) => {
      then = keyword === 'then' || (then && (keyword === 'and' || keyword === 'but'));
      return then ? [range] : [];
    });
  });
  let next = 0;
  return spec.statements.filter(({ normative, offset, endOffset }) => {
    while ((steps[next]?.endOffset ?? Infinity) <= offset) next++;
    const inside = offset >= (steps[next]?.offset ?? Infinity);
    return endOffset - offset < 400 && (normative || inside);
  });
}
