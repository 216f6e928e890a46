// In which order the runs of a pair are built: each repeat holds both arms, the order within it is drawn from the seed.
// Invariant: the same seed gives the same order, so that it can be told and repeated.

export const arms = ['before', 'after'];

/** `[{ repeat, arm }]`; blocks of two, so that what changes over time meets both arms alike. */
export function orderOf(repeats, seed) {
  const next = generator(seed);
  return Array.from({ length: repeats }, (_, repeat) =>
    (next() < 0.5 ? arms : arms.toReversed()).map((arm) => ({ repeat, arm })),
  ).flat();
}

/** Numbers from 0 to 1 (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
