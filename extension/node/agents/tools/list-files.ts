// Lists the files of the worktree for the model, folder by folder, without following links.
// Invariant: at most 500 lines, and never the inside of `.git` or of a dependency folder.
import * as z from 'zod/mini';
import type { Tool } from '../backend.ts';
import { listInside, type FolderEntry } from '../../resolve-inside.ts';
import { defineTool, success } from './define.ts';
import { refused } from './refuse.ts';

const output = { characters: 20_000, lines: 500 };
/** Leaves a line to say that there are more. */
const mostEntries = output.lines - 1;
const closedFolders = ['.git', 'node_modules', '.venv', '__pycache__'];

const schema = z.object({
  path: z.optional(z.string()),
  depth: z.optional(z.int().check(z.minimum(1), z.maximum(10))),
});

export function listFilesTool(worktree: string): Tool {
  return defineTool({
    name: 'list_files',
    description:
      'List files and folders below a path (the root when absent), 3 levels deep unless depth says otherwise.',
    schema,
    readOnly: true,
    output,
    summary: ({ path }) => path ?? '.',
    run: async ({ path = '.', depth = 3 }) => {
      const first = await listInside(worktree, path);
      if (!first.ok) return refused('list_files', first);
      const lines: string[] = [];
      await addEntries(worktree, path, first.value, depth, '', lines);
      const more =
        lines.length > mostEntries ? `\n[more than ${mostEntries} entries; list a folder of it]` : '';
      return success(lines.slice(0, mostEntries).join('\n') + more || '(the folder is empty)');
    },
  });
}

async function addEntries(
  worktree: string,
  folder: string,
  entries: readonly FolderEntry[],
  depth: number,
  indent: string,
  lines: string[],
): Promise<void> {
  for (const { name, kind } of entries) {
    if (lines.length > mostEntries) return;
    lines.push(indent + name + { file: '', folder: '/', link: ' (link)', other: ' (special)' }[kind]);
    if (kind !== 'folder' || depth <= 1 || closedFolders.includes(name)) continue;
    const inner = await listInside(worktree, `${folder}/${name}`);
    if (inner.ok)
      await addEntries(worktree, `${folder}/${name}`, inner.value, depth - 1, `${indent}  `, lines);
  }
}
