// The last stages: what is said about the result before a human sees it, then the human's turn.
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { levelTable } from '../core/level/level.ts';
import { outcomeCard } from '../core/outcome/card.ts';
import type { RunEvent } from '../core/run/events.ts';
import { checkIntegrity, patchLines } from '../core/run/integrity.ts';
import { reduce } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { packageScripts } from '../node/choose-guardrails.ts';
import { readConfiguration } from '../node/configuration.ts';
import { patchText } from '../node/snapshot.ts';
import { interrupted, type RunContext, type StageResult } from './context.ts';
import { gatherEvidence } from './evidence/gather.ts';
import { runVisible } from './visible.ts';
import { saveWork } from './work.ts';

/** Levels 2 and 3: the human reads, and the stage stays open until the decision. */
export async function review(context: RunContext): Promise<StageResult> {
  const { log, state } = context;
  if (state().evaluationSkipped === null) {
    const reason = `not checked: no hidden evaluation at level ${state().request.level}`;
    log.append({ type: 'evaluation-skipped', reason });
  }
  return (await lastChecks(context)) ?? { awaiting: true };
}

/** Level 4: the card is complete. */
export async function outcome(context: RunContext): Promise<StageResult> {
  return (await lastChecks(context)) ?? { status: 'success' };
}

async function lastChecks(context: RunContext): Promise<typeof interrupted | null> {
  const { log, state, interruption } = context;
  const { head } = state();
  if (head === null) return null;
  const recorded = (type: 'visible-checked' | 'integrity-checked') =>
    log.events.some((event) => event.type === type && event.commit === head.commit);
  const visible = recorded('visible-checked') ? null : await runVisible(context, head.commit);
  if (interruption.signal.aborted) return interrupted;
  if (visible) {
    const { satisfied, observed, failing } = visible;
    log.append({ type: 'visible-checked', commit: head.commit, satisfied, observed, failing: [...failing] });
  }
  if (!recorded('integrity-checked'))
    log.append({
      type: 'integrity-checked',
      commit: head.commit,
      findings: await integrity(context, head.commit),
    });
  await gatherEvidence(context, head.commit);
  return interruption.signal.aborted ? interrupted : null;
}

async function integrity(context: RunContext, head: string) {
  const { request, files, guardrails } = context.state();
  const { repository, base } = request;
  const saved = await saveWork(context);
  const { configuration, present } = await readConfiguration(repository, head);
  const fromFile = guardrails?.source === 'dimmer.yaml';
  return checkIntegrity({
    files,
    lines: patchLines(await patchText(repository, base.commit, head, 0)),
    guardrails: guardrails?.chosen ?? [],
    scriptsAtBase: await packageScripts(repository, base.commit),
    scriptsAtHead: await packageScripts(repository, head),
    guardrailsAtHead:
      fromFile || (present && configuration.guardrails) ? (configuration.guardrails ?? []) : null,
    nested: saved?.nested ?? [],
  });
}

/** Hands over to the human. The card is there before anybody is told. */
export async function awaitDecision(context: RunContext): Promise<void> {
  const { log, state, runDir } = context;
  const now = state();
  if (now.head === null) throw new Error('a decision was asked for before there was a commit');
  const body = { type: 'awaiting-decision', commit: now.head.commit } as const;
  const event: RunEvent = { v: 1, seq: now.seq + 1, at: now.lastEventAt, ...body };
  await writeOutcome(runDir, reduce(now, event) ?? now);
  log.append(body);
}

/** `outcome.json`: the card as it stands. It can be rebuilt from the log at any time. */
export async function writeOutcome(runDir: string, state: RunState): Promise<void> {
  const target = join(runDir, 'outcome.json');
  await writeFile(`${target}.tmp`, `${JSON.stringify(outcomeCard(state), null, 2)}\n`, { mode: 0o600 });
  await rename(`${target}.tmp`, target);
}

/** The stage that waits for the human at this level, or null where the card does. */
export function reviewStage(state: RunState) {
  const last = levelTable[state.request.level].stages.at(-1);
  return last === 'file-review' || last === 'change-set-review' ? last : null;
}
