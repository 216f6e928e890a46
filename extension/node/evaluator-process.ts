// Asks an evaluator process one thing and waits for its one JSON document.
// Invariant: the question, with the identity in it, travels on stdin and nowhere else.
import { spawn } from 'node:child_process';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { bundleDir, findNode, programEnvironment, programFile } from './programs.ts';

export interface EvaluatorReply {
  /** 0 done and good, 1 the answer is no, 2 usage, 3 something is missing, 4 internal. */
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EvaluatorProcessOptions {
  /** Folder with `evaluator.mjs`, or of the sources; found from the running program when absent. */
  readonly bundleDir?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export type EvaluatorQuestion = Exclude<EvaluatorInput, { mode: 'serve' }>;

/** `serve` is not a question: see `startEvaluator` in launch.ts. */
export async function runEvaluator(
  input: EvaluatorQuestion,
  options: EvaluatorProcessOptions = {},
): Promise<EvaluatorReply> {
  const env = options.env ?? process.env;
  const found = await findNode(env);
  if (!found.ok) throw new Error(found.message);
  const file = programFile(options.bundleDir ?? (await bundleDir()), 'evaluator');
  const child = spawn(found.node.command, ['--no-warnings', '--disable-sigusr1', file], {
    env: programEnvironment(found.node, env),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(input)}\n`);
  const exit = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 4));
  });
  return {
    exit,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}
