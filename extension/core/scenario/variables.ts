// Makes a trajectory's values from its seed: the same seed gives the same values everywhere, another seed gives others.
// Invariant: no clock and no randomness; the caller derives the seed from (scenario seed, trajectory, commit).
import type { Variable } from './schema.ts';

/** Values for `{{name}}`, by name. `seed` is any text; it is hashed per variable. */
export function generateValues(
  variables: Readonly<Record<string, Variable>>,
  seed: string,
): Map<string, string> {
  return new Map(
    Object.entries(variables).map(([name, variable]) => [
      name,
      generate(variable, source(`${seed}/${name}`)),
    ]),
  );
}

type Source = (below: number) => number;

// What English words are put together of, so that a rule that accepts every value accepts nearly every real word, too: a product
// cannot tell an evaluation from use by the shape of its words (variables.test.ts counts it).
const onsets =
  'b b br c c ch cl cr d d dr f fl fr g gr h l l m m n n p p pl pr qu r r s s sc sh sl sm sp st str sw t t th tr v w wh'.split(
    ' ',
  );
const vowels = 'a a a a ai e e e e ea ee i i i i ie o o o o oo ou u u'.split(' ');
const codas =
  '        b c ck ct d g l l ll ld lt m mp n n nd ng ns nt p pt r r rd rk rm rn rt s ss st t x'.split(' ');
const endings = '  er ed en ing le al on or us ic y'.split(' ');

function generate(variable: Variable, next: Source): string {
  switch (variable.kind) {
    case 'word':
      return word(next);
    case 'words':
      return Array.from({ length: 2 + next(3) }, () => word(next)).join(' ');
    case 'name':
      return `${capital(word(next))} ${capital(word(next))}`;
    case 'email':
      return `${word(next)}.${word(next)}@${word(next)}.example`;
    case 'uuid':
      return `${hex(next, 8)}-${hex(next, 4)}-4${hex(next, 3)}-a${hex(next, 3)}-${hex(next, 12)}`;
    case 'password':
      return `${capital(word(next))}-${word(next)}-${next(9000) + 1000}`;
    case 'date':
      return `${2001 + next(98)}-${two(1 + next(12))}-${two(1 + next(28))}`;
    case 'integer':
      return String(variable.min + next(Math.max(1, variable.max - variable.min + 1)));
    case 'pick':
      return String(variable.from[next(variable.from.length)]);
  }
}

/** Five to eleven letters: long enough that two of one scenario hardly ever meet. */
function word(next: Source): string {
  const one = (of: readonly string[]): string => of[next(of.length)] as string;
  for (;;) {
    const syllables = Array.from({ length: 1 + next(2) }, () => one(onsets) + one(vowels) + one(codas));
    const text = syllables.join('') + one(onsets).slice(0, 1) + one(vowels) + one(codas) + one(endings);
    if (text.length > 4 && text.length < 12 && !/[aeiou]{3}|(.)\1\1|q[^u]|q$/.test(text)) return text;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function hex(next: Source, digits: number): string {
  return Array.from({ length: digits }, () => next(16).toString(16)).join('');
}

/** sfc32 seeded with cyrb128, both public domain (github.com/bryc/code, jshash/PRNGs.md). */
function source(seed: string): Source {
  let [a, b, c, d] = cyrb128(seed);
  const step = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) step();
  return (below) => Math.floor(step() * below);
}

function cyrb128(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  return [(h1 ^ h2 ^ h3 ^ h4) | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}
