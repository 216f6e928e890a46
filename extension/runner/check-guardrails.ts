// The guardrails stage: every guardrail on a clean checkout of the round's commit, in the harness's hands.
import type { RunEvent } from '../core/run/events.ts';
import { runGuardrail, withCheckout } from '../node/guardrails.ts';
import { interrupted, type RunContext, type StageResult } from './context.ts';
import { noSandbox } from './prepare.ts';

export async function checkGuardrails(context: RunContext, round: number): Promise<StageResult> {
  const { log, paths, interruption, state } = context;
  const { request, head, guardrails: known } = state();
  const chosen = known?.chosen ?? [];
  if (chosen.length === 0) return { status: 'skipped', note: 'this repository has no guardrails' };
  if (head === null) return { status: 'skipped', note: 'nothing was built yet' };
  const done = new Set(guardrailsOf(log.events).map(({ name }) => name));
  const open = chosen.filter((one) => !done.has(one.name));
  const { signal } = interruption;
  if (open.length > 0) {
    const { repository, base } = request;
    const checkout = { repository, base: base.commit, commit: head.commit, folder: paths.checkout };
    const result = await withCheckout(checkout, async (sandbox, directory) => {
      for (const guardrail of open) {
        const outcome = await runGuardrail(sandbox, directory, guardrail, signal);
        if (signal.aborted) return;
        log.append({ type: 'guardrail-finished', phase: 'head', round, ...outcome });
      }
    });
    if (signal.aborted) return interrupted;
    if (!result.ok) return { end: noSandbox(result.reason, result.fix) };
  }
  const { guardrailsAtBase, guardrailsAtHead } = state();
  const red = chosen.filter((one) => guardrailsAtHead[one.name]?.outcome !== 'pass');
  const counted = red.filter((one) => (guardrailsAtBase[one.name]?.outcome ?? 'pass') === 'pass');
  if (counted.length > 0)
    return { status: 'fail', note: `red: ${counted.map((one) => one.name).join(', ')}` };
  if (red.length > 0)
    return {
      status: 'success',
      note: `red before the run too, not counted: ${red.map((one) => one.name).join(', ')}`,
    };
  return { status: 'success' };
}

type Finished = Extract<RunEvent, { type: 'guardrail-finished' }>;

/** Those of the latest visit to the stage: what a run that is resumed has done of it, and what the agent is told of. */
export function guardrailsOf(events: readonly RunEvent[]): Finished[] {
  const entered = events.findLastIndex(
    (event) => event.type === 'stage-entered' && event.stage === 'guardrails',
  );
  return events
    .slice(Math.max(0, entered))
    .filter((event): event is Finished => event.type === 'guardrail-finished' && event.phase === 'head');
}
