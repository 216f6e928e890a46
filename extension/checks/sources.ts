// Reads the project's own sources as data: files, and who imports whom.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface SourceFile {
  /** Relative to the repository, `/`-separated. */
  readonly path: string;
  readonly text: string;
  /** Packages and, for relative imports, repository paths. */
  readonly imports: readonly string[];
}

/** Every TypeScript source below `folders`, tests left out unless asked for. */
export async function sourceFiles(folders: readonly string[], withTests = false): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.sort()) {
      const path = posix.join(folder, name.split(sep).join('/'));
      if (!path.endsWith('.ts') || (!withTests && path.endsWith('.test.ts'))) continue;
      const text = await readFile(join(root, path), 'utf8');
      files.push({ path, text, imports: importsOf(path, text) });
    }
  }
  return files;
}

function importsOf(path: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), fileName)) : fileName,
    );
}

/** What esbuild recorded for one bundle: input path -> bytes in the output. */
export async function bundleInputs(bundle: string): Promise<Map<string, number>> {
  const meta = JSON.parse(await readFile(join(root, 'dist', 'meta.json'), 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const output = meta.outputs[`dist/${bundle}`];
  if (!output) throw new Error(`dist/meta.json knows no dist/${bundle}; run node extension/build.mjs`);
  return new Map(Object.entries(output.inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
}
