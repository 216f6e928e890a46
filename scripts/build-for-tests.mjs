// Before the unit and process tests: the programs that they start are bundles, as for users, of what is here now.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './setup.mjs';
import { prepareTestState } from './test-state.mjs';

/** Called by vitest once. `npm test` has built already. */
export function setup() {
  if (!process.env.DIMMER_BUILT) build();
  prepareTestState();
  // A good part of a start is compiling; programs that tests start find what was compiled, as those that Dimmer starts do.
  process.env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'compiled');
}

function build() {
  const { status } = spawnSync(process.execPath, [join(root, 'extension/build.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The bundles could not be built; what is wrong stands above.');
}
