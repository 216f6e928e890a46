// For journeys: the runs of the demo repository, as the product reads them.
import { join } from 'node:path';
import type { RunEvent } from '../extension/core/run/events.ts';
import { readRun, runsDir } from '../extension/node/run-store.ts';
import type { DemoRepository } from './demo-repository.ts';

export interface RunLine {
  readonly id: string;
  readonly status: string;
  readonly level: number;
}

/** Newest first. */
export function runsOf(demo: DemoRepository): RunLine[] {
  return (JSON.parse(demo.dimmer(['runs', '--json'])) as { runs: RunLine[] }).runs;
}

export async function eventsOf({ folder, env }: DemoRepository, runId: string): Promise<readonly RunEvent[]> {
  return (await readRun(join(await runsDir(folder, env), runId))).events;
}
