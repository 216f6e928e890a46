// The requirements that tests and refusals of a module show. A test whose title tells a behaviour is written as one; of any other the
// title is quoted. Invariant: whatever comes from the module is escaped, and nothing is added to what a title says.
import { claim, type Claim } from './claim.ts';
import type { Fact } from './fact.ts';
import { code, prose, quote, tag } from './quote.ts';
import type { Survey } from './survey.ts';

export function requirementsOf({ facts, tests }: Survey): { tests: Claim[]; refusals: Claim[] } {
  return {
    tests: tests.map((fact) => claim(behaviour(fact), tag('TEST', fact))),
    refusals: facts.filter(({ kind }) => kind === 'throw' || kind === 'exit').map(refusal),
  };
}

function behaviour({ name, detail = '' }: Fact): string {
  const group = detail === '' ? '' : `For ${quote(detail)}, `;
  const title = wordsOf(name).replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  const does = actOf(title);
  if (does !== undefined) return `${group}${group === '' ? 'The' : 'the'} module ${does}.`;
  if (isClause(title)) return `${group}${group === '' ? 'It' : 'it'} MUST hold that ${quote(title)}.`;
  return `${group}${group === '' ? 'The' : 'the'} module MUST satisfy the test ${quote(name)}.`;
}

/** The words in the name of a function: `test_refuses_none` and `TestRefusesNone`. */
function wordsOf(name: string): string {
  const [, python, go] = /^(?:test_(\w+)|(?:Test|Fuzz)(\w+))$/.exec(name) ?? [];
  if (python !== undefined) return python.replaceAll('_', ' ');
  return go?.replace(/_|(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase() ?? name;
}

/** `MUST return 404` of "should return 404", "returns 404" and "it returns 404"; undefined where the title does not begin with an act. */
function actOf(title: string): string | undefined {
  const said = title.replace(/^it /i, '');
  const [, not, wanted] =
    /^(?:should|must|shall|will)(?: (not|never))? (?!have been\b)(\S.*)/i.exec(said) ?? [];
  if (wanted !== undefined)
    return `MUST${not === undefined ? '' : ` ${not.toLowerCase() === 'never' ? 'never' : 'NOT'}`} ${prose(wanted)}`;
  const [, denied] = /^(?:does not|doesn['’]t|do not|don['’]t|cannot|can['’]t) (\S.*)/i.exec(said) ?? [];
  if (denied !== undefined) return `MUST NOT ${prose(denied)}`;
  const [, verb = '', rest = ''] = /^([A-Za-z]+)( .+)$/.exec(said) ?? [];
  const act = acts.get(verb.toLowerCase());
  return act === undefined ? undefined : `MUST ${act}${prose(rest).replace(/^ ?/, ' ')}`;
}

/** Verbs that begin a title and are no nouns: `returns`, not `results`. */
const acts = new Map(
  (
    'accept add allow apply ask assign call cancel choose close collect compare compute convert copy create decode delete detect disable ' +
    'discard display emit enable encode ensure escape exclude expand expose extract fail fetch find follow generate get give handle ' +
    'ignore include infer insert invoke join keep leave list load log make mark merge move normalise normalize notify omit open parse pass ' +
    'prefer preserve prevent print produce propagate read recover refuse reject remove rename render replace report require resolve ' +
    'respect respond restore retry return round run save say send serialise serialize set show skip sort split stop store strip ' +
    'support take tell throw tolerate treat trim truncate update use validate wait warn work wrap write yield'
  )
    .split(' ')
    .flatMap((verb): [string, string][] => [[thirdPerson(verb), verb]]),
);

function thirdPerson(verb: string): string {
  if (/(s|x|z|ch|sh)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

const finite =
  /^(is|are|was|were|has|have|does|do|can|cannot|must|never|stays?|becomes?|goes|ends|comes|stands|wins|counts|costs|exists?|leads|sees|imports|satisfies|needs|starts|begins|means|carr(?:y|ies)|answers)$/;

/** A subject before a finite verb: "one day is free"; the verb of "a name that nothing has" is not the sentence's own. */
function isClause(title: string): boolean {
  if (/^(when|if|with|without|given|for|on|after|before|while|what|how|which) /i.test(title)) return false;
  const [, ...words] = title.toLowerCase().split(/[\s,;:]+/);
  const verbs = words.filter((word) => finite.test(word) || acts.has(word)).length;
  return verbs > words.filter((word) => /^(that|which|who|where|when)$/.test(word)).length;
}

function refusal(fact: Fact): Claim {
  const when = fact.detail === undefined ? '[NEEDS ANSWER: when?]' : code(fact.detail);
  const what =
    fact.kind === 'exit'
      ? `end with exit code ${code(fact.name)}`
      : `refuse with ${code(fact.name)}${fact.says === undefined ? '' : `, ${quote(fact.says)}`}`;
  return claim(`If ${when}, the module MUST ${what}.`, tag('CODE', fact));
}
