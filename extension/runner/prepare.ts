// Before the first stage: sandbox, worktree, guardrails and how they stand on the base commit.
// Invariant: no sandbox, no run, at any level of this version; a step whose event is in the log is not repeated.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { redBaseRefusal } from '../core/level/red-base.ts';
import { decodeJson } from '../core/protocol/decode.ts';
import { holdsAnswerSchema } from '../core/protocol/evaluator-answer.ts';
import { readConfiguration } from '../node/configuration.ts';
import { chooseGuardrails } from '../node/choose-guardrails.ts';
import { endLeftoverAgents } from '../node/agents/acp/as-user.ts';
import { runEvaluator } from '../node/evaluator-process.ts';
import { runGuardrail, withCheckout } from '../node/guardrails.ts';
import { linkedFolders } from '../node/linked-folders.ts';
import { gitText } from '../node/git.ts';
import { endLeftoverSandboxes } from '../node/leftover-sandboxes.ts';
import { programFile } from '../node/programs.ts';
import { openAgentSandbox } from '../node/sandbox/agent.ts';
import { readSelftest, selftestFacts } from '../node/sandbox/selftest-record.ts';
import { changedFiles } from '../node/snapshot.ts';
import { createWorktree, restoreWorktree } from '../node/worktree.ts';
import { interrupted, loadPins, savePins, type EndEvent, type RunContext } from './context.ts';
import { openLanes } from './lanes.ts';
import { lastCommit } from './work.ts';

/** Null when the run is ready for its stages. */
export async function prepare(context: RunContext): Promise<{ end: EndEvent } | typeof interrupted | null> {
  return (
    (await checkSandbox(context)) ??
    (await checkSelftest(context)) ??
    (await makeWorktree(context)) ??
    (await adopt(context)) ??
    (await pickGuardrails(context)) ??
    (await guardBase(context))
  );
}

async function checkSandbox(context: RunContext): Promise<{ end: EndEvent } | null> {
  const { log, paths } = context;
  // A runner that was killed can have left one; two agents must never write to one worktree.
  for (const place of [context, ...openLanes(context)].map((one) => one.paths)) {
    for (const folder of [place.worktree, join(place.checkout, 'checkout')]) endLeftoverSandboxes(folder);
    endLeftoverAgents(place.worktree);
  }
  const trial = join(paths.scratch, 'trial');
  await mkdir(trial, { recursive: true, mode: 0o700 });
  const opened = await openAgentSandbox({ worktree: trial, scratch: paths.scratch });
  if (!opened.ok) {
    log.append({ type: 'sandbox-checked', available: false, detail: opened.reason });
    return { end: noSandbox(opened.reason, opened.fix) };
  }
  await opened.sandbox.close();
  log.append({
    type: 'sandbox-checked',
    available: true,
    detail: 'bubblewrap, no network, everything else hidden',
  });
  return null;
}

/** From level 4 on nobody watches: both sandboxes must have withstood our own attacks on this machine. */
async function checkSelftest({ parts, state, interruption }: RunContext): Promise<{ end: EndEvent } | null> {
  if (state().request.level < 4) return null;
  const known = await readSelftest(await selftestFacts(programFile(parts.bundles, 'evaluator')));
  if (known?.leaked.length === 0) return null;
  const question = { v: 1, mode: 'selftest', vaultDir: '', remembered: true } as const;
  const { signal } = interruption;
  const reply = await runEvaluator(question, { bundleDir: parts.bundles, signal }).catch(() => undefined);
  if (signal.aborted) return null;
  const answer = decodeJson(holdsAnswerSchema, reply?.stdout ?? '');
  if (answer.ok && 'holds' in answer.value) return null;
  const said = answer.ok && 'error' in answer.value ? answer.value.error : untested;
  return {
    end: {
      type: 'run-failed',
      reason: 'sandbox-leaks',
      message: `${said.message} Nothing is run unattended; nothing was changed.`,
      next: `${said.next} Levels 2 and 3, where you watch, are not refused.`,
    },
  };
}

const untested = {
  message: 'The self-test of the sandboxes said nothing.',
  next: 'Run `dimmer vault selftest`.',
};

