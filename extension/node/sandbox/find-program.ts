// Finds a tool of the sandbox on the PATH of this process. Invariant: an absolute path of something executable, or nothing.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first executable of this name on the PATH, absolute; relative folders of the PATH are passed over. */
export function findProgram(name: string, path = process.env['PATH']): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
