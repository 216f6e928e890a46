// One execution of one scenario: every executed step must hold, then the judge may lower the verdict, never raise it.
import { createHash } from 'node:crypto';
import type { TrajectoryVerdict } from '../core/scenario/result.ts';
import type { Scenario, Step } from '../core/scenario/schema.ts';
import { generateValues } from '../core/scenario/variables.ts';
import type { Judge } from './judge/judge.ts';
import type { LineMeter } from './line-meter.ts';
import { newBox, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';
import { startServer, type ProductServer } from './server.ts';
import { runCli } from './steps/cli.ts';
import { runFile } from './steps/file.ts';
import { runHttp } from './steps/http.ts';
import { runJudge, type JudgedStep } from './steps/judge.ts';
import type { StepOutcome, Trajectory } from './steps/step.ts';

export interface TrajectoryTask {
  readonly scenario: Scenario;
  /** From 0. */
  readonly index: number;
  readonly product: Product;
  /** Parent of working directories. */
  readonly folder: string;
  readonly judge: Judge | undefined;
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

let boxes = 0;

async function attempt(task: TrajectoryTask, retry: number): Promise<TrajectoryReport> {
  const { scenario, product, index } = task;
  const seed = createHash('sha256').update(`${scenario.seed}\n${index}\n${product.commit}`).digest('hex');
  const box = await newBox(task.folder, `${++boxes}`);
  const trajectory: Trajectory = {
    product,
    scenario,
    box,
    deadline: performance.now() + scenario.timeoutMs,
    values: generateValues(scenario.vars, seed),
    last: undefined,
    ...(task.meter === undefined ? {} : { meter: task.meter }),
    ...serverOf(task, box, () => trajectory.deadline),
  };
  try {
    return await perform(trajectory, task.judge, retry);
  } finally {
    await trajectory.stopServer();
    await removeFolder(box);
  }
}

/** At most one server at a time, begun by the first `http` step. */
function serverOf(
  { product, folder, meter }: TrajectoryTask,
  box: string,
  deadline: () => number,
): Pick<Trajectory, 'server' | 'stopServer'> {
  let running: Promise<ProductServer> | undefined;
  return {
    async server() {
      if (product.start === undefined) return undefined;
      running ??= startServer({ product, box, folder, meter, deadline: deadline() }, `${++boxes}`);
      return running;
    },
    async stopServer() {
      const server = await running;
      running = undefined;
      await server?.stop();
    },
  };
}

async function executeStep(
  step: Exclude<Step, { kind: 'judge' }>,
  trajectory: Trajectory,
): Promise<StepOutcome> {
  if (step.kind === 'cli') return runCli(step.cli, trajectory);
  if (step.kind === 'http') return runHttp(step.http, trajectory);
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
  for (const step of trajectory.scenario.steps) {
    if (step.kind === 'judge') {
      await trajectory.stopServer();
      judged.push(await runJudge(step.judge, trajectory, judge));
      record.push(judged.at(-1));
      continue;
    }
    const done = await executeStep(step, trajectory);
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
