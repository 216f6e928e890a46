// "Shall" here and "must" there: is one of them weaker?
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingStatements } from '../query.ts';
import type { Rule } from '../rule.ts';

const verbs = /\b(?:must|shall|will)\b/gi;
type Verb = 'must' | 'shall' | 'will';
interface Use {
  readonly verb: Verb;
  readonly word: string;
  readonly offset: number;
  readonly endOffset: number;
}

/** A document that says what its verbs mean may use several. */
const convention =
  /\b(?:RFC\s?(?:2119|8174)|BCP\s?14|EARS)\b|\bkey\s?words?\b|\bconventions?\b|\bnormative\b|\b(?:must|shall|will)\b\W{1,3}(?:\w+\s+){0,3}?(?:states?|means?|denotes?|indicates?|expresses)\b/i;

export const mixedModality: Rule = {
  code: 'AMB013',
  id: 'mixed-modality',
  severity: 'warning',
  tier: 'A',
  detects:
    'More than one of must, shall and will for the binding level in one spec that does not say what each means.',
  reason:
    'Some standards bind with one of them and only predict with another. An agent may take the rarer one for the weaker one.',
  quietWhen:
    'The document states a convention or cites RFC 2119, or the verb stands in a quotation. Said once for a document.',
  examples: [
    {
      text: '- R1: The API shall return JSON.\n- R2: The API must set `ETag`.',
      findings: ['1:15-1:20 Unexpected “shall” beside “must”, expected one verb that binds.'],
    },
    {
      text: '- R1: The job will run hourly.\n- R2: The job shall log its start.',
      findings: ['1:15-1:19 Unexpected “will” beside “shall”, expected one verb that binds.'],
    },
    { text: '- R1: The API MUST return JSON.\n- R2: The API MUST set `ETag`.', findings: [] },
    {
      text: 'Conventions: “will” states facts about the environment, MUST states requirements.\n\n- R1: The API MUST return JSON.\n- R2: The peer will retry.',
      findings: [],
    },
  ],
  measured: {
    flagged: 61,
    labelled: 13,
    judges: false,
    note: 'None of its labels is for verbs that bind. So this does not judge the rule.',
  },
  *check(spec) {
    const uses = usesIn(spec);
    const count = (verb: Verb) => uses.filter((use) => use.verb === verb).length;
    const usual = (['must', 'shall', 'will'] as const)
      .filter((verb) => count(verb) > 0)
      .sort((a, b) => count(b) - count(a) || Number(a === 'will') - Number(b === 'will'))[0];
    const model = uses.find(({ verb }) => verb === usual);
    // Where capitals bind, lower case only tells.
    const capitals = model !== undefined && /^[A-Z]{2}/.test(model.word);
    const others = uses.filter(({ verb, word }) => verb !== usual && /^[A-Z]{2}/.test(word) === capitals);
    const [first] = others;
    if (!first || !model || convention.test(spec.plain.replaceAll('\0', ''))) return;
    yield {
      ...{ offset: first.offset, endOffset: first.endOffset },
      message: `Unexpected “${first.word}” beside “${model.word}”, expected one verb that binds${others.length > 1 ? `; so in ${others.length} places` : ''}.`,
      question: `Does “${first.word}” bind as “${model.word}” does?`,
      fixes: [
        {
          title: `Write “${model.word}” everywhere`,
          guided: false,
          edits: others.map(({ offset, endOffset }) => ({ offset, endOffset, newText: model.word })),
        },
      ],
      related: others.slice(1).map(({ word, ...place }) => ({
        offset: place.offset,
        endOffset: place.endOffset,
        message: `“${word}” here`,
      })),
    };
  },
};

/** What binds: the first such verb of a sentence; "will" only where nothing firmer stands in it. */
function usesIn(spec: ParsedSpec): Use[] {
  return [...bindingStatements(spec)].flatMap(({ statement, text }) => {
    const found = [...text.matchAll(verbs)];
    const firm = found.filter(([word]) => !/^will$/i.test(word));
    const chosen = firm.length > 0 ? firm : found.slice(0, 1);
    return chosen.map((match) => {
      const offset = statement.offset + match.index;
      const verb = match[0].toLowerCase() as Verb;
      return { verb, word: match[0], offset, endOffset: offset + match[0].length };
    });
  });
}
