// Before anything hidden is run: the self-test of this machine must have passed. It is run once and then remembered.
// Invariant: no result, no evaluation; what could not be run to its end is not remembered and refuses, too.
import { checkBubblewrap } from '../../node/sandbox/check-bubblewrap.ts';
import { takeLock } from '../../node/run-lock.ts';
import {
  readSelftest,
  selftestFacts,
  selftestFolder,
  writeSelftest,
  type SelftestFacts,
  type SelftestRecord,
} from '../../node/sandbox/selftest-record.ts';
import { problem, type Problem } from '../problem.ts';

/** Undefined where both sandboxes hold. */
export async function sandboxGate(patienceMs = 300_000): Promise<Problem | undefined> {
  const sandbox = await checkBubblewrap();
  if (!sandbox.ok) return problem('no-sandbox', `${sandbox.reason}. ${sandbox.fix}`);
  const facts = await selftestFacts(import.meta.filename);
  try {
    const { leaked } = (await readSelftest(facts)) ?? (await testOnce(facts, patienceMs));
    if (leaked.length > 0) return problem('sandbox-leaks', `What got through: ${leaked.join('; ')}.`);
    return undefined;
  } catch (error) {
    return problem('sandbox-untested', `${(error as Error).message}.`);
  }
}

/** Runs the suite; of several that come at once one does, and the others wait for its result. */
async function testOnce(
  facts: SelftestFacts,
  patienceMs: number,
): Promise<Pick<SelftestRecord, 'run' | 'leaked'>> {
  const folder = await selftestFolder();
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const lock = takeLock(folder);
    try {
      const known = await readSelftest(facts);
      if (known !== undefined) return known;
      // Only this needs the agent's sandbox: loading it would slow every evaluation.
      if (lock !== null) return await testAndRemember(facts);
    } finally {
      lock?.release();
    }
    if (performance.now() > deadline)
      throw new Error('another process has been running it for too long; end that process, then try again');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function testAndRemember(facts: SelftestFacts): Promise<Pick<SelftestRecord, 'run' | 'leaked'>> {
  const { runAttacks, summaryOf } = await import('./selftest-mode.ts');
  const { run, leaking } = summaryOf(await runAttacks());
  const result = { run, leaked: leaking.map(({ attack }) => attack) };
  await writeSelftest(facts, result);
  return result;
}
