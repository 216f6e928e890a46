// Loads the model SDK only when a model is to be asked: most questions to an evaluator need none.
import type { JudgeConfiguration } from './client.ts';
import type { Judge } from './judge.ts';
import type { Asked, Question } from './propose.ts';

export async function openJudge(configuration: JudgeConfiguration): Promise<Judge | { problem: string }> {
  const { judgeFor } = await import('./judge.ts');
  return judgeFor(configuration);
}

export async function askForScenario(configuration: JudgeConfiguration, question: Question): Promise<Asked> {
  const { proposeScenario } = await import('./propose.ts');
  return proposeScenario(configuration, question);
}
