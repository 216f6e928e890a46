// Compilers and interpreters that a repository needs: installed with apt where that is possible, else said to be missing.
import { spawnSync } from 'node:child_process';
import { onPath } from '../setup.mjs';

/** What is still missing afterwards, in words; empty when the repository can be built here. */
export function provide(needs) {
  const missing = needs.filter(({ command }) => !onPath(command));
  if (missing.length === 0) return '';
  const packages = missing.map((one) => one.package);
  const names = missing.map((one) => one.command).join(', ');
  if (process.getuid?.() !== 0 || !onPath('apt-get'))
    return `${names} not installed, and apt cannot be used here`;
  console.error(`Installing ${packages.join(', ')} (apt-get)...`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['-qq', 'update'], options);
  const { status } = spawnSync(
    'apt-get',
    ['-qq', 'install', '-y', '--no-install-recommends', ...packages],
    options,
  );
  return status === 0 ? '' : `${names} could not be installed with apt`;
}
