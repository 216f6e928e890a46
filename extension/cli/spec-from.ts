// `dimmer spec from FOLDER|FILE`: a brownfield draft of a module that exists, with its evidence, without a model.
// Invariant: nothing of the module is run, and no file that exists is written over.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DraftDocument } from '../core/module/draft-document.ts';
import { draftModule } from '../core/module/draft.ts';
import { readModule } from '../node/read-module.ts';
import { parsed, refuse, say } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { displayPath } from './spec-files.ts';

export const specFromUsage = 'Usage: dimmer spec from FOLDER|FILE [--out FILE] [--json]';

export async function specFromCommand(argv: string[], io: CommandIo): Promise<number> {
  const given = parsed(argv, { out: { type: 'string' }, json: { type: 'boolean' } }, specFromUsage, io);
  if (given === null) return 2;
  const [target, ...others] = given.positionals;
  if (target === undefined || others.length > 0) return refuse(io, 2, specFromUsage);
  const asked = { ...io, json: io.json || given.values.json === true };
  const read = await readModule(resolve(io.cwd, target), target);
  if (!read.ok) return refuse(asked, 2, read.message);
  const draft = draftModule(read.files);
  const { out } = given.values;
  if (out !== undefined) {
    const problem = await writeNewFile(resolve(io.cwd, out), draft.markdown);
    if (problem !== undefined) return refuse(asked, 2, `${out} ${problem}`);
  }
  const { module, commit, notes } = read.files;
  const told =
    out === undefined
      ? draft.markdown
      : `Drafted ${displayPath(resolve(io.cwd, out), io.cwd)}. Its first questions come first.`;
  const document: Omit<DraftDocument, 'v'> = { module, commit, notes, ...draft };
  say(asked, document, told);
  return 0;
}

/** What is wrong, or undefined when the file was made. */
async function writeNewFile(file: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EEXIST'
      ? 'exists and was not changed. Name another file, or move this one away.'
      : `could not be written (${code ?? 'unknown'}). Nothing was changed.`;
  }
}
