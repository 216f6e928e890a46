// The changed lines of two commits that a JavaScript runtime could execute, read from git.
import { parseChange } from '../core/break-glass/change.ts';
import { changedLines, type ChangedLines } from '../core/coverage/changed-lines.ts';
import { patchText } from './snapshot.ts';

export async function linesBetween(repository: string, base: string, head: string): Promise<ChangedLines> {
  return changedLines(parseChange(await patchText(repository, base, head, 0)));
}
