// Block L: what the run cost against its caps. Dollars are null for a rehearsal and where a price is unknown.
import type { Usage } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import type { OutcomeCard } from './schema.ts';

export function costOf(state: RunState): OutcomeCard['cost'] {
  const { limits } = state.request;
  const total = tokensOf(state.usage);
  const minutes = minutesBetween(state.startedAt, state.restedAt ?? state.lastEventAt);
  return {
    tokens: { ...state.usage, total, cap: limits.tokens ?? null, reported: state.turnsUncounted === 0 },
    dollars: state.dollars,
    dollarsCap: limits.dollars ?? null,
    minutes,
    minutesCap: limits.minutes,
    rounds: state.round,
    roundsCap: limits.rounds,
    turns: state.turns,
    steers: state.steers,
    capReached:
      (limits.tokens !== undefined && total >= limits.tokens) ||
      (limits.dollars !== undefined && state.dollars !== null && state.dollars >= limits.dollars) ||
      (state.status === 'suspended' && state.reason === 'budget'),
  };
}

/** In the place of a number where an installed agent does not say what it used. */
export const tokensNotReported =
  'tokens: not reported by this agent, so no cap in tokens was kept; minutes and turns were';

/** Tokens as the fuse counts them: everything the model read or wrote, cached or not. */
export function tokensOf(usage: Usage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
}

/** Minutes from one RFC 3339 time to another; 0 where either cannot be read. */
export function minutesBetween(from: string, to: string): number {
  const milliseconds = Date.parse(to) - Date.parse(from);
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds / 60_000) : 0;
}
