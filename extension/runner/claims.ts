// Who may write what while workers build side by side: files are leased to one branch of a workflow until all are combined.
// Invariant: no file is leased to two branches at once; what a branch commits beyond its leases fails it, whatever tool wrote it.
import { posix } from 'node:path';
import * as z from 'zod/mini';
import { textOf } from '../core/workflow/graph.ts';
import type { FlowStep } from '../core/run/workflow-next.ts';
import { nodeOf } from '../core/run/workflow-run.ts';
import type { Tool, ToolResult, ToolSet } from '../node/agents/backend.ts';
import { defineTool, failure, success } from '../node/agents/tools/define.ts';
import { changedFiles } from '../node/snapshot.ts';
import type { RunContext, StageResult } from './context.ts';

/** A worker that may not plan writes what it has claimed, and nothing else. */
export function mustClaim({ lane, state }: RunContext, step: FlowStep | undefined): boolean {
  const node = lane === undefined ? undefined : nodeOf(state().request, step?.node);
  return node !== undefined && textOf(node, 'may_plan') === 'false';
}

/** The paths that a branch has leased, or all branches that are not combined yet. A lease ends with its branch's folder. */
function leases({ wholeLog }: RunContext): { readonly lane: string; readonly path: string }[] {
  const lanes = wholeLog.state()?.lanes ?? {};
  return wholeLog.events.flatMap((event) =>
    event.type === 'files-claimed' && event.lane !== undefined && lanes[event.lane]?.removed === false
      ? event.paths.map((path) => ({ lane: event.lane ?? '', path }))
      : [],
  );
}

/** `src/a` holds itself and everything in it. */
const holds = (path: string, other: string): boolean => path === other || other.startsWith(`${path}/`);

function mayWrite(context: RunContext, path: string): boolean {
  return leases(context).some((lease) => lease.lane === context.lane && holds(lease.path, path));
}

const claimed = z.object({ paths: z.array(z.string()).check(z.minLength(1), z.maxLength(100)) });

/** Leases are taken at once, not when the call is in the log: two workers may ask at the same moment. */
export function withClaims(context: RunContext, tools: ToolSet): ToolSet {
  const claim = defineTool({
    name: 'claim',
    description:
      'Claim the files and folders that you alone will write, before you write them. Paths are relative to the repository root. What another worker has claimed is refused: leave it alone.',
    schema: claimed,
    readOnly: false,
    summary: ({ paths }) => paths.join(', '),
    run: async ({ paths }): Promise<ToolResult> => {
      const wanted = paths.map(tidied);
      const wrong = paths.filter((_, at) => wanted[at] === null);
      if (wrong.length > 0)
        return failure(`Not a path inside of the repository: ${wrong.join(', ')}. Nothing was claimed.`);
      const clean = wanted.filter((path) => path !== null);
      const taken = leases(context).find(
        ({ lane, path }) =>
          lane !== context.lane && clean.some((one) => holds(one, path) || holds(path, one)),
      );
      if (taken !== undefined)
        return failure(
          `${taken.path} is claimed by ${taken.lane}. Nothing was claimed: keep to your part of the plan.`,
        );
      context.log.append({ type: 'files-claimed', paths: clean });
      return success(`Claimed: ${clean.join(', ')}`);
    },
  });
  return [...tools.map((tool) => (writing.has(tool.name) ? guarded(context, tool) : tool)), claim];
}

const writing: ReadonlySet<string> = new Set(['write_file', 'edit_file']);

/** Says at once what the end of the stage would find. */
function guarded(context: RunContext, tool: Tool): Tool {
  return {
    ...tool,
    run: async (input, toolContext) => {
      const path = tidied(String((input as { path?: unknown } | null)?.path ?? ''));
      if (path === null || mayWrite(context, path)) return tool.run(input, toolContext);
      const holder = leases(context).find((lease) => holds(lease.path, path));
      return failure(
        holder === undefined
          ? `${path} is not claimed, so nothing was written. Claim it first, if it belongs to your part of the plan.`
          : `${path} is claimed by ${holder.lane}, so nothing was written. Keep to your part of the plan.`,
      );
    },
  };
}

/** Relative to the repository and without dots; null for the repository itself and for what is outside of it. */
function tidied(path: string): string | null {
  const plain = posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
  return plain === '.' || plain === '' || plain.startsWith('..') || plain.startsWith('/') ? null : plain;
}

/** What was committed since the fork, against the leases: a command of the shell may have written anything. */
export async function keptToClaims(context: RunContext): Promise<StageResult> {
  const { log, state } = context;
  const forked = log.events.find((event) => event.type === 'worktree-created');
  const { request, head } = state();
  if (forked?.type !== 'worktree-created' || head === null) return { status: 'success' };
  const changed = await changedFiles(request.repository, forked.commit, head.commit);
  const strange = changed.map(({ path }) => path).filter((path) => !mayWrite(context, path));
  if (strange.length === 0) return { status: 'success' };
  const shown =
    strange.slice(0, 5).join(', ') + (strange.length > 5 ? ` and ${strange.length - 5} more` : '');
  return {
    status: 'fail',
    note: `these files were changed without a claim: ${shown}. Claim them, or put them back as they were`,
  };
}
