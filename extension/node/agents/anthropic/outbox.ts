// Events of work that goes on inside a tool call, handed on one at a time while the call is waited for.
// Invariant: `put` resolves once the event was taken and the next one is asked for, so by then it is in the log.

export interface Outbox<T> {
  put(event: T): Promise<void>;
  /** Everything that is put until `work` has settled. */
  until(work: Promise<unknown>): AsyncGenerator<T>;
}

export function createOutbox<T>(): Outbox<T> {
  const waiting: { readonly event: T; readonly taken: () => void }[] = [];
  let wake = (): void => undefined;
  return {
    put: (event) =>
      new Promise((taken) => {
        waiting.push({ event, taken });
        wake();
      }),
    async *until(work) {
      let settled = false;
      const end = (): void => {
        settled = true;
        wake();
      };
      work.then(end, end);
      for (;;) {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          yield next.event;
          next.taken();
        }
        if (settled) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (settled || waiting.length > 0) resolve();
        });
      }
    },
  };
}
