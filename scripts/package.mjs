// `npm run package`: builds and packs dimmer.vsix; fails when it is over its size budget or carries what it must not.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

setup({ browser: false });

const budget = 4 * 1024 * 1024;
const vsix = join(root, 'dimmer.vsix');

if (!existsSync(join(root, 'dist', 'extension.cjs'))) run(process.execPath, ['extension/build.mjs']);
run('vsce', [
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
  '--no-update-package-json',
  '--out',
  vsix,
]);

const { size } = statSync(vsix);
console.log(`dimmer.vsix: ${(size / 1024).toFixed(0)} KB of at most ${budget / 1024} KB`);
if (size > budget) process.exit(1);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
