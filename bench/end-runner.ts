// Ends the runner of a run that a figure has seen enough of.
// Invariant: only the process that the run's own log names is ended.
import { isAlive, readRun } from '../extension/node/run-store.ts';

export async function endRunner(runDir: string): Promise<void> {
  const { state } = await readRun(runDir);
  if (!state?.runner || !isAlive(state.runner)) return;
  process.kill(state.runner.pid, 'SIGKILL');
  while (isAlive(state.runner)) await new Promise((resolve) => setTimeout(resolve, 10));
}
