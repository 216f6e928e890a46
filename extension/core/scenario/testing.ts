// For tests: an evaluation of nothing in particular.
import type { TallyFacts } from './tally.ts';

export const facts: TallyFacts = {
  n: 1,
  split: 'validation',
  commit: 'c',
  tree: 't',
  vaultManifest: 'm',
  judged: { model: null, verdicts: 0, passport: 'not measured' },
  milliseconds: 5,
  bar: 0.9,
};
