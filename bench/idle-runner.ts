// The memory of a runner that waits for its model, against a node that waits for nothing.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { cassetteSchema } from '../extension/node/agents/rehearsal/cassette.ts';
import { startRehearsalServer } from '../extension/node/agents/rehearsal/server.ts';
import { temporaryRepository } from '../extension/node/temporary-repository.ts';
import { files, good, launch, types, until, writes } from '../extension/runner/testing.ts';
import { endRunner } from './end-runner.ts';
import { inTurns, type Figure } from './figure.ts';

/** Long enough for what the start has left to be collected. */
const restMs = 5_000;

const rest = () => new Promise((resolve) => setTimeout(resolve, restMs));

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

export async function idleRunner(repeats: number): Promise<Figure> {
  await using repository = await temporaryRepository(files);
  const entries = writes(good, { delayMs: 120_000 });
  const server = await startRehearsalServer({
    cassette: z.parse(cassetteSchema, { cassette: 1, title: 'bench', entries }),
  });
  const model = { backend: 'anthropic', model: 'rehearsal', baseUrl: server.url, apiKey: 'bench' } as const;
  const waiting = async (): Promise<number> => {
    const { runDir } = await launch(repository, [], { level: 3, ...model });
    const { runner } = await until(runDir, (state) => state.stages['implement'] === 'active');
    while (!(await types(runDir)).includes('model-asked'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await rest();
    const megabytes = residentMegabytes(runner?.pid ?? 0);
    await endRunner(runDir);
    return megabytes;
  };
  const bare = async (): Promise<number> => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await rest();
    const megabytes = residentMegabytes(child.pid ?? 0);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    return megabytes;
  };
  const { ours, floor } = await inTurns(repeats, waiting, bare).finally(() => server.close());
  return {
    name: 'memory of an idle runner',
    what: 'resident memory five seconds after a runner began to wait for its model',
    ours,
    floor: { name: 'a node that waits for a timer', series: floor },
    bar: 90,
    unit: 'MB',
  };
}
