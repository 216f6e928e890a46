// Watches one request from outside of the SDK, which bounds neither silence nor size.
// Invariant: a request that is silent too long, takes too long or sends too much is ended; a machine that slept is forgiven.

export interface Watchdog {
  readonly signal: AbortSignal;
  /** Something came. */
  touch(): void;
  stop(): void;
}

/** Longer than this late, and a tick means that the machine slept. */
const sleptMs = 20_000;

/** Fires after `idleMs` without a touch, or after `turnMs` in all; both are wall clock, milliseconds. */
export function startWatchdog({ idleMs, turnMs }: { idleMs: number; turnMs: number }): Watchdog {
  const controller = new AbortController();
  const tick = Math.max(10, Math.min(1_000, idleMs / 5));
  let touched = Date.now();
  let ticked = touched;
  let left = turnMs;
  const timer = setInterval(() => {
    const now = Date.now();
    const passed = now - ticked;
    ticked = now;
    if (passed > tick + sleptMs) touched = now;
    else left -= passed;
    if (now - touched > idleMs || left < 0) controller.abort(new Error('stalled'));
  }, tick);
  return {
    signal: controller.signal,
    touch: () => {
      touched = Date.now();
    },
    stop: () => clearInterval(timer),
  };
}

export interface Wire {
  readonly fetch: typeof fetch;
  tooLong(): boolean;
}

/** A `fetch` whose response bodies are counted chunk by chunk and broken off after `maxBytes`. */
export function watchWire(maxBytes: number, touch: () => void): Wire {
  let seen = 0;
  const counted = (): TransformStream<Uint8Array, Uint8Array> =>
    new TransformStream({
      transform(chunk, controller) {
        touch();
        seen += chunk.byteLength;
        if (seen > maxBytes) controller.error(new Error('the reply is too long'));
        else controller.enqueue(chunk);
      },
    });
  return {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      touch();
      if (response.body === null) return response;
      const { status, statusText, headers } = response;
      return new Response(response.body.pipeThrough(counted()), { status, statusText, headers });
    },
    tooLong: () => seen > maxBytes,
  };
}
