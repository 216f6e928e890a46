// Which changed lines a JavaScript runtime could execute: the denominator of "ran in no scenario".
// Invariant: by the text of the line alone, so that every measurement of the same change has the same lines to look for.
import type { Change } from '../break-glass/change.ts';
import { kindOf } from '../break-glass/file-kind.ts';

export interface ChangedLines {
  /** Path -> line numbers at head, from 1, ascending. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** Changed lines of code in other languages, which no JavaScript runtime executes. */
  readonly unseen: number;
}

const javascript = /\.([cm]?[jt]s|[jt]sx|vue|svelte)$/;
/** Files whose text is what runs: types are blanked where they stand, so that places stay the same. */
export const runsAsWritten = /\.[cm]?[jt]s$/;

export function changedLines({ files }: Change): ChangedLines {
  const lines = new Map<string, readonly number[]>();
  let unseen = 0;
  for (const { path, hunks } of files) {
    if (kindOf(path) !== 'code' || path.endsWith('.d.ts')) continue;
    const added = hunks.flatMap((hunk) => hunk.added).filter(({ text }) => isCode(text));
    if (added.length === 0) continue;
    if (javascript.test(path))
      lines.set(
        path,
        added.map(({ number }) => number),
      );
    else unseen += added.length;
  }
  return { lines, unseen };
}

/** Not blank, not a comment, not punctuation alone, not something that only the type checker reads. */
function isCode(text: string): boolean {
  const line = text.trim();
  if (!/[\w$]/.test(line)) return false;
  if (/^(\/\/|\/\*|\*|#!|<!--)/.test(line)) return false;
  return !/^(import\b(?!\s*\()|(export\s+)?(declare\s+)?(interface|type)\s+\w|['"]use strict['"])/.test(line);
}
