// Finds the specs a command is about and reads them. A path that is not there is the caller's mistake and is named.
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { mentionsOf } from '../core/lint/coverage.ts';
import type { ScenarioMention } from '../core/lint/rule.ts';
import { decodeSpecBytes, type DecodedText } from '../core/spec/decode-bytes.ts';

export interface SpecFile extends DecodedText {
  /** `/`-separated, relative to the working directory where it is inside. */
  readonly path: string;
  readonly file: string;
}

const skipped = new Set(['node_modules', 'dist', 'out', 'build', 'coverage', 'vendor']);

/** What `dimmer.specs` names by default. */
export const isSpecPath = (path: string) => /^specs\/.*\.md$/i.test(path) || /\.spec\.md$/i.test(path);

/** Every file below `folder` that passes, sorted; hidden folders and build output are left out. */
async function walk(folder: string, cwd: string, wanted: (path: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name))
      found.push(...(await walk(file, cwd, wanted)));
    else if (entry.isFile() && wanted(displayPath(file, cwd))) found.push(file);
  }
  return found;
}

export type FoundSpecs =
  | { readonly ok: true; readonly files: readonly SpecFile[] }
  | { readonly ok: false; readonly message: string };

/** The specs at `paths`; without any, those that `dimmer.specs` names by default. A folder means every `.md` in it. */
export async function findSpecs(paths: readonly string[], cwd: string): Promise<FoundSpecs> {
  const files: string[] = paths.length === 0 ? await walk(cwd, cwd, isSpecPath) : [];
  for (const path of paths) {
    const file = resolve(cwd, path);
    const info = await stat(file).catch(() => undefined);
    if (!info) return { ok: false, message: `There is no file or folder ${path}. Nothing was linted.` };
    if (!info.isDirectory()) files.push(file);
    else files.push(...(await walk(file, cwd, (name) => /\.md$/i.test(name))));
  }
  const unique = [...new Set(files)];
  try {
    return { ok: true, files: await Promise.all(unique.map((file) => readSpec(file, cwd))) };
  } catch (error) {
    return { ok: false, message: `${(error as Error).message}. Nothing was linted.` };
  }
}

export async function readSpec(file: string, cwd: string): Promise<SpecFile> {
  return { ...decodeSpecBytes(await readFile(file)), file, path: displayPath(file, cwd) };
}

export function displayPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return (path.startsWith('..') || isAbsolute(path) ? file : path).split(sep).join('/');
}

/** What the visible scenarios in `scenarios/` of the working directory show. */
export async function visibleScenarios(cwd: string): Promise<ScenarioMention[]> {
  const files = await walk(join(cwd, 'scenarios'), cwd, (path) => /\.md$/i.test(path));
  return Promise.all(files.map(async (file) => mentionsOf(decodeSpecBytes(await readFile(file)).text)));
}
