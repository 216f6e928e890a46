// For scripts that read the TypeScript sources: goes on under the project's own Node where the one at hand is older.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export function onProjectNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  const node = join(import.meta.dirname, '..', 'node_modules', 'node', 'bin', 'node');
  const { status } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
