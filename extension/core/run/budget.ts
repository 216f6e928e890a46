// The spend fuse of one run: whether the next model call fits under its caps.
// Invariant: the most a call could cost is reserved before it is made; a cap is never passed and then noticed.
import { tokensOf } from '../outcome/cost.ts';
import type { RunEvent } from './events.ts';
import type { RunLimits } from '../protocol/run-request.ts';

export interface Reservation {
  readonly tokens: number;
  /** The most it can cost; null when the price is unknown or nothing is paid. */
  readonly dollars: number | null;
}

/** A cap on all runs of one day together; of one area where it names one. */
export interface DayCap {
  readonly tokens?: number | undefined;
  readonly dollars?: number | undefined;
  readonly area?: string | undefined;
}

export interface Spend {
  readonly tokens: number;
  readonly dollars: number;
}

/** Why a call must not be made in a run, or null; `spent` counts calls under way at the most they can cost. */
export function overBudget(
  limits: Pick<RunLimits, 'tokens' | 'dollars'>,
  spent: Spend,
  call: Reservation,
): string | null {
  return capProblem(limits, spent, call, '');
}

/** The same for the cap of a day. */
export function dayProblem(cap: DayCap, spent: Spend, call: Reservation): string | null {
  const whose = cap.area === undefined ? 'in this repository' : `in the area "${cap.area}"`;
  return capProblem(cap, spent, call, ` ${whose} today`);
}

function capProblem(
  cap: Pick<DayCap, 'tokens' | 'dollars'>,
  spent: Spend,
  call: Reservation,
  where: string,
): string | null {
  if (cap.tokens !== undefined && spent.tokens + call.tokens > cap.tokens)
    return `the next model call could use ${call.tokens} tokens; ${spent.tokens} of ${cap.tokens} are used${where}`;
  if (cap.dollars === undefined) return null;
  if (call.dollars === null) return 'the price of this model is unknown, so a cap in dollars cannot be kept';
  if (spent.dollars + call.dollars <= cap.dollars) return null;
  return `the next model call could cost ${call.dollars.toFixed(2)} dollars; ${spent.dollars.toFixed(2)} of ${cap.dollars} are spent${where}`;
}

/** The calls that a run has paid since `from` (RFC 3339, UTC); what a branch took over was paid by another. */
export function daySpend(events: readonly RunEvent[], from: string): (Spend & { readonly at: string })[] {
  const branched = events.findLastIndex(({ type }) => type === 'branched');
  return events
    .slice(branched + 1)
    .flatMap((event) =>
      event.type === 'model-replied' && event.at >= from
        ? [{ at: event.at, tokens: tokensOf(event.usage), dollars: event.dollars ?? 0 }]
        : [],
    );
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
