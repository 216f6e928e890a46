// Brings a run's result onto its base branch as one commit of the user, or says plainly why not.
// Invariant: a run is merged at most once (its trailer is looked for first); the user's checkout is only ever fast-forwarded,
// and only when it is clean; a branch that moved in between is never overwritten.
import { authorship, git, gitText, userIdentity } from './git.ts';
import { listWorktrees, trailerText } from './worktree.ts';

export interface MergeInput {
  readonly repository: string;
  readonly runId: string;
  /** Where the run started; its branch is absent on a detached HEAD. */
  readonly base: { readonly commit: string; readonly branch?: string | undefined };
  readonly head: string;
  /** The run's own branch, kept when there is no base branch. */
  readonly branch: string;
  readonly title: string;
  readonly specPath: string;
  /** A commit was judged that is part of the user's branch already. */
  readonly contained?: boolean;
}

export interface Merged {
  readonly commit: string;
  readonly branch: string;
  readonly how: 'fast-forward' | 'update-ref' | 'branch-kept' | 'already-there';
}

export type MergePlan =
  | { readonly kind: 'already'; readonly merged: Merged }
  | {
      readonly kind: 'ready';
      readonly parent: string;
      readonly tree: string;
      /** The base branch moved: `tree` is an integration that nobody has tested yet. */
      readonly moved: boolean;
      /** Folder of the worktree that has the base branch checked out. */
      readonly checkout: string | null;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Looks, without changing anything. */
export async function planMerge(input: MergeInput): Promise<MergePlan> {
  const { repository, base, head } = input;
  if (input.contained)
    return { kind: 'already', merged: { commit: head, branch: input.branch, how: 'already-there' } };
  const done = await findMerged(input);
  if (done) return { kind: 'already', merged: done };
  const headTree = await gitText(repository, ['rev-parse', `${head}^{tree}`]);
  if (base.branch === undefined) {
    return { kind: 'ready', parent: base.commit, tree: headTree, moved: false, checkout: null };
  }
  const tip = await git(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    `refs/heads/${base.branch}^{commit}`,
  ]);
  if (!tip.ok) {
    return refused(
      `branch ${base.branch} is gone. Create it again, for example \`git branch ${base.branch} ${base.commit.slice(0, 12)}\`, then approve.`,
    );
  }
  const parent = tip.stdout.trim();
  const checkout = (await listWorktrees(repository)).find((one) => one.branch === base.branch)?.path ?? null;
  const dirty = checkout === null ? [] : await dirtyReasons(checkout, base.branch);
  if (dirty.length > 0) return { kind: 'refused', reasons: dirty };
  if (parent === base.commit) return { kind: 'ready', parent, tree: headTree, moved: false, checkout };
  return integrate(input, parent, checkout);
}

/** Carries a plan out. `seq` names the decision's event. */
export async function performMerge(
  input: MergeInput,
  plan: Extract<MergePlan, { kind: 'ready' }>,
  seq: number,
): Promise<{ readonly ok: true; readonly merged: Merged } | { readonly ok: false; readonly reason: string }> {
  const { repository, base, runId } = input;
  const trailers = trailerText({ 'Dimmer-Run': runId, 'Dimmer-Seq': String(seq) });
  const origin = input.specPath === '' ? '' : `Built from ${input.specPath}.\n\n`;
  const message = `${oneLine(input.title)}\n\n${origin}${trailers}\n`;
  const user = await userIdentity(repository);
  const commit = await gitText(repository, ['commit-tree', plan.tree, '-p', plan.parent, '-F', '-'], {
    input: message,
    env: authorship(user),
  });
  if (base.branch === undefined) {
    await gitText(repository, ['update-ref', '-m', 'dimmer: result', `refs/heads/${input.branch}`, commit]);
    return { ok: true, merged: { commit, branch: input.branch, how: 'branch-kept' } };
  }
  const { branch } = base;
  if (plan.checkout === null) {
    const moved = await git(repository, [
      'update-ref',
      '-m',
      `dimmer: ${runId}`,
      `refs/heads/${branch}`,
      commit,
      plan.parent,
    ]);
    if (moved.ok) return { ok: true, merged: { commit, branch, how: 'update-ref' } };
    return { ok: false, reason: `branch ${branch} moved in this moment; approve again` };
  }
  const forward = await git(plan.checkout, ['merge', '--ff-only', '--quiet', commit]);
  if (forward.ok) return { ok: true, merged: { commit, branch, how: 'fast-forward' } };
  const said = forward.stderr
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 4)
    .join(' ');
  return {
    ok: false,
    reason: `git could not fast-forward ${branch}: ${said}. Nothing was changed; clear that, then approve again.`,
  };
}

