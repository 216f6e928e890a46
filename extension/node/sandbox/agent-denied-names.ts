// Holds the names in a worktree that decide what programs outside the sandbox do: `.git`, editor and shell settings.
// Invariant: what the worktree had stays as it was; what it did not have is gone again before anything outside looks.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Covered by an empty, read-only stand-in while a command runs, when the worktree does not have them. */
const covered: Readonly<Record<string, 'file' | 'folder'>> = {
  '.git': 'folder',
  '.npmrc': 'file',
  '.envrc': 'file',
  '.vscode': 'folder',
  '.devcontainer': 'folder',
};

/** Read-only when the worktree has them; removed after the command that made them when it does not. */
const removed = [
  '.gitmodules',
  '.gitconfig',
  '.yarnrc',
  '.yarnrc.yml',
  '.devcontainer.json',
  '.idea',
  '.mcp.json',
  '.claude',
  'mise.toml',
  '.mise.toml',
] as const;

/** Every name at the top of a worktree that an agent may not write. */
export const deniedNames: readonly string[] = [...Object.keys(covered), ...removed];

export interface DeniedNames {
  /** Absolute paths to be read-only in the sandbox. */
  readonly readOnly: readonly string[];
  /** Called before a command starts. */
  enter(): void;
  /** Called after it ended; the names it made and lost again. */
  leave(): string[];
  /** Removes what a killed process left. */
  tidy(): void;
}

/** Commands under way per worktree, over all sandboxes of this process. */
const running = new Map<string, number>();

/** `record` is a folder that no command can write; it remembers across restarts which names the worktree lacked. */
export function denyNames(worktree: string, record: string): DeniedNames {
  const absent = rememberAbsent(worktree, record);
  const standIns = Object.entries(covered).filter(([name]) => absent.includes(name));
  const others = (change: -1 | 0 | 1): number => {
    const now = (running.get(worktree) ?? 0) + change;
    if (now > 0) running.set(worktree, now);
    else running.delete(worktree);
    return now;
  };
  const clean = (): string[] => absent.filter((name) => remove(join(worktree, name)));
  return {
    readOnly: deniedNames
      .filter((name) => name in covered || !absent.includes(name))
      .map((name) => join(worktree, name)),
    enter() {
      if (others(1) > 1) return;
      clean();
      for (const [name, kind] of standIns) {
        if (kind === 'folder') mkdirSync(join(worktree, name));
        else writeFileSync(join(worktree, name), '');
      }
    },
    leave() {
      const left = others(-1);
      const made = removed.filter((name) => absent.includes(name) && remove(join(worktree, name)));
      if (left === 0) clean();
      return made;
    },
    tidy: () => {
      if (others(0) === 0) clean();
    },
  };
}

/** A worktree that was made anew at the same place is another worktree. */
function rememberAbsent(worktree: string, folder: string): readonly string[] {
  const { ino, birthtimeMs } = statSync(worktree);
  const key = createHash('sha256').update(`${worktree}\0${ino}\0${birthtimeMs}`).digest('hex').slice(0, 12);
  const record = join(folder, `absent-${key}.json`);
  const known = recorded(record);
  if (known) return known;
  const present = new Set(readdirSync(worktree));
  const absent = deniedNames.filter((name) => !present.has(name));
  writeFileSync(record, JSON.stringify(absent), { mode: 0o600 });
  return absent;
}

function recorded(record: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(readFileSync(record, 'utf8'));
    return Array.isArray(names) ? deniedNames.filter((name) => names.includes(name)) : undefined;
  } catch {
    return undefined;
  }
}

/** True when there was something. */
function remove(path: string): boolean {
  try {
    lstatSync(path);
  } catch {
    return false;
  }
  rmSync(path, { recursive: true, force: true });
  return true;
}
