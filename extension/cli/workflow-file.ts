// Reads the one workflow file that a command is about.
import { resolve } from 'node:path';
import { refuse } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { readSpec, type SpecFile } from './spec-files.ts';

/** The file, or the exit code after its absence was said. */
export async function workflowFile(
  positionals: readonly string[],
  usage: string,
  io: CommandIo,
): Promise<SpecFile | number> {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) return refuse(io, 2, `Name one workflow file.\n${usage}`);
  try {
    const read = await readSpec(resolve(io.cwd, file), io.cwd);
    return read.problem === undefined
      ? read
      : refuse(io, 2, `${read.path} is not text (${read.problem}). Nothing was done. Save it as UTF-8.`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return refuse(io, 2, `${file} cannot be read (${code ?? message}). Nothing was done. Check the path.`);
  }
}
