// What every viewer says of a run whose log is damaged in the middle: failed, with what is kept and what to do.
// Invariant: nothing is written; the events before the damage are folded as they are, and none behind it is believed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson } from '../core/protocol/decode.ts';
import { runRequestSchema } from '../core/protocol/run-request.ts';
import type { RunEvent } from '../core/run/events.ts';
import { reduce } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import type { RunReading } from './run-reading.ts';

/** The state before the damage, ended by it. A run whose very first line is damaged is known by its request. */
export async function damagedState(
  runDir: string,
  { state, events, problem = '' }: RunReading,
): Promise<RunState | undefined> {
  const before = state ?? (await requested(runDir));
  if (before === undefined) return undefined;
  const { runId } = before.request;
  const mend =
    events.length === 0
      ? 'launch the spec again'
      : `keep its good lines (\`head -n ${events.length} events.ndjson\` in place of events.ndjson) and run \`dimmer resume ${runId}\`, or launch the spec again`;
  const event: RunEvent = {
    ...{ v: 1, seq: events.length + 1, at: before.lastEventAt },
    ...{ type: 'run-failed', reason: 'log-damaged' },
    message: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`,
    kept: `Nothing is written to the log any more. Work that was committed is on branch dimmer/${runId}.`,
    next: `Copy ${runDir}; then ${mend}.`,
  };
  return reduce(before, event);
}

async function requested(runDir: string): Promise<RunState | undefined> {
  const text = await readFile(join(runDir, 'request.json'), 'utf8').catch(() => '');
  const request = decodeJson(runRequestSchema, text);
  if (!request.ok) return undefined;
  const { value } = request;
  return reduce(undefined, {
    ...{ v: 1, seq: 1, at: value.requestedAt },
    ...{ type: 'run-requested', request: value },
  });
}

/** Whether a run's state is the one that `damagedState` makes. */
export function isDamaged(state: RunState): state is Damaged {
  return state.status === 'failed' && state.reason === 'log-damaged';
}

type Damaged = Extract<RunState, { status: 'failed' }>;

/** Why nothing can be done with such a run before its log is mended. */
export function damageOf({ message, kept, next }: Damaged): string {
  return `${message} ${kept} ${next}`;
}
