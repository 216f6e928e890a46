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

/** Milliseconds in which a runner was at work; without what lay between a crash and its resume, and without waits for the model. */
export function workedMilliseconds(events: readonly RunEvent[], now: number): number {
  let total = 0;
  let began = false;
  let last = 0;
  let wakes = 0;
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.type === 'runner-started') began = true;
    else if (began) total += between(last, at, wakes);
    if (event.type === 'model-waiting') wakes = Date.parse(event.until);
    else if (event.type === 'model-asked' || event.type === 'model-replied') wakes = 0;
    last = at;
  }
  return began ? total + between(last, now, wakes) : 0;
}

function between(from: number, to: number, wakes: number): number {
  return Math.max(0, to - Math.max(from, Math.min(to, wakes)));
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
