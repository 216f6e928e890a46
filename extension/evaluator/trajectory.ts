// One execution of one scenario: every executed step must hold, then the judge may lower the verdict, never raise it.
import { createHash } from 'node:crypto';
import type { TrajectoryVerdict } from '../core/scenario/result.ts';
import type { Scenario, Step } from '../core/scenario/schema.ts';
import { generateValues } from '../core/scenario/variables.ts';
import { pageOf, type BrowserPool } from './browser/page.ts';
import type { Judge } from './judge/judge.ts';
import type { LineMeter } from './line-meter.ts';
import { newBox, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';
import { startServer, type ProductServer } from './server.ts';
import { runBrowser } from './steps/browser.ts';
import { runCli } from './steps/cli.ts';
import { runFile } from './steps/file.ts';
import { runHttp } from './steps/http.ts';
import { runJudge, type JudgedStep } from './steps/judge.ts';
import { failedStep, type StepOutcome, type Trajectory } from './steps/step.ts';
import { runTwin, takeTwinValues } from './steps/twin.ts';
import { twinsOf, type Twins } from './twins/twins.ts';

export interface TrajectoryTask {
  readonly scenario: Scenario;
  /** From 0. */
  readonly index: number;
  readonly product: Product;
  /** Parent of working directories. */
  readonly folder: string;
  readonly judge: Judge | undefined;
  readonly browsers: BrowserPool;
  readonly meter?: LineMeter;
}

export interface TrajectoryReport {
  readonly result: TrajectoryVerdict;
  /** What did not hold, for people who may know the scenario. */
  readonly failures: readonly string[];
  /** Everything seen, for the encrypted evidence. */
  readonly record: readonly unknown[];
  readonly judgeVerdicts: number;
}

/** Runs it, again at most twice when the harness failed; a product's failure is never run again. */
export async function runTrajectory(task: TrajectoryTask): Promise<TrajectoryReport> {
  let report = await attempt(task, 0);
  for (let retry = 1; retry <= 2 && report.result.verdict === 'infra-error'; retry++)
    report = await attempt(task, retry);
  return report;
}

/** The seed of one trajectory's values: another for every scenario, trajectory and commit, the same each time. */
export function seedOf({ id, seed }: Pick<Scenario, 'id' | 'seed'>, index: number, commit: string): string {
  return createHash('sha256').update(`${id}\n${seed}\n${index}\n${commit}`).digest('hex');
}

let boxes = 0;

async function attempt(task: TrajectoryTask, retry: number): Promise<TrajectoryReport> {
  const { scenario, product, index } = task;
  const seed = seedOf(scenario, index, product.commit);
  const key = `${++boxes}`;
  const box = await newBox(task.folder, key);
  const deadline = performance.now() + scenario.timeoutMs;
  const twins = twinsOf(product.twins, task.folder, key, () => deadline);
  const server = serverOf(task, box, deadline, twins);
  const { page, close } = pageOf(task.browsers, product, server.server, twins);
  const trajectory: Trajectory = {
    ...{ product, scenario, box, deadline, twins, page },
    values: generateValues(scenario.vars, seed),
    last: undefined,
    ...(task.meter === undefined ? {} : { meter: task.meter }),
    ...server,
  };
  try {
    return await perform(trajectory, task.judge, retry);
  } finally {
    await close();
    await trajectory.stopServer();
    await twins.close();
    await removeFolder(box);
  }
}

/** At most one server at a time, begun by the first `http` step. */
function serverOf(
  { product, folder, meter }: TrajectoryTask,
  box: string,
  deadline: number,
  twins: Twins,
): Pick<Trajectory, 'server' | 'stopServer'> {
  let running: Promise<ProductServer> | undefined;
  return {
    async server() {
      if (product.start === undefined) return undefined;
      const start = async () =>
        startServer({ product, box, folder, meter, deadline, doors: await twins.doors() }, `${++boxes}`);
      return (running ??= start());
    },
    async stopServer() {
      const server = await running;
      running = undefined;
      await server?.stop();
    },
  };
}

type Executed = Exclude<Step, { kind: 'judge' }>;

async function executeStep(step: Executed, trajectory: Trajectory): Promise<StepOutcome> {
  if (step.kind === 'cli') return runCli(step.cli, trajectory);
  if (step.kind === 'http') return runHttp(step.http, trajectory);
  if (step.kind === 'browser') return runBrowser(step.browser, trajectory);
  if (step.kind === 'twin') return runTwin(step.twin, trajectory);
  // Files are looked at only while nothing of the product is alive to change them.
  await trajectory.stopServer();
  return runFile(step.file, trajectory);
}

async function perform(
  trajectory: Trajectory,
  judge: Judge | undefined,
  retry: number,
): Promise<TrajectoryReport> {
  const record: unknown[] = [{ values: Object.fromEntries(trajectory.values), retry }];
  const judged: JudgedStep[] = [];
  const { negative, steps } = trajectory.scenario;
  for (const step of steps) {
    const missing = await takeTwinValues(step, trajectory);
    if (missing === undefined && step.kind === 'judge') {
      await trajectory.stopServer();
      judged.push(await runJudge(step.judge, trajectory, judge));
      record.push(judged.at(-1));
      continue;
    }
    const seen = missing ?? (await executeStep(step as Executed, trajectory));
    const done = negative && step === steps.at(-1) ? turned(seen) : seen;
    if (done.outcome === 'infra-error')
      return report({ verdict: 'infra-error' }, [done.reason], [...record, done.reason], judged);
    record.push(done.record);
    if (done.outcome === 'ok') continue;
    const category = done.certain ? done.category : (trajectory.scenario.category ?? done.category);
    const sentence = step.sentence === '' ? `step at line ${step.line}` : step.sentence;
    const failures = done.failures.map((failure) => `${sentence}: ${failure}`);
    return report({ verdict: 'not-satisfied', category }, failures, record, judged);
  }
  return conclude(trajectory.scenario, judged, record);
}

/** What must not happen: it is satisfied by a product that was asked and did otherwise, not by a crash, a hang or nobody there. */
function turned(seen: StepOutcome): StepOutcome {
  if (seen.outcome === 'ok')
    return failedStep('wrong-output', ['this must not happen, and it did'], seen.record);
  if (seen.outcome === 'infra-error' || seen.certain || seen.unanswered === true) return seen;
  return { outcome: 'ok', record: seen.record };
}

function conclude(
  scenario: Scenario,
  judged: readonly JudgedStep[],
  record: readonly unknown[],
): TrajectoryReport {
  if (judged.some((one) => one.kind === 'injection'))
    return report(
      { verdict: 'not-satisfied', category: 'integrity' },
      ['the output addresses the judge'],
      record,
      judged,
    );
  if (judged.some((one) => one.kind === 'not-judged'))
    return report({ verdict: 'infra-error' }, ['not judged'], record, judged);
  const scored = judged.filter((one) => one.kind === 'judged');
  const total = scored.reduce((sum, one) => sum + one.weight, 0);
  const score = scored.reduce((sum, one) => sum + (one.judgement.satisfied ? one.weight : 0), 0);
  if (total === 0 || score / total >= scenario.satisfied.judged)
    return report({ verdict: 'satisfied' }, [], record, judged);
  const failures = scored
    .filter((one) => !one.judgement.satisfied)
    .map((one) => `judged not met: ${one.rubric}`);
  const category = scenario.category ?? 'usability';
  return report({ verdict: 'not-satisfied', category }, failures, record, judged);
}

function report(
  result: TrajectoryVerdict,
  failures: readonly string[],
  record: readonly unknown[],
  judged: readonly JudgedStep[],
): TrajectoryReport {
  const judgeVerdicts = judged.filter((one) => one.kind === 'judged').length;
  return { result, failures, record, judgeVerdicts };
}
