// Runs after `npm ci`: builds dist/ so that `npx dimmer` works at once. A script that set up first (setup.mjs) builds by itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (process.env.DIMMER_BUILT) process.exit(0);
const node = existsSync('node_modules/node/bin/node') ? 'node_modules/node/bin/node' : process.execPath;
process.exit(spawnSync(node, ['extension/build.mjs'], { stdio: 'inherit' }).status ?? 1);
