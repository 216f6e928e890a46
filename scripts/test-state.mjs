// One state directory for all tests that bring none of their own, with this machine's result of the sandbox self-test in it.
// Not a way past the gate: the result is a real run of the suite by the very bundle that is tested, and counts for no other.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const shared = join(root, '.cache', 'test-state');

/** Runs the suite where this bundle was not yet tested on this machine; what it says is passed through. */
export function prepareTestState() {
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  process.env.DIMMER_STATE ??= shared;
  if (process.platform !== 'linux') return;
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', join(root, 'dist', 'evaluator.mjs')], {
    input: JSON.stringify({ v: 1, mode: 'selftest', vaultDir: '', remembered: true }),
    env: { ...process.env, DIMMER_STATE: shared },
    encoding: 'utf8',
  });
  if (!stdout.includes('"holds":true')) console.error(`The sandboxes do not hold here: ${stdout}`);
}

/** Gives a state directory of a test the same result, so that not every one runs the suite. */
export function shareSelftest(state) {
  const [from, to] = [shared, state].map((folder) => join(folder, 'bundles', 'selftest'));
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  cpSync(from, to, { recursive: true, filter: (path) => path === from || path.endsWith('.json') });
}
