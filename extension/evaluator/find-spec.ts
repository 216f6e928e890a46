// Finds the spec a scenario belongs to in a working tree, and everything visible that a hidden scenario must not repeat.
import { readFile, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { specFacts, type SpecFacts } from './spec-facts.ts';

export interface VisibleText {
  readonly specs: readonly SpecFacts[];
  /** Visible scenario files. */
  readonly scenarios: readonly { readonly path: string; readonly text: string }[];
}

const skipped = new Set(['.git', 'node_modules', 'dist', '.cache']);
const maxFiles = 2000;

/** Specs (`specs/**` and `*.spec.md`) and visible scenarios (`scenarios/**`) of a working tree; `extra` names one more spec file. */
export async function visibleText(repository: string, extra?: string): Promise<VisibleText> {
  const root = await realpath(repository);
  const paths = await markdownFiles(root, '');
  const isSpec = (path: string): boolean => path.startsWith('specs/') || path.endsWith('.spec.md');
  const specs = await Promise.all(
    paths.filter(isSpec).map(async (path) => specFacts(await readFile(join(root, path), 'utf8'), path)),
  );
  if (extra !== undefined) specs.unshift(specFacts(await readFile(extra, 'utf8'), extra));
  const visible = paths.filter((path) => path.startsWith('scenarios/'));
  const scenarios = visible.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') }));
  return { specs, scenarios: await Promise.all(scenarios) };
}

async function markdownFiles(root: string, folder: string, found: string[] = []): Promise<string[]> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
    if (found.length >= maxFiles) break;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) await markdownFiles(root, path, found);
    else if (entry.isFile() && entry.name.endsWith('.md')) found.push(path);
  }
  return found;
}
