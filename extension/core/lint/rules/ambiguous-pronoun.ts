// "It" with two things before it that it could be.
import type { ParsedSpec } from '../../spec/parsed-spec.ts';
import { bindingStatements, maskedText, sourceText, type Binding } from '../query.ts';
import type { Hit, Rule } from '../rule.ts';

const pronoun = /\b(?:it|its|itself|they|them|their|themselves)\b/gi;
const bare =
  /^\W*(?:this|these|those|it|they)\s+(?:is|are|was|were|has|have|will|shall|must|should|may|can|ensures?|means?|allows?|includes?|applies|apply|requires?|prevents?|happens?|enables?|causes?|makes?|provides?)\b/i;

/** "It is an error to …", "makes it possible to": nothing is meant. */
const empty =
  /^\s+(?:(?:is|was|shall|should|must|will|may|can|would)\s+(?:not\s+|only\s+|also\s+|then\s+)*(?:be\s+)?)?(?:an?\s+\w+\s+|(?:\w+ly\s+)?(?:possible|impossible|necessary|important|required|recommended|permitted|allowed|easy|easier|hard|difficult|clear|desirable|acceptable|expected|assumed|intended|noted|useful|understood|likely|unlikely|essential|vital|better|best|safe|valid|seems|appears)\b[^.;]{0,12}?)(?:\bfor\b|\bto\b|\bthat\b|\bif\b|\bwhen\b)/i;

const determiner = /\b(?:the|an?|each|every|any|all|both|another)\s+/gi;
const barePlural =
  /(?:^\W*|\b(?:of|to|from|for|with|by|between|in|on|about|into|through|and|or|other|allow|let|send|show|list|delete|store|display|notify|provide|manage)\s+)([a-z]{3,}(?<!s)s)\b|\b(data|people|criteria)\b/gi;
/** A part with a name and no article. */
const acronym =
  /(?<!\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very|[Tt]his)\s)\b((?!MUST|SHALL|SHOULD|MAY|NOT|WHEN|THEN|IF|THE|AND|OR|WHILE|WHERE|GIVEN)[A-Z][A-Z0-9]{1,})\b(?!-\d)/g;
/** "The system shall reject it": the system is not what it rejects. */
const actedOn = /\b(?:must|shall|should|will|may|can)\s+(?:not\s+)?[a-z]{1,20}\s+$/i;
const stop =
  /^(?:of|to|in|on|at|by|for|with|from|as|and|or|but|that|which|who|whose|when|if|while|where|than|then|after|before|until|unless|into|onto|over|under|via|per|is|are|was|were|be|been|has|have|had|do|does|did|must|shall|should|will|may|can|could|would|might|not|only|so|it|its|they|them|their|this|these|those|without|within|between|during|through|using|based|because|since|also|contains?|reads?|writes?|sends?|receives?|sees?|uses?|shows?|stores?|opens?|closes?|creates?|deletes?|returns?|gets?|sets?|adds?|removes?|needs?|wants?|selects?|enters?|submits?|clicks?|provides?|allows?|includes?|updates?|keeps?|makes?|takes?|exceeds?|requests?|fails?|matches|expires?|exists?|finishes|reaches|belongs?)$/i;

export const ambiguousPronoun: Rule = {
  code: 'AMB007',
  id: 'ambiguous-pronoun',
  severity: 'warning',
  tier: 'C',
  detects:
    'It, its, they, them or their with two or more things before it that it could stand for; and a sentence that begins with a bare This, These or It after a sentence with several.',
  reason: 'Each reader binds the word to another thing and notices nothing. So does an agent.',
  quietWhen:
    'One thing only fits in number, the word stands for nothing (“it is possible to”), or it belongs to the subject of its own clause.',
  examples: [
    { text: '- R1: If the password is wrong, the system shall reject it.', findings: [] },
    {
      text: '- R1: When the worker sends the batch to the broker, it MUST be marked as locked.',
      findings: [
        '1:54-1:56 Unexpected “it” after “the worker” and “the batch” and “the broker”, expected the one that is meant.',
      ],
    },
    {
      text: '- R1: The client reads the token and the profile. This is cached for 5 minutes.',
      findings: [
        '1:51-1:55 Unexpected “This” after “the client” and “the token” and “the profile”, expected the one that is meant.',
      ],
    },
    {
      text: '- R1: When the worker sends the batch to the broker, the broker MUST mark the batch as locked.',
      findings: [],
    },
    { text: '- R1: If the file is empty, it is skipped.', findings: [] },
    { text: '- R1: When the user opens the page, it MUST be possible to search the list.', findings: [] },
  ],
  measured: {
    flagged: 39,
    labelled: 9,
    judges: false,
    note: 'None of its labels is for “it” or “they” (its pronouns are “that” and “which”). So this does not judge the rule.',
  },
  *check(spec) {
    let before: Binding | undefined;
    for (const binding of bindingStatements(spec)) {
      const { statement, text } = binding;
      const same = before?.statement.block === statement.block ? before : undefined;
      const first = bare.exec(text);
      if (first && same && !empty.test(text.slice(/\w+/.exec(text)?.[0].length ?? 0))) {
        const length = /\w+/.exec(first[0])?.[0].length ?? 0;
        const offset = statement.offset + first[0].search(/\w/);
        const hit = hitOf(spec, offset, offset + length, candidates(spec, same, same.text.length, false));
        if (hit) yield hit;
      } else yield* inside(spec, binding);
      before = binding;
    }
  },
};

