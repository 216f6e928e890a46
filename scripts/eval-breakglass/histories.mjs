// Git histories made from what a registry has: one commit a release. Releases are larger than commits, and the report says so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Yields `{ name, folder }` for each package; the folder is gone when the next one is asked for. */
export async function* histories(packages, releases) {
  for (const name of packages) {
    const base = mkdtempSync(join(tmpdir(), 'dimmer-history-'));
    try {
      yield { name, folder: historyOf(name, releases, base) };
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  }
}

function historyOf(name, releases, base) {
  const listed = JSON.parse(run('npm', ['view', name, 'versions', '--json'], base));
  const versions = [listed]
    .flat()
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version))
    .slice(-releases - 1);
  const repository = join(base, 'repository');
  mkdirSync(repository);
  const git = (...args) =>
    run('git', ['-c', 'user.name=Release', '-c', 'user.email=r@example.com', ...args], repository);
  git('init', '--quiet');
  for (const version of versions) {
    const file = run('npm', ['pack', `${name}@${version}`, '--silent', '--ignore-scripts'], base)
      .trim()
      .split('\n')
      .at(-1);
    for (const entry of readdirSync(repository))
      if (entry !== '.git') rmSync(join(repository, entry), { recursive: true });
    const unpacked = join(base, 'unpacked');
    mkdirSync(unpacked);
    run('tar', ['xzf', join(base, file), '-C', unpacked, '--strip-components=1'], base);
    for (const entry of readdirSync(unpacked))
      if (entry !== '.git') renameSync(join(unpacked, entry), join(repository, entry));
    rmSync(unpacked, { recursive: true });
    rmSync(join(base, file));
    git('add', '--all', '--force');
    git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', version);
  }
  return repository;
}

function run(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}
