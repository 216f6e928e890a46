// Which judge a command of the command line asks: scripted with a cassette, real with a key and a model, else none.
import { resolve } from 'node:path';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import type { CommandIo } from './io.ts';

export function judgeOf(
  flags: { readonly cassette?: string | undefined; readonly 'judge-model'?: string | undefined },
  { env, cwd }: CommandIo,
): EvaluatorInput['judge'] {
  const cassette = flags.cassette ?? env['DIMMER_CASSETTE'];
  if (cassette) return { apiKey: 'rehearsal', model: 'rehearsal', cassette: resolve(cwd, cassette) };
  const apiKey = env['ANTHROPIC_API_KEY'];
  const { judgeModel } = namedJudge(flags, { env });
  if (!apiKey || !judgeModel) return undefined;
  const baseUrl = env['ANTHROPIC_BASE_URL'];
  return { apiKey, model: judgeModel, ...(baseUrl ? { baseUrl } : {}) };
}

/** The judge that was named, for what starts an evaluator beside a run; without one the builder's model judges. */
export function namedJudge(
  flags: { readonly 'judge-model'?: string | undefined },
  { env }: Pick<CommandIo, 'env'>,
): { judgeModel?: string } {
  const model = flags['judge-model'] ?? env['DIMMER_JUDGE_MODEL'];
  return model ? { judgeModel: model } : {};
}
