// Which `node` everything in a sandbox gets: the agent's shell, guardrails and the product under test alike.
// Invariant: it is the one that the user's own PATH names, so that a run is judged by the toolchain it was launched with.
import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/**
 * The first real `node` program on `path`, without symbolic links, else `own` where that is one (an editor is not);
 * undefined where there is none. Shims of version managers are passed over: they need a home, and a sandbox has none.
 */
export function userNode(path: string, own: string = process.execPath): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder.startsWith('/'));
  const candidates = [...folders.map((folder) => join(folder, 'node')), own, '/usr/bin/node', '/bin/node'];
  for (const candidate of candidates) {
    const real = programFile(candidate);
    if (real !== undefined && /^node(js)?(\.exe)?$/.test(basename(real))) return real;
  }
  return undefined;
}

function programFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.X_OK);
    return statSync(real).isFile() && !isScript(real) ? real : undefined;
  } catch {
    return undefined;
  }
}

function isScript(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(descriptor, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(descriptor);
  }
}
