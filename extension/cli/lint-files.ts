// Lints files as one set: what one of them says is known to the others. Many files are spread over threads.
// Invariant: findings and their order do not depend on the number of threads.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { SpecFacts } from '../core/lint/fact.ts';
import { factsOf } from '../core/lint/facts.ts';
import type { FileLint } from '../core/lint/finding.ts';
import { lintSpec } from '../core/lint/lint.ts';
import type { LintContext } from '../core/lint/rule.ts';
import type { LintAnswer, LintRequest } from '../core/lint/worker-messages.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import type { ProfileName } from '../core/spec/profile.ts';
import type { LintedFile } from './lint-report.ts';
import type { SpecFile } from './spec-files.ts';

export interface Surroundings {
  readonly context: LintContext;
  readonly profile: ProfileName | undefined;
  /** The text of `dimmer.yaml`, which threads read again. */
  readonly configuration: string;
}

/** Below either, starting threads takes longer than it saves. */
const fewest = { files: 8, characters: 400_000 };

/** Hears of every file that is done. */
export type Step = () => void;

/** `threads`: 1 stays in this one; left out, as many as pay. */
export async function lintFiles(
  files: readonly SpecFile[],
  around: Surroundings,
  step: Step = () => {},
  threads = threadsFor(files),
): Promise<LintedFile[]> {
  const program = workerProgram();
  if (threads < 2 || program === undefined) return lintHere(files, around, step);
  const lints = await lintInThreads(files, around, step, { program, threads });
  return files.map(({ text }, at) => ({ text, lint: lints[at] as FileLint }));
}

function threadsFor(files: readonly SpecFile[]): number {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  if (files.length < fewest.files || characters < fewest.characters) return 1;
  return Math.min(availableParallelism(), files.length, 8);
}

/** The lint worker: beside the bundle, or as source where this file is source. */
function workerProgram(): string | undefined {
  return ['./lint-worker.mjs', '../lint-worker/main.ts']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
}

function lintHere(files: readonly SpecFile[], { context, profile }: Surroundings, step: Step): LintedFile[] {
  const parsed = files.map((file) => ({
    file,
    spec: parseSpec(file.text, file.path, file.problem, profile),
  }));
  const set = parsed.map(({ spec }) => factsOf(spec));
  return parsed.map(({ file, spec }) => {
    const lint = lintSpec(spec, { ...context, set });
    step();
    return { text: file.text, lint };
  });
}

/** First every thread reads its files, then each is told what all of them say, then it lints its own. */
async function lintInThreads(
  files: readonly SpecFile[],
  { context, configuration }: Surroundings,
  step: Step,
  { program, threads }: { readonly program: string; readonly threads: number },
): Promise<FileLint[]> {
  // V8 else lets each heap grow to several times what lives in it: nearly a quarter more memory for 785 specs, in the same time.
  setFlagsFromString('--heap-growing-percent=50');
  const pool = Array.from({ length: threads }, () => startThread(program));
  const owner = shares(files, threads);
  const requestFor = (at: number) => {
    const { text, path, problem } = files[at] as SpecFile;
    const about = { id: at, text, path, context: { ...context, configuration } };
    return problem === undefined ? about : { ...about, problem };
  };
  const each = <T>(ask: (thread: Thread, at: number) => Promise<T>) =>
    Promise.all(files.map((_, at) => ask(pool[owner[at] ?? 0] as Thread, at)));
  try {
    const facts = await each<SpecFacts>(async (thread, at) => {
      const answer = await thread.ask({ type: 'facts', keep: true, ...requestFor(at) });
      if (answer.type !== 'facts') throw unexpected(answer);
      return answer.facts;
    });
    // Forgotten and told again, so that every thread knows them in the order of the files.
    for (const thread of pool) thread.tell({ type: 'known', facts, gone: facts });
    return await each(async (thread, at) => {
      const answer = await thread.ask({ type: 'lint', ...requestFor(at) });
      if (answer.type !== 'linted') throw unexpected(answer);
      step();
      return answer.lint;
    });
  } finally {
    await Promise.all(pool.map((thread) => thread.stop()));
  }
}

/** Which thread takes which file: the largest first, each to the one that has the least to do. */
function shares(files: readonly SpecFile[], threads: number): number[] {
  const load = Array.from({ length: threads }, () => 0);
  const owner = files.map(() => 0);
  const largestFirst = files.map((_, at) => at).sort((a, b) => sizeOf(files, b) - sizeOf(files, a) || a - b);
  for (const at of largestFirst) {
    const least = load.indexOf(Math.min(...load));
    owner[at] = least;
    load[least] = (load[least] ?? 0) + sizeOf(files, at);
  }
  return owner;
}

function sizeOf(files: readonly SpecFile[], at: number): number {
  return files[at]?.text.length ?? 0;
}

interface Thread {
  ask(request: Extract<LintRequest, { id: number }>): Promise<LintAnswer>;
  tell(request: LintRequest): void;
  stop(): Promise<unknown>;
}

function startThread(program: string): Thread {
  // Objects of a spec die with it; without a limit the threads take a quarter more memory for them, and no less time.
  const worker = new Worker(program, { resourceLimits: { maxYoungGenerationSizeMb: 24 } });
  const waiting = new Map<
    number,
    { resolve: (answer: LintAnswer) => void; reject: (error: Error) => void }
  >();
  let broken: Error | undefined;
  const fail = (error: Error) => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (answer: LintAnswer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('A thread of the linter stopped.')));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request);
      }),
    tell: (request) => worker.postMessage(request),
    stop: () => worker.terminate(),
  };
}

function unexpected(answer: LintAnswer): Error {
  return new Error(answer.type === 'failed' ? answer.message : `Unexpected answer: ${answer.type}`);
}
