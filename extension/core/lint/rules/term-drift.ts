// One thing under two names: the agent builds two things.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingStatements } from '../query.ts';
import type { Hit, Place, Rule } from '../rule.ts';

/** Names of one kind of person that are used for each other. */
const people = [
  ['customer', 'client', 'buyer', 'shopper', 'purchaser', 'consumer'],
  ['user', 'end-user', 'end user', 'enduser'],
  ['administrator', 'admin', 'superuser'],
  ['employee', 'staff member', 'worker', 'associate'],
];

export const termDrift: Rule = {
  code: 'CON003',
  id: 'term-drift',
  severity: 'warning',
  tier: 'B',
  detects:
    'A defined term of several words in another spelling ("workitem" for "work item"), or another name for a person that the glossary has a name for.',
  reason: 'Two names become two types, two tables or two roles.',
  quietWhen:
    'The other spelling is code, a quotation, a modifier ("work-item list"), or has a definition of its own.',
  examples: [
    {
      text: '## Requirements\n\n- R1: A **work item** has a title.\n- R2: The workitem is closed by its owner.',
      findings: ['4:11-4:19 Unexpected “workitem”, expected “work item” as defined.'],
    },
    {
      text: '## Glossary\n\n- **Customer**: a person who pays\n\n## Requirements\n\n- R1: The customer pays.\n- R2: The client receives the invoice.',
      findings: [
        '8:11-8:17 Unexpected “client”, expected “customer” as in the glossary, or a definition of its own.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: A **work item** has a title.\n- R2: Work items are closed by their owner.\n- R3: The work-item list shows `workitem` rows.',
      findings: [],
    },
    {
      text: '## Glossary\n\n- **Customer**: a person who pays\n\n## Requirements\n\n- R1: The customer pays.\n- R2: The HTTP client retries.',
      findings: [],
    },
  ],
  *check(spec) {
    const terms = termsOf(spec);
    if (terms.size > 0) yield* spellings(spec, terms);
    yield* synonyms(spec);
  },
};

/** `work item`, `WorkItems`, `work-item` -> `workitem`. */
const squeeze = (words: string) =>
  words
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
    .replace(/([^s])s$/, '$1');

/** Terms of two parts or more: of the glossary, and bold ones after an article. */
const termsOf = once((spec: ParsedSpec): ReadonlyMap<string, string> => {
  const terms = new Map<string, string>();
  const add = (term: string) => {
    if (/^[\p{L}\d]+(?:[ -][\p{L}\d]+){1,2}$/u.test(term))
      terms.set(squeeze(term), terms.get(squeeze(term)) ?? term);
  };
  for (const { term } of spec.definitions) add(term);
  for (const { offset, endOffset } of spec.strong)
    if (/\b(?:an?|each|every|one)\s*$/i.test(spec.masked.slice(Math.max(0, offset - 8), offset)))
      add(spec.masked.slice(offset, endOffset).trim());
  return terms;
});

const word = /[\p{L}\d]+(?:[_-][\p{L}\d]+)*/gu;

function* spellings(spec: ParsedSpec, terms: ReadonlyMap<string, string>): Generator<Hit> {
  const places = new Map<string, (Place & { readonly written: string })[]>();
  for (const { statement, text } of bindingStatements(spec)) {
    for (const match of text.matchAll(word)) {
      const [written] = match;
      const term = terms.get(squeeze(written));
      if (term === undefined || !differs(term, written)) continue;
      // "work-item list": joined because it describes what follows.
      if (/-/.test(written) && /^\s+[\p{L}□]/u.test(text.slice(match.index + written.length))) continue;
      const offset = statement.offset + match.index;
      const key = `${term}\n${spelling(written)}`;
      places.set(key, [...(places.get(key) ?? []), { offset, endOffset: offset + written.length, written }]);
    }
  }
  for (const [key, found] of places) {
    const [term = ''] = key.split('\n');
    const [first, ...rest] = found;
    if (!first) continue;
    const plural = (written: string) => (/[^s]s$/i.test(written) && !/s$/i.test(term) ? `${term}s` : term);
    yield {
      ...{ offset: first.offset, endOffset: first.endOffset },
      message: `Unexpected “${first.written}”, expected “${plural(first.written)}” as defined.`,
      question: `Is “${first.written}” the same as “${term}”?`,
      fixes: [
        {
          title:
            found.length === 1
              ? `Write “${plural(first.written)}”`
              : `Write “${term}” in all ${found.length} places`,
          guided: false,
          edits: found.map(({ offset, endOffset, written }) => ({
            offset,
            endOffset,
            newText: plural(written),
          })),
        },
      ],
      related: rest
        .slice(0, 10)
        .map(({ offset, endOffset }) => ({ offset, endOffset, message: 'Here, too' })),
    };
  }
}

const spelling = (written: string) => written.toLowerCase().replace(/([^s])s$/, '$1');

/** In more than case and plural. A word joined by hyphen in one place and by space in the other is another spelling. */
function differs(term: string, written: string): boolean {
  return spelling(term) !== spelling(written);
}

function* synonyms(spec: ParsedSpec): Generator<Hit> {
  const defined = new Map(spec.definitions.map(({ term, text }) => [term.toLowerCase(), text]));
  if (defined.size === 0) return;
  for (const names of people) {
    const own = names.filter((name) => defined.has(name));
    const [canonical] = own;
    if (
      own.length !== 1 ||
      canonical === undefined ||
      !/\b(?:person|people|who|whoever|human|someone|company)\b/i.test(defined.get(canonical) ?? '')
    )
      continue;
    const others = names.filter((name) => name !== canonical).join('|');
    const subject = new RegExp(
      String.raw`(?:^|[,;]\s+|\bthen\s+)(?:the|a|an|each|every)\s+(${others})\s+(?:must|shall|should|may|can|will|pays?|receives?|sees?|gets?|chooses?|enters?|clicks?|is notified)\b`,
      'i',
    );
    for (const { statement, text } of bindingStatements(spec)) {
      const match = subject.exec(text);
      if (!match) continue;
      const [whole, written = ''] = match;
      const offset = statement.offset + match.index + whole.indexOf(written);
      const place = { offset, endOffset: offset + written.length };
      yield {
        ...place,
        message: `Unexpected “${written}”, expected “${canonical}” as in the glossary, or a definition of its own.`,
        question: `Is the ${written} somebody else than the ${canonical}?`,
        fixes: [{ title: `Write “${canonical}”`, guided: true, edits: [{ ...place, newText: canonical }] }],
      };
      break;
    }
  }
}