/** A merge of this run that is already there, whether or not its event made it into the log. */
export async function findMerged({ repository, base, branch, runId }: MergeInput): Promise<Merged | null> {
  const ref = base.branch ?? branch;
  const range = [`refs/heads/${ref}`, `^${base.commit}`];
  const found = await git(repository, [
    'log',
    '--format=%H',
    '--fixed-strings',
    `--grep=Dimmer-Run: ${runId}`,
    ...range,
    '--',
  ]);
  for (const commit of found.ok ? found.stdout.split('\n').filter((line) => line !== '') : []) {
    // The agent's own commits carry the run too, and the round in which they were made.
    const trailers = await gitText(repository, ['log', '-1', '--format=%(trailers:only,unfold)', commit]);
    if (!trailers.includes(`Dimmer-Run: ${runId}`) || /^Dimmer-Round:/m.test(trailers)) continue;
    const how = base.branch === undefined ? 'branch-kept' : 'fast-forward';
    return { commit, branch: ref, how };
  }
  return null;
}

async function dirtyReasons(checkout: string, branch: string): Promise<string[]> {
  const flags = ['--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all'];
  const status = await git(checkout, ['status', ...flags]);
  if (!status.ok) return [`git status failed in ${checkout}: ${status.stderr}`];
  const names = status.stdout
    .split('\0')
    .filter((line) => /^.. /.test(line))
    .map((line) => line.slice(3));
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return [
    `${branch} is checked out in ${checkout} with uncommitted changes (${shown}). Commit them, or run \`git -C ${checkout} stash\`, then approve again.`,
  ];
}

async function integrate(input: MergeInput, parent: string, checkout: string | null): Promise<MergePlan> {
  const { repository, head, base, branch } = input;
  const merged = await mergeTrees(repository, parent, head);
  if ('tree' in merged) return { kind: 'ready', parent, tree: merged.tree, moved: true, checkout };
  if ('problem' in merged)
    return refused(`git could not integrate the result with ${base.branch}: ${merged.problem}`);
  return refused(
    `${base.branch} has moved and conflicts with the result (${merged.conflicts.slice(0, 3).join(', ')}). Return the run and launch it again from there, or merge by hand: \`git merge ${branch}\`.`,
  );
}

export type MergedTree =
  { readonly tree: string } | { readonly conflicts: readonly string[] } | { readonly problem: string };

/** What two commits come to together, in no working tree. */
export async function mergeTrees(repository: string, one: string, other: string): Promise<MergedTree> {
  const flags = ['--write-tree', '--no-messages', '--name-only', '-z'];
  const merged = await git(repository, ['merge-tree', ...flags, one, other]);
  const [tree = '', ...conflicts] = merged.stdout.split('\0');
  if (merged.ok) return { tree };
  if (merged.exit !== 1) return { problem: merged.stderr.split('\n')[0] ?? 'git failed' };
  return { conflicts: conflicts.filter((name) => name !== '') };
}

function refused(reason: string): MergePlan {
  return { kind: 'refused', reasons: [reason] };
}

function oneLine(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim().slice(0, 72) || 'Result of a run';
}
