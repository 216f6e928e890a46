// Asks the model once and does not give up at the first fault: retries, waits and caps around one turn.
// Invariant: no call is made without permission, and no wait is longer than the backoff without being said, with its end.
import type Anthropic from '@anthropic-ai/sdk';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEnd, AgentLogEvent, AgentTask, CallEstimate } from '../backend.ts';
import { asksToWait, classify, delayOf, exhausted, type RetryPolicy } from './retry.ts';
import { takeTurn, type Turn, type TurnLimits } from './turn.ts';

export interface AskOptions {
  readonly retry: RetryPolicy;
  readonly turn: TurnLimits;
  /** Whether a wait that the endpoint asks for, and that is longer than the backoff, is waited for here. */
  readonly waits: boolean;
  /** From the log: a wait that a crash cut off goes on until then, milliseconds of wall clock. */
  readonly wakesAt: number;
}

/** A limit that is over later than this, or again and again, is the person's to know of. */
const longestWaitMs = 12 * 3_600_000;
const longWaitsInARow = 12;

export type Answer = { readonly turn: Turn } | { readonly end: AgentEnd } | { readonly tooLong: true };

/** One turn or the reason why there is none. Yields `model-waiting` before long waits, which use up no attempt. */
export async function* ask(
  client: Anthropic,
  params: Anthropic.MessageCreateParamsStreaming,
  task: Pick<AgentTask, 'mayCall'>,
  options: AskOptions,
  signal: AbortSignal,
): AsyncGenerator<AgentLogEvent, Answer> {
  let spentOnFaults = 0;
  let longWaits = 0;
  // Never longer than any wait may be: the clock may have been set back meanwhile.
  await sleepUntil(Math.min(options.wakesAt, Date.now() + longestWaitMs), signal);
  for (let attempt = 1; ; attempt += 1) {
    const estimate = estimateOf(params, spentOnFaults);
    const permission = await task.mayCall(estimate);
    if (permission !== 'ok') return { end: { type: 'suspended', reason: 'budget', ...permission.suspend } };
    const verdict = await attemptTurn(client, params, options.turn, signal);
    if ('turn' in verdict) return verdict;
    if (verdict.kind === 'end') return { end: verdict.end };
    if (verdict.kind === 'too-long') return { tooLong: true };
    const wait = delayOf(options.retry, attempt, verdict.retryAfterMs);
    const until = Date.now() + wait;
    const long = wait > options.retry.maxDelayMs;
    if (!long && attempt >= options.retry.attempts) return { end: exhausted(verdict, attempt) };
    if (verdict.mayHaveCost) spentOnFaults += estimate.inputTokens - spentOnFaults;
    if (long) {
      const wakes = new Date(until).toISOString();
      longWaits += 1;
      if (!options.waits || wait > longestWaitMs || longWaits > longWaitsInARow)
        return { end: asksToWait(verdict, wakes) };
      yield { type: 'model-waiting', reason: verdict.why, attempt, until: wakes };
      attempt = 0;
    }
    await sleepUntil(until, signal);
  }
}

async function attemptTurn(
  client: Anthropic,
  params: Anthropic.MessageCreateParamsStreaming,
  limits: TurnLimits,
  signal: AbortSignal,
): Promise<{ turn: Turn } | ReturnType<typeof classify>> {
  try {
    return { turn: await takeTurn(client, params, limits, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return classify(error, params.model);
  }
}

/** Upper estimate: three characters a token, everything that may be written, and what broken replies may have cost. */
export function estimateOf(
  params: Anthropic.MessageCreateParamsStreaming,
  alreadySpent: number,
): CallEstimate {
  const characters = JSON.stringify([params.system, params.tools, params.messages]).length;
  return { inputTokens: Math.ceil(characters / 3) + alreadySpent, outputTokens: params.max_tokens };
}

/** Waits for a moment of wall clock, in slices, so that a machine that slept does not wait twice. */
async function sleepUntil(until: number, signal: AbortSignal): Promise<void> {
  for (let left = until - Date.now(); left > 0; left = until - Date.now())
    await sleep(Math.min(left, 5_000), undefined, { signal });
}
