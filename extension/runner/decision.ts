// Carries a human's decision out: merge, branch, worktree.
// Invariant: `decided` is in the log before git is touched; whatever a crash interrupts is finished by the next runner, once.
import { decide, type DecideCommand } from '../core/run/decide.ts';
import { runGuardrail, withCheckout } from '../node/guardrails.ts';
import { dimmerIdentity, authorship, git, gitText } from '../node/git.ts';
import { findMerged, performMerge, planMerge, type MergeInput, type MergePlan } from '../node/merge.ts';
import { missingCommit } from '../node/missing-commit.ts';
import { removeWorktree } from '../node/worktree.ts';
import { reviewStage, writeOutcome } from './close.ts';
import { removeLeftovers, type RunContext } from './context.ts';
import { deliver, goesToRemote, keepPushed, remoteObstacles } from './deliver.ts';

export async function takeDecision(context: RunContext, command: DecideCommand): Promise<void> {
  const { log, state } = context;
  const approving = command.decision === 'approve' && state().status === 'awaiting-decision';
  if (command.decision === 'approve' && isUndelivered(context)) return finishLater(context, command);
  if (wasFinishedFor(context, command)) return;
  const refusedByRules = decide(state(), command);
  const obstacles = approving && refusedByRules.ok ? await obstaclesOf(context, command) : [];
  const verdict = decide(state(), command, obstacles);
  log.append(verdict.event);
  if (!verdict.ok) return;
  const stage = reviewStage(state());
  if (stage !== null) {
    const status = command.decision === 'approve' ? 'success' : 'fail';
    const entered = log.events.findLast((event) => event.type === 'stage-entered');
    const node = entered?.type === 'stage-entered' ? entered.node : undefined;
    log.append({
      ...{ type: 'stage-finished', stage, round: state().round, status },
      ...(node === undefined ? {} : { node }),
    });
  }
  await finishDecision(context, command.id);
}

/** Everything after `decided`; also called when a crash came in between. */
export async function finishDecision(context: RunContext, controlId: string): Promise<void> {
  const { log, state, runDir, branch, paths } = context;
  const { request, worktree } = state();
  if (isUndelivered(context)) {
    const problem = await carryOut(context);
    if (problem !== null) {
      log.append({ type: 'decision-refused', decision: 'approve', controlId, reasons: [problem] });
      return;
    }
  }
  const keepBranch = state().status === 'returned' || goesOn(context);
  await removeWorktree(request.repository, paths.worktree, keepBranch ? undefined : branch);
  // What parallel branches brought is in the result, and what was not combined was left behind.
  for (const lane of Object.values(state().lanes))
    await git(request.repository, ['update-ref', '-d', `refs/heads/${lane.branch}`]);
  await keepPushed(context);
  await removeLeftovers(paths);
  if (worktree && !worktree.removed) log.append({ type: 'worktree-removed', path: paths.worktree });
  await writeOutcome(runDir, state());
}

/** Whether a taken decision still has something to be carried out. */
export function isUnfinished({ state }: RunContext): boolean {
  const now = state();
  return (
    ['approved', 'returned', 'rejected'].includes(now.status) &&
    now.worktree !== null &&
    !now.worktree.removed
  );
}

/** Approve was pressed again on an approval that is half way: it goes on as it began. */
async function finishLater(context: RunContext, command: DecideCommand): Promise<void> {
  if (command.deliver !== 'local' || !goesToRemote(context.state()))
    return finishDecision(context, command.id);
  const reason = `its branch is on ${context.state().pushed?.remote ?? 'the remote'} already, and a pull request may be open. Approve again without --local to finish that.`;
  context.log.append({
    type: 'decision-refused',
    decision: 'approve',
    controlId: command.id,
    reasons: [reason],
  });
}

/** The command asked for an approval to be finished, and the runner that it started has done so on its way here. */
function wasFinishedFor({ log, state }: RunContext, command: DecideCommand): boolean {
  if (command.decision !== 'approve' || state().status !== 'approved') return false;
  const decided = log.events.findLast((event) => event.type === 'decided');
  const done = log.events.findLast(({ type }) => type === 'merged' || type === 'pull-request-opened');
  return decided !== undefined && done !== undefined && decided.at < command.at && command.at < done.at;
}

function isUndelivered({ state }: RunContext): boolean {
  const now = state();
  return now.status === 'approved' && now.merged === null && now.pullRequest === null;
}

