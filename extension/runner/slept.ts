// Notices that the wall clock and a timer went apart: the machine slept, or its clock was set.
// Invariant: time in which the runner could not have worked is never counted as its work.

/** A tick this late, or early, means that the clock jumped and not that the machine is busy. */
const jumpMs = 20_000;

/** To be asked once a tick; answers with the milliseconds that the clock has jumped since the last time, else with 0. */
export function watchClock(tickMs: number, now: () => number = Date.now): () => number {
  let last = now();
  return () => {
    const passed = now() - last - tickMs;
    last += passed + tickMs;
    return Math.abs(passed) > jumpMs ? passed : 0;
  };
}
