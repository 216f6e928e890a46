// What an error that nobody expected means for a run: what a person can put right rests it, so that it goes on; the rest fails it.
// Invariant: one message and one next step each; a full disk, a folder or a repository that is gone lose no decision and no work.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../node/disk-full.ts';
import { GitProblem } from '../node/git.ts';
import type { EndEvent, RunContext } from './context.ts';

type Suspended = Extract<EndEvent, { type: 'run-suspended' }>;

/** The end of a run that threw `error`. */
export function endOf(context: RunContext, error: unknown): EndEvent {
  const message = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) return diskFull(context.runDir);
  const gone = whatIsGone(context);
  if (gone !== null) return gone;
  const isGit = error instanceof GitProblem;
  return {
    type: 'run-failed',
    reason: isGit ? 'repository' : 'internal',
    message,
    next: isGit
      ? 'Mend the repository, then launch again.'
      : `See runner.log in ${context.runDir}, then launch again.`,
  };
}

/** The repository or the run's own folder was moved or removed by somebody else while the run was there; null when both are in place. */
export function whatIsGone({ state, paths, branch }: RunContext): Suspended | null {
  const { request, worktree } = state();
  if (!existsSync(request.repository))
    return rests(
      `The repository is not at ${request.repository} any more.`,
      'Move it back there, then `dimmer resume RUN`.',
    );
  if (worktree === null || worktree.removed || existsSync(join(paths.worktree, '.git'))) return null;
  return rests(
    `The run's folder ${paths.worktree} was removed while it worked: what was not committed is gone.`,
    `\`dimmer resume RUN\` makes it again from branch ${branch} and tells the agent.`,
  );
}

function diskFull(runDir: string): Suspended {
  return {
    type: 'run-suspended',
    reason: 'disk-full',
    message: `The disk that holds ${runDir} is full. What the log has recorded is safe.`,
    next: 'Make room, then `dimmer resume RUN`.',
  };
}

function rests(message: string, next: string): Suspended {
  return { type: 'run-suspended', reason: 'interrupted', message, next };
}
