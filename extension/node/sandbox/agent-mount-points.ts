// Removes the empty files that a killed sandbox leaves in the worktree where it had covered a forbidden name.
// Invariant: only names that were absent when the run began, and only while they are empty; anything else stays.
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deniedNames } from './agent-profile.ts';

const fileName = 'absent-names.json';

/** Full paths of the forbidden names that the worktree did not have at first; remembered in `scratch` across restarts. */
export function rememberAbsent(worktree: string, scratch: string): readonly string[] {
  const record = join(scratch, fileName);
  const names = recorded(record) ?? deniedNames.filter((name) => !existsAtAll(join(worktree, name)));
  if (!existsSync(record)) writeFileSync(record, JSON.stringify(names), { mode: 0o600 });
  return names.map((name) => join(worktree, name));
}

function recorded(record: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(readFileSync(record, 'utf8'));
    return Array.isArray(names) ? deniedNames.filter((name) => names.includes(name)) : undefined;
  } catch {
    return undefined;
  }
}

export function removeMountPoints(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      const found = lstatSync(path);
      if (found.isFile() && found.size === 0) unlinkSync(path);
      else if (found.isDirectory() && readdirSync(path).length === 0) rmdirSync(path);
    } catch {
      // Not there: nothing was left.
    }
  }
}

function existsAtAll(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
