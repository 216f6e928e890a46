// Why a running stage must end early: the human's stop, a limit of the run, or a signal from the machine.
// Invariant: the first reason wins, the signal fires once, and who holds the signal needs to know nothing else.
import type { RunEventBody } from '../core/run/events.ts';

export type Interrupted =
  | { readonly kind: 'stop'; readonly by: string; readonly reason: string; readonly controlFile: string }
  | {
      readonly kind: 'suspend';
      readonly event: Extract<RunEventBody, { type: 'run-suspended' }>;
      /** Where a person asked for it. */
      readonly controlFile?: string;
    };

export interface Interruption {
  readonly signal: AbortSignal;
  current(): Interrupted | null;
  interrupt(why: Interrupted): void;
}

export function createInterruption(): Interruption {
  const controller = new AbortController();
  let first: Interrupted | null = null;
  return {
    signal: controller.signal,
    current: () => first,
    interrupt: (why) => {
      first ??= why;
      controller.abort();
    },
  };
}
