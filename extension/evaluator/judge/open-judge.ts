// Loads the model SDK only when a judge is configured: most questions to an evaluator need none.
import type { Judge, JudgeConfiguration } from './judge.ts';

export async function openJudge(configuration: JudgeConfiguration): Promise<Judge | { problem: string }> {
  const { judgeFor } = await import('./judge.ts');
  return judgeFor(configuration);
}
