// How long a run was at work: from the start of a runner until the run rests; not while it waits for its turn, nor between
// a crash and its resume, nor while the machine slept. The fuse (budget.ts) leaves out long waits for the model, too.
import { minutesBetween } from '../outcome/cost.ts';
import type { RunEvent } from './events.ts';
import type { RunFacts } from './state.ts';

type Worked = RunFacts['worked'];

const rests: ReadonlySet<string> = new Set([
  'awaiting-decision',
  'run-stopped',
  'run-suspended',
  'run-failed',
]);

/** `lastEventAt`: when the event before this one was written. */
export function workedAfter(worked: Worked, event: RunEvent, lastEventAt: string): Worked {
  const until = (end: string) => {
    const spent = worked.since === null ? 0 : minutesBetween(worked.since, end) * 60_000;
    return worked.milliseconds + Math.round(spent);
  };
  if (event.type === 'runner-started') return { milliseconds: until(lastEventAt), since: event.at };
  if (event.type === 'run-queued') return { milliseconds: until(event.at), since: null };
  if (event.type === 'slot-taken') return { ...worked, since: event.at };
  if (event.type === 'machine-slept')
    return { ...worked, milliseconds: worked.milliseconds - event.milliseconds };
  if (event.type === 'branched') return { milliseconds: 0, since: null };
  return rests.has(event.type) ? { milliseconds: until(event.at), since: null } : worked;
}
