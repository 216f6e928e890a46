// Where an approved result goes, and its way to a remote: one commit, one branch, one pull request.
// Invariant: `branch-pushed` is in the log before a pull request is asked for, so a log without it has opened none; a delivery
// is carried out as the card said it, or refused.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeCard } from '../core/outcome/card.ts';
import { inert } from '../core/outcome/forge-text.ts';
import { pullRequestText } from '../core/outcome/pull-request-text.ts';
import { deliveryText, sameDelivery, type Delivery } from '../core/run/delivery.ts';
import type { RunState } from '../core/run/state.ts';
import { deliveryOf, findRemote, type Remote } from '../node/forge/find-remote.ts';
import { openPullRequest } from '../node/forge/open-pull-request.ts';
import { lookAtRemote, pushBranch, squash } from '../node/forge/push.ts';
import { git } from '../node/git.ts';
import type { RunContext } from './context.ts';

/** Looks up what an approval would do now and records it where that is news. */
export async function recordDelivery(context: RunContext): Promise<Delivery> {
  const { log, state } = context;
  const now = await planned(state());
  const before = state().delivery;
  if (!sameDelivery(before, now) || (before?.unpushed ?? null) !== now.unpushed)
    log.append({ type: 'delivery-planned', ...now });
  return now;
}

async function planned({ request }: RunState): Promise<Delivery> {
  const { repository, base, adopted } = request;
  if (base.branch === undefined || adopted?.contained)
    return { how: 'local', remote: null, host: null, into: null, unpushed: null };
  return deliveryOf(repository, base.commit, await findRemote(repository, base.branch));
}

/** Whether an approval that was taken goes to a remote. */
export function goesToRemote({ decision, delivery }: RunState): boolean {
  return decision?.deliver !== 'local' && delivery?.how === 'pull-request';
}

/** What is against a pull request before the decision is taken; nothing is changed but the plan in the log. */
export async function remoteObstacles(context: RunContext): Promise<string[] | null> {
  const { state, branch } = context;
  const told = state().delivery;
  const now = await recordDelivery(context);
  if (!sameDelivery(told, now)) {
    const text = now.how === 'local' ? 'Approve now merges here.' : deliveryText(now, branch, inert);
    return [
      `what Approve does has changed since the card was made. ${text} Nothing was done; approve again if that is what you want.`,
    ];
  }
  if (now.how === 'local') return null;
  const found = await remoteOf(state());
  if (!found.ok) return [found.reason];
  const looked = await lookAtRemote(state().request.repository, reachOf(context, found.remote));
  return looked.ok ? [] : [looked.reason];
}

/** Pushes and opens; what the log says was done is not done again. Returns why it could not be finished. */
export async function deliver(context: RunContext): Promise<string | null> {
  const { log, state, branch, runDir, input } = context;
  const { repository } = state().request;
  const found = await remoteOf(state());
  if (!found.ok) return found.reason;
  const { remote } = found;
  if (state().pushed === null) {
    const commit = await squash(resultOf(context));
    const pushed = await pushBranch(repository, reachOf(context, remote), branch, commit);
    if (!pushed.ok) return pushed.reason;
    log.append({ type: 'branch-pushed', remote: remote.name, branch, commit: pushed.commit });
  }
  const text = pullRequestText(outcomeCard(state()));
  // Kept for whoever opens the pull request by hand.
  await writeFile(join(runDir, 'pull-request.md'), `${text.title}\n\n${text.body}`, { mode: 0o600 });
  const { githubToken: token, githubHost: tokenHost, githubApiUrl: apiUrl, session = {} } = input;
  const done = await openPullRequest(remote, { branch, ...text }, { session, token, tokenHost, apiUrl });
  if (!done.ok) return done.reason;
  for (const note of done.notes) console.error(note);
  log.append({ type: 'pull-request-opened', ...done.opened, branch, into: remote.into });
  return null;
}

/** The run's branch here becomes what was pushed, unless somebody has moved it. */
export async function keepPushed({ state, branch }: RunContext): Promise<void> {
  const { pushed, head, request } = state();
  if (pushed === null || head === null) return;
  const ref = `refs/heads/${branch}`;
  const tip = await git(request.repository, ['rev-parse', '--verify', '--quiet', ref]);
  const before = tip.ok ? tip.stdout.trim() : '0'.repeat(head.commit.length);
  if (tip.ok && before !== head.commit) return;
  await git(request.repository, ['update-ref', '-m', 'dimmer: result', ref, pushed.commit, before]);
}

async function remoteOf({ request, delivery }: RunState) {
  const found = await findRemote(request.repository, request.base.branch ?? '');
  const no = (reason: string) => ({ ok: false as const, reason });
  const instead = 'Nothing was pushed. `dimmer approve RUN --local` merges here instead.';
  if (found.kind === 'none') return no(`this repository has no remote any more. ${instead}`);
  if (found.kind === 'unusable')
    return no(`the address of ${found.name} cannot be used: ${found.reason}. ${instead}`);
  const { name, into, fetch } = found.remote;
  if (delivery && (name !== delivery.remote || into !== delivery.into || fetch.host !== delivery.host))
    return no(
      `${delivery.remote} is not what it was when this was approved. Put it back as it was, then approve again.`,
    );
  return { ok: true as const, remote: found.remote };
}

function reachOf({ input }: RunContext, remote: Remote) {
  return { remote, session: input.session ?? {} };
}

function resultOf({ log, state }: RunContext) {
  const { request, head } = state();
  if (head === null) throw new Error('there is nothing to deliver');
  const { repository, runId, base, spec } = request;
  // The first one: a push that was repeated after a refusal gives the same commit.
  const decided = log.events.find((event) => event.type === 'decided' && event.decision === 'approve');
  const { seq, at } = decided ?? { seq: state().seq, at: state().lastEventAt };
  const subject = inert(spec.title, 72) || 'Result of a run';
  const specPath = inert(spec.path, 200);
  return { repository, runId, head: head.commit, base: base.commit, subject, specPath, seq, at };
}
