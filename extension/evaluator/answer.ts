// One question, one answer: everything an evaluator does apart from serving a run.
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { proposeMode } from './authoring/propose-mode.ts';
import { tryMode } from './authoring/try-mode.ts';
import { compareMode } from './compare-mode.ts';
import { coverageMode, evaluateMode } from './evaluate-mode.ts';
import { sandboxGate } from './selftest/gate.ts';
import { failure, vaultMode, type Answer } from './vault-mode.ts';

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
    case 'calibrate':
      // The published sets are read only here.
      return (await import('./calibrate-mode.ts')).calibrateMode(input);
    case 'selftest':
      if (input.remembered === true) return gateMode();
      // Only this mode needs the agent's sandbox: loading it would slow every other question.
      return (await import('./selftest/selftest-mode.ts')).selftestMode();
  }
}

async function gateMode(): Promise<Answer> {
  const unsafe = await sandboxGate();
  return unsafe === undefined ? { exit: 0, body: { v: 1, holds: true } } : failure(unsafe);
}
