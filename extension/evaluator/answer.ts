// One question, one answer: everything an evaluator does apart from serving a run.
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { proposeMode } from './authoring/propose-mode.ts';
import { tryMode } from './authoring/try-mode.ts';
import { compareMode } from './compare-mode.ts';
import { coverageMode, evaluateMode } from './evaluate-mode.ts';
import { vaultMode, type Answer } from './vault-mode.ts';

export async function answerTo(input: Exclude<EvaluatorInput, { mode: 'serve' }>): Promise<Answer> {
  switch (input.mode) {
    case 'evaluate':
      return evaluateMode(input);
    case 'compare':
      return compareMode(input);
    case 'coverage':
      return coverageMode(input);
    case 'vault':
      return vaultMode(input.vaultDir, input.identity, input.action);
    case 'propose':
      return proposeMode(input);
    case 'try':
      return tryMode(input);
    case 'selftest':
      // Only this mode needs the agent's sandbox: loading it would slow every other question.
      return (await import('./selftest/selftest-mode.ts')).selftestMode();
  }
}
