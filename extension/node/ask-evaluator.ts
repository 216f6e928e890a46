// One question to an evaluator process: one JSON line in, one JSON document out. For vaults, coverage and evaluations.
// Invariant: the identity travels on stdin alone; what the process says on stderr is never passed on as if it were an answer.
import { execa } from 'execa';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { bundleDir, childEnvironment, findNode, programFile } from './programs.ts';

export interface AskOptions {
  /** Folder with `evaluator.mjs`; found from the running program when absent. */
  readonly bundles?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** The evaluator's JSON document. Throws, with words for people, when there is none. */
export async function askEvaluator(
  input: Exclude<EvaluatorInput, { mode: 'serve' }>,
  options: AskOptions = {},
): Promise<unknown> {
  const env = options.env ?? process.env;
  const found = await findNode(env);
  if (!found.ok) throw new Error(found.message);
  const file = programFile(options.bundles ?? (await bundleDir()), 'evaluator');
  const result = await execa(found.node.command, ['--no-warnings', '--disable-sigusr1', file], {
    input: `${JSON.stringify(input)}\n`,
    env: { ...childEnvironment(env), ...found.node.env },
    extendEnv: false,
    reject: false,
    timeout: options.timeoutMs ?? 120_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  try {
    return JSON.parse(result.stdout ?? '');
  } catch {
    const why = result.timedOut
      ? 'it took too long'
      : `exit ${result.exitCode ?? result.signal ?? 'unknown'}`;
    throw new Error(`The evaluator gave no answer (${why}). Nothing was changed. Try again.`);
  }
}
