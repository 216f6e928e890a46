// What a model's tokens cost, from a dated table (prices.json); a model that is not in it has no price.
// Invariant: never a guess: an unknown model, a date before its price and a rehearsal are null, not zero.
import type { Usage } from '../../core/run/events.ts';
import type { CallEstimate } from './backend.ts';
import table from './prices.json' with { type: 'json' };

/** US dollars per million tokens, valid from a day (UTC; from the start when absent) until the next entry of the model. */
export interface Price {
  readonly model: string;
  readonly from?: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export const defaultPrices: readonly Price[] = table.prices;

/** The price of `model` at `at`; a dated id such as `claude-x-20260101` has the price of `claude-x`. */
export function priceOf(model: string, at: Date, prices: readonly Price[] = defaultPrices): Price | null {
  const plain = model.replace(/-\d{8}$/, '');
  const day = at.toISOString().slice(0, 10);
  const candidates = prices.filter((price) => price.model === plain && begin(price) <= day);
  return candidates.toSorted((a, b) => begin(a).localeCompare(begin(b))).at(-1) ?? null;
}

const begin = (price: Price): string => price.from ?? '';

/** US dollars for `usage`, or null without a price. Input tokens are those that came from no cache. */
export function dollarsOf(model: string, usage: Usage, at: Date): number | null {
  const price = priceOf(model, at);
  if (!price) return null;
  return (
    (usage.input * price.input +
      usage.output * price.output +
      usage.cacheRead * price.cacheRead +
      usage.cacheWrite * price.cacheWrite) /
    1_000_000
  );
}

/** The most that a call can cost, in US dollars, or null without a price: nothing cached, everything written. */
export function mostDollars(model: string, estimate: CallEstimate, at: Date): number | null {
  const price = priceOf(model, at);
  if (!price) return null;
  const input = Math.max(price.input, price.cacheWrite);
  return (estimate.inputTokens * input + estimate.outputTokens * price.output) / 1_000_000;
}
