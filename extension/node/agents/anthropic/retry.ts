// What an error of the endpoint means for a run: try again after a while, wait longer, or stop with a reason.
// Invariant: no message here repeats a header or a key.
import Anthropic from '@anthropic-ai/sdk';
import type { AgentEnd } from '../backend.ts';

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** From 0 to 1; how much of a delay is random. */
  readonly random: () => number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 8,
  firstDelayMs: 1_000,
  maxDelayMs: 60_000,
  random: Math.random,
};

/** The stream was silent or broke before it was whole; always worth another try. */
export class StreamBroken extends Error {
  readonly why: 'stalled' | 'dropped';
  constructor(why: 'stalled' | 'dropped') {
    super(why === 'stalled' ? 'the model stopped sending' : 'the connection broke during a reply');
    this.why = why;
  }
}

export type Verdict =
  | {
      readonly kind: 'retry';
      readonly why: string;
      readonly retryAfterMs?: number;
      readonly limited: boolean;
      /** True when the model had begun to work, so that the try may be on the bill. */
      readonly mayHaveCost: boolean;
    }
  /** The conversation is longer than the model can read. */
  | { readonly kind: 'too-long' }
  | { readonly kind: 'end'; readonly end: AgentEnd };

type Retry = Extract<Verdict, { kind: 'retry' }>;

/** What to do about `error`, which a call to `model` ended with. */
export function classify(error: unknown, model: string): Verdict {
  if (error instanceof StreamBroken)
    return { kind: 'retry', why: error.message, limited: false, mayHaveCost: true };
  if (error instanceof Anthropic.APIConnectionError)
    return again(`the model endpoint could not be reached (${cause(error)})`);
  if (error instanceof Anthropic.APIError) return classifyStatus(error, model);
  if (error instanceof SyntaxError)
    return { ...again('the endpoint sent an event that is not JSON'), mayHaveCost: true };
  if (error instanceof TypeError) return again(`the connection failed (${cause(error)})`);
  return ended(
    'model-misbehaved',
    `The model call failed: ${said(error)}.`,
    'Try once more with `dimmer retry RUN implement`, or launch the run again.',
  );
}

const again = (why: string): Retry => ({ kind: 'retry', why, limited: false, mayHaveCost: false });

function classifyStatus(error: InstanceType<typeof Anthropic.APIError>, model: string): Verdict {
  const status = error.status ?? statusOfType(error.type);
  const message = error.apiMessage ?? error.message;
  if (status === 401 || status === 403)
    return rests(
      'key-rejected',
      `The model endpoint refused the API key: ${message}.`,
      'Set a valid key with "Dimmer: Set API Key" or ANTHROPIC_API_KEY, then resume the run.',
    );
  if (status === 404)
    return ended(
      'model-unknown',
      `The model endpoint does not know "${model}": ${message}.`,
      'Launch the run again with another model; `dimmer run SPEC` without --model lists those that the key can use.',
    );
  if (status === 402 || /credit balance/i.test(message))
    return rests(
      'usage-limit',
      `The account has no credit left: ${message}.`,
      'Add credit, then resume the run; it goes on where it stopped.',
    );
  if (status === 429) return { ...again('rate limit'), limited: true, ...retryAfter(error.headers) };
  if (status === 408 || status === 409 || status >= 500)
    return {
      ...again(status === 529 ? 'the model is overloaded' : `the model endpoint answered ${status}`),
      mayHaveCost: error.status === undefined,
      ...retryAfter(error.headers),
    };
  if (status === 413 || /prompt is too long|context window|context_length/i.test(message))
    return { kind: 'too-long' };
  return ended(
    'model-misbehaved',
    `The model endpoint refused the request: ${message}.`,
    'Read the run log, then launch a new run.',
  );
}

/** The human can do something about it, and nothing of the run is lost until then. */
function rests(
  reason: Extract<AgentEnd, { type: 'suspended' }>['reason'],
  message: string,
  next: string,
): Verdict {
  return { kind: 'end', end: { type: 'suspended', reason, message: message.replace(/\.\.$/, '.'), next } };
}

/** An error event inside a stream has a type and no status. */
function statusOfType(type: string | null | undefined): number {
  switch (type) {
    case 'authentication_error':
    case 'permission_error':
      return 401;
    case 'not_found_error':
      return 404;
    case 'rate_limit_error':
      return 429;
    case 'overloaded_error':
      return 529;
    case 'invalid_request_error':
    case 'request_too_large':
      return 400;
    default:
      return 500;
  }
}

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110 10.2.3). */
function retryAfter(headers: Headers | undefined): { retryAfterMs?: number } {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return { retryAfterMs: exact };
  const value = headers?.get('retry-after');
  if (!value) return {};
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) && wait >= 0 ? { retryAfterMs: wait } : {};
}

/** How long to wait before the next try; `attempt` counts from 1. What the server asked for is never shortened. */
export function delayOf(policy: RetryPolicy, attempt: number, retryAfterMs: number | undefined): number {
  const doubled = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  const jittered = doubled * (0.75 + 0.25 * policy.random());
  return Math.max(jittered, retryAfterMs ?? 0);
}

/** What a run rests with when the endpoint asks for a wait that nobody wants or that is too long. */
export function asksToWait(verdict: Retry, until: string): AgentEnd {
  return {
    type: 'suspended',
    reason: verdict.limited ? 'usage-limit' : 'model-unreachable',
    message: `The model endpoint asks to wait until ${until}: ${verdict.why}.`,
    next: 'Resume the run after that; it goes on where it stopped.',
  };
}

/** What a run ends with when every try failed. */
export function exhausted(verdict: Retry, attempts: number): AgentEnd {
  if (verdict.limited)
    return {
      type: 'suspended',
      reason: 'usage-limit',
      message: `The model endpoint kept answering with its rate limit, ${attempts} times in a row.`,
      next: 'Resume the run later; it goes on where it stopped.',
    };
  return {
    type: 'suspended',
    reason: 'model-unreachable',
    message: `The model did not answer after ${attempts} tries: ${verdict.why}.`,
    next: 'Check the network and the base URL, then resume the run; it goes on where it stopped.',
  };
}

function ended(
  reason: Extract<AgentEnd, { type: 'failed' }>['reason'],
  message: string,
  next: string,
): Verdict {
  return { kind: 'end', end: { type: 'failed', reason, message: message.replace(/\.\.$/, '.'), next } };
}

function cause(error: Error): string {
  const inner = error.cause;
  if (inner instanceof Error) return cause(inner);
  return error.message;
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
