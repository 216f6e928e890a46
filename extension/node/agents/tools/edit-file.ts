// Replaces one exact text in a file of the worktree.
// Invariant: a file is changed only where the old text was found as often as was said; other bytes stay as they are.
import * as z from 'zod/mini';
import type { Tool, ToolResult } from '../backend.ts';
import { componentsInside, readInside, writeInside } from '../../resolve-inside.ts';
import { defineTool, failure, success } from './define.ts';
import { denied, deniedName, refused } from './refuse.ts';

const mostBytes = 20 * 1024 * 1024;

const schema = z.object({
  path: z.string(),
  old_text: z.string().check(z.minLength(1)),
  new_text: z.string(),
  replace_all: z.optional(z.boolean()),
});
type Edit = z.infer<typeof schema>;

export function editFileTool(worktree: string): Tool {
  return defineTool({
    name: 'edit_file',
    description:
      'Replace old_text by new_text in a file. old_text must occur exactly once, with its white space; set replace_all to replace every occurrence.',
    schema,
    readOnly: false,
    output: { characters: 10_000 },
    summary: ({ path }) => path,
    run: (edit) => applyEdit(worktree, edit),
  });
}

async function applyEdit(worktree: string, edit: Edit): Promise<ToolResult> {
  const names = componentsInside(worktree, edit.path);
  if (!names.ok) return refused('edit_file', names);
  const forbidden = deniedName(names.value);
  if (forbidden !== undefined) return denied('edit_file', `"${forbidden}" is not an agent's to write.`);
  const read = await readInside(worktree, edit.path, mostBytes);
  if (!read.ok) return refused('edit_file', read);
  const text = decodeText(read.value.bytes);
  if (text === undefined) return failure(`"${edit.path}" is not UTF-8 text; use the shell to change it.`);
  const parts = text.split(edit.old_text);
  const found = parts.length - 1;
  if (found === 0) return failure(notFound(text, edit));
  if (found > 1 && edit.replace_all !== true)
    return failure(
      `old_text occurs ${found} times in "${edit.path}". Give more of its surroundings, or set replace_all.`,
    );
  const written = await writeInside(worktree, edit.path, Buffer.from(parts.join(edit.new_text)));
  if (!written.ok) return refused('edit_file', written);
  return success(`Replaced ${found === 1 ? 'one occurrence' : `${found} occurrences`} in ${edit.path}.`);
}

function notFound(text: string, { path, old_text: old }: Edit): string {
  const hint =
    text.includes('\r\n') && !old.includes('\r') && text.replaceAll('\r\n', '\n').includes(old)
      ? ' The file has Windows line ends (\\r\\n).'
      : '';
  return `old_text does not occur in "${path}".${hint} Read the file again; nothing was changed.`;
}

/** The text with its byte order mark, or undefined when the bytes are no UTF-8. */
function decodeText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
