// Writes a whole file of the worktree.
import * as z from 'zod/mini';
import type { Tool } from '../backend.ts';
import { componentsInside, writeInside } from '../../resolve-inside.ts';
import { defineTool, success } from './define.ts';
import { denied, deniedName, refused } from './refuse.ts';

export function writeFileTool(worktree: string): Tool {
  return defineTool({
    name: 'write_file',
    description:
      'Write a whole file, making its folders. Replaces what was there. Paths are relative to the repository root.',
    schema: z.object({ path: z.string(), content: z.string() }),
    readOnly: false,
    output: { characters: 1_000 },
    summary: ({ path, content }) => `${path} (${content.length} characters)`,
    run: async ({ path, content }) => {
      const names = componentsInside(worktree, path);
      if (!names.ok) return refused('write_file', names);
      const forbidden = deniedName(names.value);
      if (forbidden !== undefined) return denied('write_file', `"${forbidden}" is not an agent's to write.`);
      const written = await writeInside(worktree, path, Buffer.from(content));
      if (!written.ok) return refused('write_file', written);
      return success(`${written.value === 'made' ? 'Made' : 'Replaced'} ${path}.`);
    },
  });
}
