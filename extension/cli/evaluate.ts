// `dimmer evaluate`: judges any commit or folder, whoever made it, apart from any run; it counts against the same budgets.
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { evaluateAnswerSchema, type EvaluateAnswer } from '../core/protocol/evaluator-answer.ts';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { splitSchema } from '../core/protocol/evaluation.ts';
import { decode } from '../core/protocol/decode.ts';
import { GitProblem, repositoryRoot } from '../node/git.ts';
import { vaultDirectory } from '../node/vault-directory.ts';
import { askEvaluator, refuse } from './ask-evaluator.ts';
import { evaluationText } from './evaluate-text.ts';
import { readIdentity } from './identity.ts';
import type { CommandIo } from './io.ts';
import { judgeOf } from './judge-of.ts';

export const evaluateUsage = `Usage: dimmer evaluate --spec SPEC [--commit REF | --dir DIR] [--split validation|sealed|visible]
                       [--trajectories N] [--parallel N] [--identity FILE] [--judge-model ID] [--cassette FILE]
`;

const options = {
  spec: { type: 'string' },
  commit: { type: 'string' },
  dir: { type: 'string' },
  split: { type: 'string', default: 'validation' },
  trajectories: { type: 'string' },
  parallel: { type: 'string' },
  identity: { type: 'string' },
  'judge-model': { type: 'string' },
  cassette: { type: 'string' },
} as const;

type Done = Exclude<EvaluateAnswer, { error: unknown }>;
type Input = Extract<EvaluatorInput, { mode: 'evaluate' }>;
type Flags = ReturnType<typeof parseFlags>;

export async function evaluateCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let flags: Flags;
  try {
    flags = parseFlags(argv);
  } catch (error) {
    return refuse(io, 2, `${(error as Error).message}\n${evaluateUsage}`);
  }
  const input = await inputOf(flags, io);
  if ('exit' in input) return refuse(io, input.exit, input.message);
  const asked = await askEvaluator(input, evaluateAnswerSchema, io);
  if (!asked.ok) return asked.exit;
  io.out(io.json ? `${JSON.stringify(asked.body)}\n` : evaluationText(asked.body as Done));
  return asked.exit;
}

function parseFlags(argv: readonly string[]) {
  const { values } = parseArgs({ args: [...argv], options, allowPositionals: false });
  return values;
}

async function inputOf(flags: Flags, io: CommandIo): Promise<Input | { exit: number; message: string }> {
  const split = decode(splitSchema, flags.split);
  const trajectories = flags.trajectories === undefined ? undefined : Number(flags.trajectories);
  const parallel = flags.parallel === undefined ? undefined : Number(flags.parallel);
  const countIsWrong = isNoCount(trajectories, 100) || isNoCount(parallel, 64);
  if (
    flags.spec === undefined ||
    !split.ok ||
    countIsWrong ||
    (flags.commit !== undefined && flags.dir !== undefined)
  )
    return { exit: 2, message: evaluateUsage };
  const found = await rootAt(io.cwd);
  if (found instanceof GitProblem && flags.dir === undefined) return { exit: 3, message: found.message };
  const root = found instanceof GitProblem ? null : found;
  if (root === null && (split.value !== 'visible' || flags.dir === undefined))
    return {
      exit: 3,
      message:
        'This is not a git repository. Run this inside of one, or evaluate visible scenarios with `--dir DIR`.',
    };
  const identity = split.value === 'visible' ? undefined : await readIdentity(flags.identity, io);
  if (identity?.ok === false) return { exit: 3, message: identity.message };
  const judge = judgeOf(flags, io);
  return {
    v: 1,
    mode: 'evaluate',
    vaultDir: root === null ? '' : await vaultDirectory(root, io.env),
    repository: root ?? io.cwd,
    spec: flags.dir === undefined ? resolve(io.cwd, flags.spec) : flags.spec,
    split: split.value,
    ...(identity === undefined ? {} : { identity: identity.identity }),
    ...(flags.commit === undefined ? {} : { commit: flags.commit }),
    ...(flags.dir === undefined ? {} : { dir: resolve(io.cwd, flags.dir) }),
    ...(trajectories === undefined ? {} : { trajectories }),
    ...(parallel === undefined ? {} : { parallel }),
    ...(judge === undefined ? {} : { judge }),
  };
}

function isNoCount(value: number | undefined, most: number): boolean {
  return value !== undefined && !(Number.isInteger(value) && value > 0 && value <= most);
}

/** Null outside of a repository; the problem where git cannot tell. */
async function rootAt(folder: string): Promise<string | null | GitProblem> {
  try {
    return await repositoryRoot(folder);
  } catch (error) {
    if (error instanceof GitProblem) return error;
    throw error;
  }
}
