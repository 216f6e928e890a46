// How strongly a sentence binds, keyed by what it says: MUST and MAY of the same thing can then be seen.
import { once } from '../../spec/memo.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { contentWords, keyOf } from '../meaning.ts';
import { maskedText, ofBindings } from '../query.ts';

export type Strength = 'MUST' | 'MUST NOT' | 'SHOULD' | 'MAY';

export interface Claim {
  readonly key: string;
  readonly strength: Strength;
  readonly statement: Statement;
}

export const claimsOf = once((spec: ParsedSpec): readonly Claim[] =>
  claims(spec).flatMap(({ statement, value }) =>
    // Steps of a scenario are examples; they differ on purpose.
    value && statement.role !== 'scenario' ? [{ ...value, statement }] : [],
  ),
);

const claims = ofBindings(claim);

const opposite = /\b(?:omit|omits|skip|skips|leave out|leaves out)\b/i;
const verbs = ['omit', 'omits', 'skip', 'skips', 'send', 'sends', 'include', 'includes', 'leave', 'out'];

function claim(spec: ParsedSpec, statement: Statement): { key: string; strength: Strength } | undefined {
  const text = maskedText(spec, statement);
  const modals = text.match(/\b(?:must|shall|should|may)\b(?:\s+not\b)?/gi) ?? [];
  const [modal] = modals;
  if (modals.length !== 1 || modal === undefined) return undefined;
  const negative = /\bnot\b/i.test(modal) !== opposite.test(text);
  const weak = /^(?:should)/i.test(modal) ? 'SHOULD' : /^may/i.test(modal) ? 'MAY' : undefined;
  const strength: Strength = weak ?? (negative ? 'MUST NOT' : 'MUST');
  // "When it is not valid" is another case than "when it is valid".
  const others =
    (text.match(/\b(?:not|no|never|without|cannot)\b/gi) ?? []).length - (/\bnot\b/i.test(modal) ? 1 : 0);
  const words = contentWords(spec, statement, verbs);
  const key = keyOf(others > 0 ? [...words, `(not ${others})`] : words, 2);
  return key === undefined ? undefined : { key, strength };
}
