// What stops the evaluation with one sentence and exit 2: bad input, or a machine that lacks something. Never a word of a hidden scenario.
export class EffectProblem extends Error {}
