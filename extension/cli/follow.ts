// Prints a run's events as they come, until the run rests. Following never keeps a run alive and never ends one.
import type { RunEvent } from '../core/run/events.ts';
import { isOver } from '../core/run/reduce.ts';
import type { RunState } from '../core/run/state.ts';
import { isAlive, readRun } from '../node/run-store.ts';
import type { CommandIo } from './io.ts';
import { eventLine } from './event-text.ts';

export type Followed =
  | { readonly rested: true; readonly state: RunState }
  /** The runner is gone and the run is not at rest: a crash. */
  | { readonly rested: false; readonly state: RunState | undefined; readonly problem: string };

const graceMs = 20_000;

export async function followRun(runDir: string, io: CommandIo, everyMs = 150): Promise<Followed> {
  let printed = 0;
  let quietSince = Date.now();
  for (;;) {
    const { state, events, problem } = await readRun(runDir);
    for (const event of events.slice(printed)) print(event, io);
    if (events.length > printed) quietSince = Date.now();
    printed = events.length;
    if (problem !== undefined) return { rested: false, state, problem };
    if (state && isResting(state)) return { rested: true, state };
    const alive = state?.runner && isAlive(state.runner);
    if (!alive && Date.now() - quietSince > graceMs) {
      return {
        rested: false,
        state,
        problem: 'the runner is gone; nothing is lost: `dimmer resume RUN` goes on',
      };
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export function isResting(state: RunState): boolean {
  return isOver(state) || state.status === 'awaiting-decision' || state.status === 'suspended';
}

function print(event: RunEvent, io: CommandIo): void {
  if (io.json) return io.out(`${JSON.stringify(event)}\n`);
  const line = eventLine(event);
  if (line !== null) io.out(`${event.at.slice(11, 19)}  ${line}\n`);
}
