// Which rules a label column is about, by the column's name. A rule that no column is about is shown and not held against the linter there.
const quality = ['AMB001', 'AMB002', 'AMB003', 'AMB017', 'AMB018', 'AMB019', 'AMB020', 'TST003'];

const subjects = [
  [
    /subjectiv|non_?verifiab|unverifiab|not_?testab|vague(?!_?pro)|ambig|adverb|adjectiv|polysem|qualit|fuzz|undefin/,
    quality,
  ],
  [/loophole|escape|option|uncertain|weak_?phras|hedg/, ['AMB004']],
  [/open_?end|list|incomplete_?ref|enumerat/, ['AMB005']],
  [/superlativ/, ['AMB010']],
  [/comparativ/, ['AMB009']],
  [/negativ|negation/, ['TST008']],
  [/pronoun|anaphor/, ['AMB007']],
  [/passive|missing_?act/, ['CMP002']],
  [/weak_?verb|overly_?broad/, ['AMB006']],
  [/uncertain_?verb|modal/, ['AMB011', 'AMB012', 'AMB013']],
  [/slash|and_?or|coordinat|logic/, ['AMB008', 'AMB014']],
  [/compound|atomic|singular|conjunct|multiple/, ['STR001']],
  [/long|length|size|verbos/, ['STR002']],
  [/trigger/, ['CMP004']],
  [/subject_?miss|missing_?subj/, ['CMP003']],
  [/outcome/, ['TST006']],
  [/quantif/, ['AMB002']],
  [/frequen|tempor|time/, ['AMB003', 'AMB017']],
];

/** Columns that sum others up are about whatever those are about. */
const sum =
  /^(?:any|all|total|sum|count|number|n|num|label|labels|smell|smells|smelly|is_?smelly|has_?smells?|defects?)(?:_?(?:of|smells?|labels?|count))*$/;

/** Codes of the rules that one of the columns is about; undefined where a column's subject is not known. */
export function rulesAbout(names) {
  const known = names
    .map((name) => name.toLowerCase().trim())
    .filter((name) => !sum.test(name))
    .map((name) => subjects.filter(([pattern]) => pattern.test(name)));
  if (known.length === 0 || known.some((of) => of.length === 0)) return undefined;
  return new Set(known.flat().flatMap(([, codes]) => codes));
}
