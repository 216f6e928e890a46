// The spend fuse of one run: whether the next model call fits under its caps, and how long the run has worked.
// Invariant: the most a call could cost is reserved before it is made; a cap is never passed and then noticed.
import { tokensOf } from '../outcome/cost.ts';
import type { RunEvent, Usage } from './events.ts';
import type { RunLimits } from '../protocol/run-request.ts';

export interface Reservation {
  readonly tokens: number;
  /** The most it can cost; null when the price is unknown or nothing is paid. */
  readonly dollars: number | null;
}

/** Why a call must not be made, or null. */
export function overBudget(
  limits: RunLimits,
  spent: { readonly usage: Usage; readonly dollars: number | null },
  call: Reservation,
): string | null {
  const used = tokensOf(spent.usage);
  if (limits.tokens !== undefined && used + call.tokens > limits.tokens) {
    return `the next model call could use ${call.tokens} tokens; ${used} of ${limits.tokens} are used`;
  }
  if (limits.dollars === undefined) return null;
  if (call.dollars === null) return 'the price of this model is unknown, so a cap in dollars cannot be kept';
  const dollars = spent.dollars ?? 0;
  if (dollars + call.dollars <= limits.dollars) return null;
  return `the next model call could cost ${call.dollars.toFixed(2)} dollars; ${dollars.toFixed(2)} of ${limits.dollars} are spent`;
}

/**
 * Milliseconds in which a runner was at work; left out are the time between a crash and its resume, waiting for a turn, and
 * the sleep of the machine.
 */
export function workedMilliseconds(events: readonly RunEvent[], now: number): number {
  let total = 0;
  let began: number | null = null;
  let last = 0;
  let slept = 0;
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.type === 'machine-slept') slept += event.milliseconds;
    if (event.type === 'runner-started') {
      if (began !== null) total += last - began;
      began = at;
    } else if (event.type === 'run-queued' && began !== null) {
      total += at - began;
      began = null;
    } else if (event.type === 'slot-taken') began = at;
    last = at;
  }
  return began === null ? 0 : Math.max(0, total + Math.max(0, now - began) - slept);
}

/** The repository's caps hold whatever door a run is launched through: a flag or a form can only be tighter. */
export function tightened(limits: RunLimits, budget: Partial<RunLimits> = {}): RunLimits {
  const tokens = least(limits.tokens, budget.tokens);
  const dollars = least(limits.dollars, budget.dollars);
  return {
    ...limits,
    minutes: Math.min(limits.minutes, budget.minutes ?? limits.minutes),
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
  };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
