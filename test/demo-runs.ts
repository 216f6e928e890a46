// For journeys: the runs of the demo repository, as the product reads them.
import { join } from 'node:path';
import type { RunEvent } from '../extension/core/run/events.ts';
import { listRuns, readRun, runsDir } from '../extension/node/run-store.ts';
import type { DemoRepository } from './demo-repository.ts';

export interface RunLine {
  readonly id: string;
  readonly status: string;
  readonly level: number;
}

/** Newest first. Read here and not by a command: tests ask again and again, and each process costs a fifth of a second. */
export async function runsOf({ folder, env }: DemoRepository): Promise<RunLine[]> {
  const runs = await listRuns(folder, env);
  return runs.map(({ request, status }) => ({ id: request.runId, status, level: request.level }));
}

export async function eventsOf({ folder, env }: DemoRepository, runId: string): Promise<readonly RunEvent[]> {
  return (await readRun(join(await runsDir(folder, env), runId))).events;
}
