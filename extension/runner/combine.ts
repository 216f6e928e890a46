// Where parallel branches meet: what each of them built becomes one tree on the run's own branch.
// Invariant: all that succeeded, or nothing; a combination whose event a crash swallowed is recognised by its trailer and not made
// again.
import type { FlowStep, Joined } from '../core/run/workflow-next.ts';
import { authorship, dimmerIdentity, git, gitText } from '../node/git.ts';
import { mergeTrees } from '../node/merge.ts';
import { createWorktree, trailerText } from '../node/worktree.ts';
import { loadPins, savePins } from '../node/git-pins.ts';
import type { RunContext, StageResult } from './context.ts';
import { closeLanes } from './lanes.ts';
import { lastCommit, recordWork } from './work.ts';

interface Part extends Joined {
  readonly commit: string;
}

export async function combine(context: RunContext, _round: number, step?: FlowStep): Promise<StageResult> {
  const parts = partsOf(context, step?.joins ?? []);
  const result = parts.length === 0 ? nothing(step) : await integrate(context, parts);
  const merged = 'status' in result && result.status === 'success';
  await closeLanes(context, merged ? parts.map(({ lane }) => lane) : []);
  return result;
}

/** Those branches that have built something; a branch that only looked has nothing to bring. */
function partsOf(context: RunContext, joins: readonly Joined[]): Part[] {
  return joins.flatMap((join) => {
    const commit = context.wholeLog.state()?.lanes[join.lane]?.commit ?? null;
    return commit === null ? [] : [{ ...join, commit }];
  });
}

function nothing(step: FlowStep | undefined): StageResult {
  return (step?.joins ?? []).length === 0
    ? { status: 'fail', note: 'every branch failed' }
    : { status: 'success', note: 'no branch changed a file' };
}

async function integrate(context: RunContext, parts: readonly Part[]): Promise<StageResult> {
  const { state, log, branch, pins, paths } = context;
  const { repository, base, runId } = state().request;
  const begun = lastCommit(log.events) ?? base.commit;
  const entered = log.events.findLast((event) => event.type === 'stage-entered')?.seq ?? 0;
  const trailers = {
    'Dimmer-Run': runId,
    'Dimmer-Seq': String(entered),
    'Dimmer-Round': String(state().round),
  };
  const done = await madeBefore(repository, branch, trailers);
  let commit = done ?? begun;
  for (const part of done === null ? parts : []) {
    const merged = await mergeTrees(repository, commit, part.commit);
    if ('problem' in merged)
      return { status: 'fail', note: `git could not combine ${part.node}: ${merged.problem}` };
    if ('conflicts' in merged)
      return {
        status: 'fail',
        note: `${part.node} conflicts with what was built beside it in ${merged.conflicts.slice(0, 5).join(', ')}`,
      };
    commit = await gitText(
      repository,
      ['commit-tree', merged.tree, '-p', commit, '-p', part.commit, '-F', '-'],
      {
        input: `Combine ${part.node}\n\n${trailerText(trailers)}\n`,
        env: authorship(dimmerIdentity),
      },
    );
  }
  // The folder is made anew from the one commit: what the fork began with has no changes of its own.
  const links = (await loadPins(pins))?.links ?? [];
  await savePins(pins, await createWorktree({ repository, path: paths.worktree, branch, commit, links }));
  await recordWork(context);
  return { status: 'success', note: `combined ${parts.map(({ node }) => node).join(', ')}` };
}

/** The branch's tip, when it is this very combination. */
async function madeBefore(
  repository: string,
  branch: string,
  trailers: Readonly<Record<string, string>>,
): Promise<string | null> {
  const shown = await git(repository, [
    'log',
    '-1',
    '--format=%H%n%(trailers:only,unfold)',
    `refs/heads/${branch}`,
    '--',
  ]);
  const [commit = '', ...said] = shown.ok ? shown.stdout.trim().split('\n') : [];
  return said.join('\n') === trailerText(trailers) ? commit : null;
}
