// From the word to delegate to the first event of the runner in a folded state, as a window or `dimmer run` reads it.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../extension/node/run-store.ts';
import { temporaryRepository } from '../extension/node/temporary-repository.ts';
import { files, good, launch, writes } from '../extension/runner/testing.ts';
import { endRunner } from './end-runner.ts';
import { inTurns, type Figure } from './figure.ts';

const lookEveryMs = 2;

async function once(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
}

export async function delegate(repeats: number): Promise<Figure> {
  await using repository = await temporaryRepository(files);
  const entries = writes(good, { delayMs: 60_000 });
  const launched = async (): Promise<number> => {
    const start = performance.now();
    const { runDir } = await launch(repository, entries, { level: 3 });
    await once(async () => (await readRun(runDir)).state?.runner != null);
    const took = performance.now() - start;
    await endRunner(runDir);
    return took;
  };
  const line = join(repository.base, 'line');
  const bare = async (): Promise<number> => {
    rmSync(line, { force: true });
    const start = performance.now();
    const script = `require('node:fs').writeFileSync(${JSON.stringify(line)}, 'started\\n')`;
    const child = spawn(process.execPath, ['--no-warnings', '-e', script], {
      stdio: 'ignore',
      detached: true,
    });
    await once(() => isWritten(line));
    const took = performance.now() - start;
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
    return took;
  };
  const { ours, floor } = await inTurns(repeats, launched, bare);
  return {
    name: 'delegate to first event',
    what: 'from the call that launches a run to the state with the first event of its runner, which the spec is read for and a folder made',
    ours,
    floor: { name: 'a bare node that starts and writes one line to a file', series: floor },
    bar: 500,
  };
}

function isWritten(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').endsWith('\n');
  } catch {
    return false;
  }
}
