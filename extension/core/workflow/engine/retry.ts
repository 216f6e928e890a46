// How often a stage is tried again, and after how long (NLSpec 3.5 and 3.6).
// Invariant: the same seed, node, visit and attempt give the same delay, so that a resumed run waits as long as the first would have.
import { retryPolicies } from '../attributes.ts';
import { durationOf, flagOf, numberOf, textOf, type Workflow, type WorkflowNode } from '../graph.ts';

export interface RetryPolicy {
  /** One means no retry. */
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly jitter: boolean;
}

type Preset = readonly [maxAttempts: number, initialDelayMs: number, factor: number];

const presets: Readonly<Record<(typeof retryPolicies)[number], Preset>> = {
  ...{ none: [1, 200, 2], standard: [5, 200, 2], aggressive: [5, 500, 2] },
  ...{ linear: [3, 500, 1], patient: [3, 2000, 3] },
};

/** Node before graph, single values before the preset that `retry_policy` names. */
export function retryPolicyOf(graph: Workflow, node: WorkflowNode): RetryPolicy {
  const pick = <T>(read: (of: WorkflowNode | Workflow, key: string) => T | undefined, key: string) =>
    read(node, key) ?? read(graph, key);
  const named = textOf(node, 'retry_policy') || textOf(graph, 'retry_policy');
  const name = retryPolicies.find((one) => one === named);
  const [attempts, delay, factor] = presets[name ?? 'none'];
  const retries =
    numberOf(node, 'max_retries') ??
    (node.attributes.has('retry_policy') ? attempts - 1 : undefined) ??
    numberOf(graph, 'default_max_retries') ??
    numberOf(graph, 'default_max_retry') ??
    attempts - 1;
  return {
    maxAttempts: Math.max(0, retries) + 1,
    initialDelayMs: pick(durationOf, 'retry_delay') ?? delay,
    factor: pick(numberOf, 'retry_factor') ?? factor,
    maxDelayMs: pick(durationOf, 'retry_max_delay') ?? 60_000,
    jitter: node.attributes.has('retry_jitter')
      ? flagOf(node, 'retry_jitter')
      : !graph.attributes.has('retry_jitter') || flagOf(graph, 'retry_jitter'),
  };
}

export interface Try {
  readonly seed: number;
  readonly node: string;
  readonly visit: number;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
}

/** Milliseconds before the next attempt: exponential, capped, then times 0.5 to 1.5 where jitter is on. */
export function delayAfter(policy: RetryPolicy, tried: Try): number {
  const delay = Math.min(policy.initialDelayMs * policy.factor ** (tried.attempt - 1), policy.maxDelayMs);
  return Math.round(policy.jitter ? delay * (0.5 + uniform(tried)) : delay);
}

/** From 0 up to 1: one step of mulberry32 (public domain) from a mix of what is tried. */
function uniform({ seed, node, visit, attempt }: Try): number {
  let state = seed | 0;
  for (const part of `${node}/${visit}/${attempt}`) state = Math.imul(state ^ part.charCodeAt(0), 0x01000193);
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

const permanent: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 410, 413, 422]);

/** Whether an exception may go away by itself: not a refused key, a bad request, a wrong argument (NLSpec 3.6). */
export function mayPass(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true;
  const { status, name } = error as { status?: unknown; name?: unknown };
  if (typeof status === 'number') return !permanent.has(status);
  return name !== 'TypeError' && name !== 'SyntaxError' && name !== 'RangeError';
}
