// How long something takes.

/** Milliseconds from before `work` to its end. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
