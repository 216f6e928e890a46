// Reads a text file of the worktree for the model, a page at a time.
// Invariant: at most 2,000 lines and 50,000 characters leave here; bytes that are not text are named, not sent.
import * as z from 'zod/mini';
import type { Tool } from '../backend.ts';
import { readInside } from '../../resolve-inside.ts';
import { defineTool, failure, success } from './define.ts';
import { refused } from './refuse.ts';

const mostLines = 2_000;
const output = { characters: 50_000 };
/** Leaves room for the line that says how to read on. */
const mostCharacters = output.characters - 200;
const mostBytes = 20 * 1024 * 1024;

const schema = z.object({
  path: z.string(),
  first_line: z.optional(z.int().check(z.positive())),
  lines: z.optional(z.int().check(z.positive())),
});

export function readFileTool(worktree: string): Tool {
  return defineTool({
    name: 'read_file',
    description:
      'Read a text file. Paths are relative to the repository root. At most 2,000 lines or 50,000 characters at once; read on with first_line (from 1) and lines.',
    schema,
    readOnly: true,
    output,
    summary: ({ path }) => path,
    run: async ({ path, first_line: first = 1, lines = mostLines }) => {
      const read = await readInside(worktree, path, mostBytes);
      if (!read.ok) return refused('read_file', read);
      const { bytes } = read.value;
      if (bytes.subarray(0, 8_192).includes(0))
        return failure(`"${path}" is not a text file (${bytes.length} bytes).`);
      return success(page(bytes.toString('utf8'), first, Math.min(lines, mostLines)));
    },
  });
}

function page(text: string, first: number, count: number): string {
  if (text === '') return '(the file is empty)';
  const all = text.split('\n');
  const total = text.endsWith('\n') ? all.length - 1 : all.length;
  if (first > total) return `(the file has ${total} lines)`;
  const shown: string[] = [];
  let room = mostCharacters;
  for (const line of all.slice(first - 1, Math.min(first - 1 + count, total))) {
    if (line.length > room) break;
    shown.push(line);
    room -= line.length + 1;
  }
  if (shown.length === 0)
    return `${all[first - 1]!.slice(0, mostCharacters)}\n[line ${first} of ${total} is longer than can be shown; read on from line ${first + 1}]`;
  const last = first - 1 + shown.length;
  const rest = last < total ? `\n[lines ${first} to ${last} of ${total}; read on from line ${last + 1}]` : '';
  return shown.join('\n') + rest;
}
