// Runs a batch of scenarios against one product, several trajectories at a time, in an order that says nothing.
import { availableParallelism } from 'node:os';
import type { ScenarioResult } from '../core/scenario/result.ts';
import type { Scenario } from '../core/scenario/schema.ts';
import { defaultTrajectories } from '../core/scenario/statistics.ts';
import { browserPool } from './browser/page.ts';
import type { Judge } from './judge/judge.ts';
import { privateFolder, removeFolder } from './private-folder.ts';
import type { Product } from './product.ts';
import { runTrajectory, type TrajectoryReport } from './trajectory.ts';

export interface Batch {
  readonly product: Product;
  readonly scenarios: readonly Scenario[];
  /** Trajectories per scenario; else what the scenario says, else `fallback`. */
  readonly trajectories?: number | undefined;
  readonly fallback?: number;
  readonly judge?: Judge | undefined;
  /** Trajectories at a time; one per processor where it is left out, so that a product is not slow for want of one. */
  readonly parallel?: number | undefined;
}

export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly reports: readonly TrajectoryReport[];
}

export async function runScenarios(batch: Batch): Promise<ScenarioRun[]> {
  const tasks = batch.scenarios.flatMap((scenario, at) => {
    const count = batch.trajectories ?? scenario.trajectories ?? batch.fallback ?? defaultTrajectories;
    return Array.from({ length: count }, (_, index) => ({ scenario, at, index }));
  });
  const { buildFailure, product } = { buildFailure: batch.product.buildFailure, product: batch.product };
  const reports: TrajectoryReport[][] = batch.scenarios.map(() => []);
  const folder = await privateFolder('memory');
  const browsers = browserPool(folder);
  const queue = shuffled(tasks);
  const work = async (): Promise<void> => {
    for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
      const own = reports[task.at] as TrajectoryReport[];
      own[task.index] =
        buildFailure === undefined
          ? await runTrajectory({ ...task, product, folder, browsers, judge: batch.judge })
          : unbuilt(buildFailure);
    }
  };
  try {
    await Promise.all(Array.from({ length: batch.parallel ?? availableParallelism() }, work));
  } finally {
    await browsers.close();
    await removeFolder(folder);
  }
  return batch.scenarios.map((scenario, at) => ({ scenario, reports: reports[at] as TrajectoryReport[] }));
}

export function resultsOf(runs: readonly ScenarioRun[]): ScenarioResult[] {
  return runs.map(({ scenario, reports }) => ({
    requirements: scenario.requirements,
    ...(scenario.impossible ? { impossible: true as const } : {}),
    trajectories: reports.map((report) => report.result),
  }));
}

function unbuilt(failure: string): TrajectoryReport {
  return {
    result: { verdict: 'not-satisfied', category: 'crash' },
    failures: [`the product could not be built: ${failure}`],
    record: [{ buildFailure: failure }],
    judgeVerdicts: 0,
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
