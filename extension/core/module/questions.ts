// The questions whose answers would change a draft most, at most ten.
// The rule: contradictions, then dead paths, surfaces that no test names (most used first), marks left in the code, repairs in the
// history. No kind takes more than three places while another kind has questions left.
import type { Claim } from './claim.ts';
import { claim } from './claim.ts';
import { isType } from './fact.ts';
import { code, quote, tag } from './quote.ts';
import type { Survey } from './survey.ts';

const most = 10;
const ofOneKind = 3;

export function questions(survey: Survey, disagreeing: readonly Claim[], dead: readonly Claim[]): Claim[] {
  const asked = (question: string) => (one: Claim) => claim(`${one.text} ${question}`, ...one.tags);
  const kinds = [
    disagreeing.map((one) =>
      asked(
        one.tags.some((tag) => tag.startsWith('[DOC')) ? 'Which side is right?' : 'Is it meant for users?',
      )(one),
    ),
    dead.map(asked('Is it kept for somebody, or may it go?')),
    unwitnessed(survey),
    survey.facts
      .filter(({ kind }) => kind === 'todo')
      .map((fact) =>
        claim(`The code says ${quote(fact.name)}. Is it still true, and does it matter?`, tag('CODE', fact)),
      ),
    repairs(survey).map(({ id, subject }) =>
      claim(`A commit says ${quote(subject)}. Which requirement would have caught it?`, `[HIST ${id}]`),
    ),
  ];
  const first = kinds.flatMap((kind) => kind.slice(0, ofOneKind));
  const room = Math.max(0, most - first.length);
  const more = kinds.flatMap((kind) => kind.slice(ofOneKind)).slice(0, room);
  const chosen = new Set([...first.slice(0, most), ...more]);
  return kinds.flat().filter((one) => chosen.has(one));
}

/** Commits that repaired or took back something. */
export function repairs({ files }: Survey) {
  return files.history.filter(({ subject }) =>
    /(^|: ?)(fix(es|ed)?|revert(s|ed)?|hotfix)\b|\b(regressions?|bugs?|bugfix)\b/i.test(subject),
  );
}

function unwitnessed({ surfaces }: Survey): Claim[] {
  return surfaces
    .filter((one) => one.tests.length === 0 && one.users.length > 0 && !one.internal && !isType(one.fact))
    .sort((a, b) => b.users.length - a.users.length)
    .map(({ fact, users }) =>
      claim(
        `${code(fact.name)} is taken by ${users.length} ${users.length === 1 ? 'file' : 'files'} and named by no test that was read. What may its callers rely on?`,
        tag('CODE', fact),
      ),
    );
}
