// `npm run bench`: sets the machine up, builds and packages what is timed, then takes every figure (bench/main.ts).
import { spawnSync } from 'node:child_process';
import { root, setup } from './setup.mjs';

setup();
for (const step of ['extension/build.mjs', 'scripts/package.mjs']) {
  const { status } = spawnSync(process.execPath, [step], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
await import('../bench/main.ts');
