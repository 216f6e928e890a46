// Eight runs at once on the cores there are, each with one command that only computes, against the commands alone, as many at
// once as there are cores: what a perfect machine would need for the time in tools.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { isAlive } from '../extension/node/run-store.ts';
import { temporaryRepository } from '../extension/node/temporary-repository.ts';
import { files, good, launch, resting, until, writes } from '../extension/runner/testing.ts';
import { inTurns, type Figure } from './figure.ts';

const runs = 8;
/** Rounds of an empty loop in the shell; some ten seconds of one core. */
const rounds = 3_000_000;
const burn = `i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); done`;

const command = { role: 'builder', reply: [{ tool: 'shell', input: { command: burn } }] };

export async function parallelRuns(repeats: number): Promise<Figure> {
  await using repository = await temporaryRepository(files);
  const together = async (): Promise<number> => {
    const start = performance.now();
    const entries = [command, ...writes(good)];
    const launched = await Promise.all(
      Array.from({ length: runs }, () => launch(repository, entries, { level: 4 })),
    );
    const states = await Promise.all(launched.map(({ runDir }) => until(runDir, resting, 600_000)));
    const took = performance.now() - start;
    const wrong = states.find(({ status }) => status !== 'awaiting-decision');
    if (wrong) throw new Error(`a run is ${wrong.status}: ${wrong.lastActivity}`);
    for (const { runner } of states)
      while (runner && isAlive(runner)) await new Promise((resolve) => setTimeout(resolve, 20));
    return took;
  };
  const alone = async (): Promise<number> => {
    const start = performance.now();
    let left = runs;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const child = spawn('bash', ['-c', burn], { stdio: 'ignore' });
        await new Promise((resolve) => child.once('exit', resolve));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    return performance.now() - start;
  };
  const { ours, floor } = await inTurns(repeats, together, alone);
  return {
    name: 'eight runs at once',
    what: `from eight launches to eight runs that await their decision, each with one command of ${rounds} rounds of an empty loop`,
    ours,
    floor: { name: 'the eight commands alone, one on each core at a time', series: floor },
    mostRatio: 1.3,
  };
}
