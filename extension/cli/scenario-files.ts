// Reads the scenario files that a command names: files as given, folders with every `.md` below them.
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

export type ScenarioFiles =
  | { readonly ok: true; readonly files: { name: string; text: string }[] }
  | { readonly ok: false; readonly message: string };

export async function scenarioFiles(paths: readonly string[], cwd: string): Promise<ScenarioFiles> {
  const files: { name: string; text: string }[] = [];
  for (const path of paths) {
    const found = await filesAt(resolve(cwd, path));
    if (found === undefined)
      return { ok: false, message: `${path} cannot be read. Nothing was added. Check the path.` };
    if (found.length === 0) return { ok: false, message: `${path} holds no .md file. Nothing was added.` };
    for (const file of found) files.push({ name: relative(cwd, file), text: await readFile(file, 'utf8') });
  }
  return { ok: true, files };
}

async function filesAt(path: string): Promise<string[] | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  if (!info.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
