// Searches the worktree with ripgrep, inside the sandbox, so that a hostile pattern or link reaches nothing else.
import * as z from 'zod/mini';
import type { Tool } from '../backend.ts';
import type { AgentSandbox } from '../../sandbox/agent.ts';
import { componentsInside } from '../../resolve-inside.ts';
import { defineTool, failure, success } from './define.ts';
import { refused } from './refuse.ts';

/** With the line that says how many more there are. */
const mostHits = 200;

const schema = z.object({
  pattern: z.string().check(z.minLength(1)),
  path: z.optional(z.string()),
  glob: z.optional(z.string()),
  ignore_case: z.optional(z.boolean()),
});

export function searchTool(worktree: string, sandbox: Pick<AgentSandbox, 'run'>): Tool {
  return defineTool({
    name: 'search',
    description:
      'Search file contents with a regular expression (ripgrep), optionally below a path or in files that match a glob such as "*.ts". At most 200 hits.',
    schema,
    readOnly: true,
    output: { characters: 20_000, lines: mostHits },
    summary: ({ pattern, path }) => (path === undefined ? pattern : `${pattern} in ${path}`),
    run: async ({ pattern, path = '.', glob, ignore_case }, { signal }) => {
      const names = componentsInside(worktree, path);
      if (!names.ok) return refused('search', names);
      const flags = [
        ...[
          '--no-config',
          '--line-number',
          '--no-heading',
          '--color=never',
          '--sort=path',
          '--max-columns=300',
        ],
        ...['--hidden', '--no-require-git', '--glob=!.git', '--max-filesize=5M'],
        ...(ignore_case === true ? ['--ignore-case'] : []),
        ...(glob === undefined ? [] : [`--glob=${glob}`]),
      ];
      const target = `./${names.value.join('/')}`;
      const result = await sandbox.run(['rg', ...flags, '-e', pattern, '--', target], {
        timeoutMs: 60_000,
        maxBytes: 1024 * 1024,
        signal,
      });
      if (result.timedOut)
        return failure('The search took more than 60 seconds. Search below a narrower path.');
      const hits = result.stdout.split('\n').filter((line) => line !== '');
      if (hits.length > 0) return success(shown(hits));
      return result.exit === 1
        ? success('No matches.')
        : failure(result.stderr.trim() || 'The search failed.');
    },
  });
}

function shown(hits: readonly string[]): string {
  const kept = hits.length > mostHits ? mostHits - 1 : hits.length;
  const lines = hits.slice(0, kept).map((line) => line.replace(/^\.\//, ''));
  return hits.length > kept
    ? `${lines.join('\n')}\n[${hits.length - kept} more hits; narrow the search]`
    : lines.join('\n');
}
