// Tools that the harness carries out for the agent: git on its own branch, checks, and recorded assumptions.
// Invariant: git and checks run outside of the sandbox, so the agent chooses what is asked, never a command line.
import * as z from 'zod/mini';
import type { Tool, ToolContext, ToolResult } from '../backend.ts';
import { defineTool, success } from './define.ts';

export type GitQuery =
  | { readonly type: 'status' }
  | { readonly type: 'diff'; readonly path?: string }
  | { readonly type: 'log'; readonly count: number };

/** Answers a git question about the worktree; hardened, and limited to it. */
export type GitCallback = (query: GitQuery, context: ToolContext) => Promise<ToolResult>;
export type CheckCallback = (context: ToolContext) => Promise<ToolResult>;

/** One question at a time: git locks its index, and calls that only read may come side by side. */
function oneByOne(git: GitCallback): GitCallback {
  let last: Promise<unknown> = Promise.resolve();
  return (query, context) => {
    const answer = last.then(() => git(query, context));
    last = answer.catch(() => undefined);
    return answer;
  };
}

export function gitTools(ask: GitCallback): Tool[] {
  const git = oneByOne(ask);
  return [
    defineTool({
      name: 'git_status',
      description: 'What changed in the working tree since the last commit.',
      schema: z.object({}),
      readOnly: true,
      summary: () => 'status',
      run: (_, context) => git({ type: 'status' }, context),
    }),
    defineTool({
      name: 'git_diff',
      description: 'The changes since the run began, of the whole repository or of one path.',
      schema: z.object({ path: z.optional(z.string()) }),
      readOnly: true,
      summary: ({ path }) => path ?? 'everything',
      run: ({ path }, context) => git({ type: 'diff', ...(path === undefined ? {} : { path }) }, context),
    }),
    defineTool({
      name: 'git_log',
      description: 'The latest commits of the branch, newest first.',
      schema: z.object({ count: z.optional(z.int().check(z.minimum(1), z.maximum(100))) }),
      readOnly: true,
      summary: ({ count = 20 }) => `${count} commits`,
      run: ({ count = 20 }, context) => git({ type: 'log', count }, context),
    }),
  ];
}

export function checkTool(check: CheckCallback): Tool {
  return defineTool({
    name: 'check',
    description:
      'Run the guardrails and the visible scenarios on your work as it is now, and see what fails.',
    schema: z.object({}),
    readOnly: false,
    summary: () => 'guardrails and visible scenarios',
    run: (_, context) => check(context),
  });
}

const assumption = z.object({
  text: z.string().check(z.minLength(1), z.maxLength(2_000)),
  requirement: z.optional(z.string()),
});

/** `recorded` is how many assumptions the run has already; `prefix` begins their names. */
export function assumeTool(recorded: number, prefix = ''): Tool {
  let last = recorded;
  return defineTool({
    name: 'assume',
    description:
      'Record a decision that you took because the spec leaves it open. One sentence; name the requirement id when there is one. The author reads it before deciding.',
    schema: assumption,
    readOnly: true,
    summary: ({ text }) => text,
    run: async ({ text, requirement }) => {
      last += 1;
      const id = `${prefix}A${last}`;
      return {
        ...success(`Recorded as ${id}.`),
        events: [
          { type: 'assumption-recorded', id, text, ...(requirement === undefined ? {} : { requirement }) },
        ],
      };
    },
  });
}
