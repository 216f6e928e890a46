// How long a run was at work: from the start of a runner until the run rests; not while it waits for its turn or for the
// model, nor between a crash and its resume, nor while the machine slept. The cap in minutes and every view read this.
import type { RunEvent } from './events.ts';
import type { RunFacts } from './state.ts';

type Worked = RunFacts['worked'];

const rests: ReadonlySet<string> = new Set([
  'awaiting-decision',
  'run-stopped',
  'run-suspended',
  'run-failed',
]);

/** Milliseconds at work until `now`, in milliseconds since the epoch. */
export function workedMilliseconds({ milliseconds, since }: Worked, now: number): number {
  const more = since === null ? 0 : now - Date.parse(since);
  return more > 0 ? milliseconds + more : milliseconds;
}

/** `lastEventAt`: when the event before this one was written. */
export function workedAfter(worked: Worked, event: RunEvent, lastEventAt: string): Worked {
  const { at } = event;
  const until = (moment: number) => workedMilliseconds(worked, moment);
  const now = Date.parse(at);
  // Of a wait that goes on, `since` is its end: it lies ahead.
  const isAhead = (moment: number) => worked.since !== null && Date.parse(worked.since) > moment;
  switch (event.type) {
    case 'runner-started':
      return { milliseconds: until(Date.parse(lastEventAt)), since: isAhead(now) ? worked.since : at };
    case 'run-queued':
      return { milliseconds: until(now), since: null };
    case 'slot-taken':
      return { ...worked, since: at };
    case 'model-waiting':
      return { milliseconds: until(now), since: event.until };
    case 'model-asked':
    case 'model-replied':
      return isAhead(now) ? { ...worked, since: at } : worked;
    case 'machine-slept': {
      const fellAsleep = now - event.milliseconds;
      if (worked.since === null) return worked;
      return { milliseconds: until(fellAsleep), since: isAhead(fellAsleep) ? worked.since : at };
    }
    case 'branched':
      return { milliseconds: 0, since: null };
    default:
      return rests.has(event.type) ? { milliseconds: until(now), since: null } : worked;
  }
}