export function noSandbox(reason: string, fix: string): EndEvent {
  return {
    type: 'run-failed',
    reason: 'sandbox-missing',
    message: `This machine has no sandbox for the agent: ${reason}. Nothing is run without one, at no level.`,
    next: `${fix} Then launch again.`,
  };
}

const folderLost =
  'The folder you work in was removed and made again from the last commit. Changes that were not committed by then are gone: look at what is there before you go on.';

/** Of the run, or of one of its branches; as it was left, where it was there before. */
export async function makeWorktree({ log, pins, paths, branch, state }: RunContext): Promise<null> {
  await mkdir(pins, { recursive: true, mode: 0o700 });
  const { request, worktree, head } = state();
  const { folders } = await linkedFolders(request.repository, request.base.commit);
  const plan = {
    links: folders.map(({ name }) => name),
    repository: request.repository,
    path: paths.worktree,
    branch,
    commit: lastCommit(log.events) ?? request.adopted?.commit ?? request.base.commit,
  };
  if (worktree === null || (worktree.removed && head === null)) {
    await savePins(pins, await createWorktree(plan));
    log.append({ type: 'worktree-created', path: plan.path, branch, commit: plan.commit });
    return null;
  }
  const wasLost = !worktree.removed && !existsSync(join(plan.path, '.git'));
  await savePins(pins, await restoreWorktree(plan, await loadPins(pins)));
  if (wasLost) log.append({ type: 'steered', text: folderLost, by: 'dimmer' });
  // It ended, gave its folder back, and goes on after all.
  if (worktree.removed)
    log.append({ type: 'worktree-created', path: plan.path, branch, commit: plan.commit });
  return null;
}

/** A commit that exists is this run's work, as it is. */
async function adopt({ log, state }: RunContext): Promise<null> {
  const { request, head } = state();
  if (request.adopted === undefined || head !== null) return null;
  const { repository, base, adopted } = request;
  const tree = await gitText(repository, ['rev-parse', `${adopted.commit}^{tree}`]);
  const files = await changedFiles(repository, base.commit, adopted.commit);
  log.append({ type: 'work-committed', commit: adopted.commit, tree, round: 1, files });
  return null;
}

async function pickGuardrails({ log, state }: RunContext): Promise<null> {
  const { request, guardrails } = state();
  if (guardrails !== null) return null;
  const { configuration, problems } = await readConfiguration(request.repository, request.base.commit);
  const links = await linkedFolders(request.repository, request.base.commit);
  for (const problem of [...problems, ...links.problems]) console.error(problem);
  const chosen = await chooseGuardrails(request.repository, request.base.commit, configuration);
  log.append({ type: 'guardrails-chosen', source: chosen.source, guardrails: [...chosen.guardrails] });
  return null;
}

/** A guardrail that is red here is said to be, and is not counted against the run. */
async function guardBase(context: RunContext): Promise<{ end: EndEvent } | typeof interrupted | null> {
  const { log, paths, interruption, state } = context;
  const { request, guardrails, guardrailsAtBase } = state();
  const open = (guardrails?.chosen ?? []).filter((one) => guardrailsAtBase[one.name] === undefined);
  if (open.length === 0) return null;
  const { signal } = interruption;
  const { repository, base } = request;
  const { commit } = base;
  const checkout = { repository, base: commit, commit, folder: paths.checkout };
  const done = await withCheckout(checkout, async (sandbox, directory) => {
    for (const guardrail of open) {
      const result = await runGuardrail(sandbox, directory, guardrail, signal);
      if (signal.aborted) return;
      log.append({ type: 'guardrail-finished', phase: 'base', round: 0, ...result });
    }
  });
  if (signal.aborted) return interrupted;
  return done.ok ? redBase(context) : { end: noSandbox(done.reason, done.fix) };
}

function redBase({ state }: RunContext): { end: EndEvent } | null {
  const { request, guardrailsAtBase } = state();
  const red = Object.values(guardrailsAtBase).filter(({ outcome }) => outcome !== 'pass');
  const message = redBaseRefusal(
    request.level,
    red.map(({ name }) => name),
  );
  if (message === null) return null;
  return {
    end: {
      type: 'run-failed',
      reason: 'repository',
      message,
      next: 'Make the base green, then launch again.',
    },
  };
}
