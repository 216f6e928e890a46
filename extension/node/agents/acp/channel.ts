// A queue between what an agent sends whenever it likes and a reader that takes one event at a time.
// Invariant: what was put in comes out in order, and after the last one nothing.

export interface Channel<T> extends AsyncIterable<T> {
  put(item: T): void;
  close(): void;
  fail(error: unknown): void;
}

export function createChannel<T>(): Channel<T> {
  const items: T[] = [];
  let closed = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const end = (): void => {
    closed = true;
    wake();
  };
  return {
    put(item) {
      if (closed) return;
      items.push(item);
      wake();
    },
    close: end,
    fail(error) {
      failure = { error };
      end();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (items.length > 0) yield items.shift()!;
        if (failure !== undefined) throw failure.error;
        if (closed) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