/** Whether the run's branch is where its result is. */
function goesOn({ state }: RunContext): boolean {
  const now = state();
  return now.status === 'approved' && (now.pullRequest !== null || now.merged?.how === 'branch-kept');
}

async function carryOut(context: RunContext): Promise<string | null> {
  if (!goesToRemote(context.state())) return merge(context);
  const merged = context.state().pushed === null ? await findMerged(mergeInput(context)) : null;
  if (merged === null) return deliver(context);
  context.log.append({ type: 'merged', ...merged });
  return null;
}

async function merge(context: RunContext): Promise<string | null> {
  const { log } = context;
  const input = mergeInput(context);
  const plan = await planMerge(input);
  if (plan.kind === 'refused') return plan.reasons.join(' ');
  if (plan.kind === 'already') {
    log.append({ type: 'merged', ...plan.merged });
    return null;
  }
  const seq = log.events.findLast((event) => event.type === 'decided')?.seq ?? log.events.length;
  const done = await performMerge(input, plan, seq);
  if (!done.ok) return done.reason;
  log.append({ type: 'merged', ...done.merged });
  return null;
}

function mergeInput({ state, branch }: RunContext): MergeInput {
  const { request, head } = state();
  if (head === null) throw new Error('there is nothing to merge');
  const { repository, runId, base, spec, adopted } = request;
  const { title, path: specPath } = spec;
  const contained = adopted?.contained ?? false;
  return { repository, runId, base, head: head.commit, branch, title, specPath, contained };
}

/** What is against delivering now. A base that moved is integrated and guarded before a merge here. */
async function obstaclesOf(context: RunContext, command: DecideCommand): Promise<string[]> {
  const input = mergeInput(context);
  if (input.contained || (await findMerged(input)) !== null) return [];
  const changed = await branchObstacles(input);
  if (changed.length > 0) return changed;
  const remote = command.deliver === 'local' ? null : await remoteObstacles(context);
  if (remote !== null) return remote;
  const plan = await planMerge(input);
  if (plan.kind === 'refused') return [...plan.reasons];
  return plan.kind === 'ready' && plan.moved ? guardIntegration(context, plan) : [];
}

/** What was judged is what is delivered: a branch that was changed by hand is neither taken nor thrown away. */
async function branchObstacles({ repository, branch, head }: MergeInput): Promise<string[]> {
  if ((await missingCommit(repository, [head])) !== null)
    return [
      `the commit that was judged, ${head.slice(0, 12)}, is gone from this repository. Reject the run and launch it again.`,
    ];
  const tip = await git(repository, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  if (!tip.ok || tip.stdout.trim() === head) return [];
  const [yours, judged] = [tip.stdout.trim().slice(0, 12), head.slice(0, 12)];
  return [
    `branch ${branch} was changed by hand: it is at ${yours}, and ${judged} was judged. Keep yours under another name (\`git branch mine ${yours}\`), put the branch back (\`git update-ref refs/heads/${branch} ${judged}\`), then approve what was judged, or return the run.`,
  ];
}

async function guardIntegration(
  context: RunContext,
  plan: Extract<MergePlan, { kind: 'ready' }>,
): Promise<string[]> {
  const { paths, interruption, state } = context;
  const { request, guardrails, guardrailsAtHead } = state();
  const held = (guardrails?.chosen ?? []).filter((one) => guardrailsAtHead[one.name]?.outcome === 'pass');
  if (held.length === 0) return [];
  const commit = await gitText(
    request.repository,
    ['commit-tree', plan.tree, '-p', plan.parent, '-m', 'integration'],
    {
      env: authorship(dimmerIdentity),
    },
  );
  const red: string[] = [];
  const { repository, base } = request;
  const checkout = { repository, base: base.commit, commit, folder: paths.checkout };
  const done = await withCheckout(checkout, async (sandbox, directory) => {
    for (const guardrail of held) {
      const { outcome } = await runGuardrail(sandbox, directory, guardrail, interruption.signal);
      if (outcome !== 'pass') red.push(`${guardrail.name} (${outcome})`);
    }
  });
  const branch = request.base.branch ?? 'its base';
  if (!done.ok)
    return [`${branch} has moved, and guardrails could not be run on the integrated result: ${done.reason}`];
  if (red.length === 0) return [];
  return [
    `${branch} has moved, and together with it these guardrails fail: ${red.join(', ')}. Return the run and launch it again from there.`,
  ];
}
