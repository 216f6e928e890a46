// Carries a human's decision out: merge, branch, worktree.
// Invariant: `decided` is in the log before git is touched; whatever a crash interrupts is finished by the next runner, once.
import { decide, type DecideCommand } from '../core/run/decide.ts';
import { runGuardrail, withCheckout } from '../node/guardrails.ts';
import { dimmerIdentity, authorship, gitText } from '../node/git.ts';
import { performMerge, planMerge, type MergeInput, type MergePlan } from '../node/merge.ts';
import { removeWorktree } from '../node/worktree.ts';
import { reviewStage, writeOutcome } from './close.ts';
import type { RunContext } from './context.ts';
import { removeLeftovers } from './finish.ts';

export async function takeDecision(context: RunContext, command: DecideCommand): Promise<void> {
  const { log, state } = context;
  const approving = command.decision === 'approve' && state().status === 'awaiting-decision';
  const unfinished = command.decision === 'approve' && isUnmerged(context);
  if (unfinished) return finishDecision(context, command.id);
  const refusedByRules = decide(state(), command);
  const obstacles = approving && refusedByRules.ok ? await obstaclesOf(context) : [];
  const verdict = decide(state(), command, obstacles);
  log.append(verdict.event);
  if (!verdict.ok) return;
  const stage = reviewStage(state());
  if (stage !== null) {
    const status = command.decision === 'approve' ? 'success' : 'fail';
    log.append({ type: 'stage-finished', stage, round: state().round, status });
  }
  await finishDecision(context, command.id);
}

/** Everything after `decided`; also called when a crash came in between. */
export async function finishDecision(context: RunContext, controlId: string): Promise<void> {
  const { log, state, runDir, branch, paths } = context;
  const { request, worktree } = state();
  if (isUnmerged(context)) {
    const problem = await merge(context);
    if (problem !== null) {
      log.append({ type: 'decision-refused', decision: 'approve', controlId, reasons: [problem] });
      return;
    }
  }
  const keepBranch = state().status === 'returned' || mergedHow(context) === 'branch-kept';
  await removeWorktree(request.repository, paths.worktree, keepBranch ? undefined : branch);
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

function isUnmerged({ state }: RunContext): boolean {
  const now = state();
  return now.status === 'approved' && now.merged === null;
}

function mergedHow({ state }: RunContext): string | null {
  const now = state();
  return now.status === 'approved' ? (now.merged?.how ?? null) : null;
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

/** What git has against merging now. A base that moved is integrated and guarded first. */
async function obstaclesOf(context: RunContext): Promise<string[]> {
  const input = mergeInput(context);
  const plan = await planMerge(input);
  if (plan.kind === 'refused') return [...plan.reasons];
  return plan.kind === 'ready' && plan.moved ? guardIntegration(context, plan) : [];
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
  const checkout = { repository: request.repository, commit, folder: paths.checkout };
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
