// `evaluate` and `coverage`: one answer about any commit or folder, apart from any run.
import { createHash, randomUUID } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { EvaluatorInput } from '../core/protocol/evaluator-input.ts';
import { readConfiguration } from '../node/configuration.ts';
import { GitProblem, repositoryRoot, resolveCommit } from '../node/git.ts';
import { checkBubblewrap } from '../node/sandbox/check-bubblewrap.ts';
import { showFile } from '../node/snapshot.ts';
import { evaluateHidden, evaluateVisible, type Evaluated, type Holdout, type Subject } from './evaluate.ts';
import type { Judge } from './judge/judge.ts';
import { openJudge } from './judge/open-judge.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import { problem, type Problem } from './problem.ts';
import { prepareProduct, type Product } from './product.ts';
import { filesOf, messagesOf } from './readable-texts.ts';
import { sandboxGate } from './selftest/gate.ts';
import { specFacts, type SpecFacts } from './spec-facts.ts';
import { failure, type Answer } from './vault-mode.ts';
import { counts } from './vault/manifest.ts';
import { openVault, type Vault } from './vault/vault.ts';
import { visibleDetails } from './visible-details.ts';
import { visibleScenarios, type VisibleScenarios } from './visible-scenarios.ts';

type EvaluateInput = Extract<EvaluatorInput, { mode: 'evaluate' }>;
type CoverageInput = Extract<EvaluatorInput, { mode: 'coverage' }>;

export async function evaluateMode(input: EvaluateInput): Promise<Answer> {
  const unsafe = input.split === 'visible' ? await visibleGate() : await sandboxGate();
  if (unsafe !== undefined) return failure(unsafe);
  const source = await sourceOf(input);
  if ('reason' in source) return failure(source);
  const judge = input.judge === undefined ? undefined : await openJudge(input.judge);
  if (judge !== undefined && 'problem' in judge) return failure(problem('bad-cassette', judge.problem));
  const folder = await privateFolder('disk');
  try {
    return await evaluateIn(folder, input, source, judge);
  } finally {
    await removeFolder(folder);
    await judge?.close();
  }
}

/** What an agent may read anyway needs a sandbox that works, not one that was attacked. */
async function visibleGate(): Promise<Problem | undefined> {
  const sandbox = await checkBubblewrap();
  return sandbox.ok ? undefined : problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`);
}

interface Source {
  readonly repository: string;
  readonly commit?: string;
  readonly dir?: string;
  readonly spec: SpecFacts;
  readonly twinsFrom?: string;
  readonly specPath?: string;
  readonly bar: number | undefined;
}

async function evaluateIn(
  folder: string,
  input: EvaluateInput,
  source: Source,
  judge: Judge | undefined,
): Promise<Answer> {
  const { spec, bar } = source;
  const vault = input.split === 'visible' ? undefined : await unlock(input);
  if (vault !== undefined && 'reason' in vault) return failure(vault);
  const product = await prepareProduct(source, spec, folder);
  const { trajectories, parallel } = input;
  const subject: Subject = { product, spec, trajectories, parallel, judge, n: 0, bar };
  if (input.split === 'visible' || vault === undefined) {
    const found = await visibleScenarios(product.app, spec.id);
    return answerOf(await evaluateVisible(subject, found.scenarios), found);
  }
  const commit = product.commit === 'dir' ? product.tree : product.commit;
  const look = { digest: spec.digest, split: input.split, commit, key: `cli/${randomUUID()}` };
  return answerOf(await evaluateHidden(subject, holdoutOf(vault, input, product), look));
}

/** Apart from a run there is no transcript: files and the commit's message are what an agent could have read. */
function holdoutOf(vault: Vault, { identity, repository }: EvaluateInput, product: Product): Holdout {
  return {
    vault,
    identity: identity ?? '',
    async *readable() {
      yield* filesOf(product.app);
      if (product.commit !== 'dir') yield* messagesOf(repository, product.commit);
    },
  };
}

function answerOf(evaluated: Evaluated, visible?: VisibleScenarios): Answer {
  if (!evaluated.ok) {
    const more = evaluated.feedback === undefined ? {} : { feedback: evaluated.feedback };
    return failure(evaluated.problem, {
      ...more,
      ...(visible === undefined ? {} : { problems: visible.problems }),
    });
  }
  const { tally, feedback, runs } = evaluated.evaluation;
  const exit = feedback.gate === 'pass' && (visible?.problems.length ?? 0) === 0 ? 0 : 1;
  if (visible === undefined) return { exit, body: { v: 1, tally, feedback } };
  return { exit, body: { v: 1, tally, feedback, details: visibleDetails(runs), problems: visible.problems } };
}

async function unlock(input: { identity?: string | undefined; vaultDir: string }) {
  if (input.identity === undefined) return problem('no-identity');
  const opened = await openVault(input.vaultDir, input.identity);
  return opened.ok ? opened.vault : problem(opened.reason);
}

async function sourceOf(input: EvaluateInput): Promise<Source | Problem> {
  const { repository } = input;
  if (input.dir !== undefined) {
    const dir = await realpath(input.dir).catch(() => undefined);
    const path = dir && (isAbsolute(input.spec) ? input.spec : join(dir, input.spec));
    const bytes = path && (await readFile(path).catch(() => undefined));
    if (!dir || !path || !bytes) return problem('no-spec');
    const { twinsFrom } = input;
    const twins = twinsFrom === undefined ? {} : { twinsFrom };
    return { repository, dir, spec: factsOf(bytes, relative(dir, path)), bar: undefined, ...twins };
  }
  try {
    const commit = await resolveCommit(repository, input.commit ?? 'HEAD');
    const specPath = isAbsolute(input.spec)
      ? relative(await realpath((await repositoryRoot(repository)) ?? repository), await realpath(input.spec))
      : input.spec;
    const path = specPath.replaceAll('\\', '/');
    const bytes = await showFile(repository, commit, path);
    if (bytes === null) return problem('no-spec');
    const { configuration } = await readConfiguration(repository, commit);
    return { repository, commit, spec: factsOf(bytes, path), bar: configuration.gate?.bar, specPath: path };
  } catch (error) {
    if (error instanceof GitProblem) return problem('bad-commit', error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return problem('no-spec');
    throw error;
  }
}

function factsOf(bytes: Buffer, path: string): SpecFacts {
  return {
    ...specFacts(bytes.toString('utf8'), path),
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Requirement id -> number of active hidden scenarios; counts only. */
export async function coverageMode(input: CoverageInput): Promise<Answer> {
  const vault = await unlock(input);
  if ('reason' in vault) return failure(vault);
  const specId = input.spec === undefined ? undefined : await specIdOf(input.spec);
  const active = vault.entries.filter(
    (entry) => counts(entry) && (specId === undefined || entry.spec === specId),
  );
  const coverage: Record<string, number> = {};
  for (const id of active.flatMap((entry) => entry.requirements)) coverage[id] = (coverage[id] ?? 0) + 1;
  return { exit: 0, body: { v: 1, coverage, scenarios: active.length } };
}

/** `spec` is a path or already an id. */
async function specIdOf(spec: string): Promise<string> {
  const text = await readFile(spec, 'utf8').catch(() => undefined);
  return text === undefined ? spec : specFacts(text, spec).id;
}