/** The first pronoun of a sentence that could stand for two things before it. */
function* inside(spec: ParsedSpec, binding: Binding): Generator<Hit> {
  // Later ones of the same number follow the first.
  const seen = new Set<boolean>();
  for (const match of [...binding.text.matchAll(pronoun)].slice(0, 5)) {
    if (empty.test(binding.text.slice(match.index + match[0].length))) continue;
    const plural = /^the/i.test(match[0]);
    if (seen.has(plural)) continue;
    seen.add(plural);
    const possessive = /^(?:its|their|itself|themselves)$/i.test(match[0]);
    const object = actedOn.exec(binding.text.slice(Math.max(0, match.index - 60), match.index));
    const actor = object
      ? candidates(spec, binding, match.index - object[0].length, plural).at(-1)
      : undefined;
    const found = candidates(spec, binding, match.index, plural).filter((name) => name !== actor);
    if (possessive && found.length < 3) continue;
    const offset = binding.statement.offset + match.index;
    const hit = hitOf(spec, offset, offset + match[0].length, found);
    if (!hit) continue;
    yield hit;
    return;
  }
}

function hitOf(
  spec: ParsedSpec,
  offset: number,
  endOffset: number,
  found: readonly string[],
): Hit | undefined {
  if (found.length < 2) return undefined;
  const word = sourceText(spec, { offset, endOffset });
  const those = found.slice(-3);
  return {
    ...{ offset, endOffset },
    message: `Unexpected “${word}” after ${those.map((name) => `“${name}”`).join(' and ')}, expected the one that is meant.`,
    question: `What does “${word}” stand for: ${those.join(' or ')}?`,
    fixes: /^(?:its|their|itself|themselves)$/i.test(word)
      ? []
      : those.map((name) => ({
          title: `It is “${name}”`,
          guided: true,
          edits: [
            {
              offset,
              endOffset,
              newText: /^\p{Lu}/u.test(word) ? name.replace(/^./, (c) => c.toUpperCase()) : name,
            },
          ],
        })),
  };
}

/** A person is no "it". */
const person =
  /(?:user|customer|admin|administrator|operator|driver|person|nurse|doctor|patient|manager|owner|developer|author|reviewer|visitor|guest|member|student|teacher|employee|player|buyer|seller|passenger|pilot|technician|engineer|caller|supervisor|analyst|clerk|agent|recipient|he|she)$/i;

/** Things that are named before `end` and have the number of the pronoun, each once. */
function candidates(spec: ParsedSpec, { statement, text }: Binding, end: number, plural: boolean): string[] {
  const found = new Set<string>();
  for (const match of text.slice(0, end).matchAll(determiner)) {
    const start = match.index + match[0].length;
    const words: string[] = [];
    for (const word of text.slice(start, Math.min(end, start + 80)).split(' ')) {
      if (words.length === 4 || stop.test(word.replace(/\W+$/, '')) || !/^[\p{L}□]/u.test(word)) break;
      words.push(word.replace(/[^\p{L}\p{N}□'-]+$/u, ''));
      if (/[^\p{L}\p{N}□'-]$/u.test(word)) break;
    }
    const head = words.at(-1) ?? '';
    if (!plural && person.test(head)) continue;
    if (head === '' || /s$/.test(head.replace(/(?:ss|us|is)$/, '')) !== plural) continue;
    const offset = statement.offset + match.index;
    const name = sourceText(spec, { offset, endOffset: statement.offset + start + words.join(' ').length });
    found.add(name.toLowerCase().replace(/^(?:an?|each|every|any|its|their)\s/, 'the '));
  }
  for (const match of text.slice(0, end).matchAll(plural ? barePlural : acronym)) {
    const name = (match[1] ?? match[2] ?? '').toLowerCase();
    if (![...found].some((other) => other.endsWith(` ${name}`)))
      found.add(`the ${plural ? name : (match[1] ?? '')}`);
  }
  return maskedText(spec, statement) === '' ? [] : [...found];
}
