// When a second key is asked for. Invariant: never while more than one key opens the vault, and not twice within five scenarios.

const every = 5;

/** `askedAt`: how many scenarios there were when it was last asked, 0 for never. */
export function isTimeForRecoveryKey(scenarios: number, askedAt: number, keys: number): boolean {
  return keys === 1 && Math.floor(scenarios / every) > Math.floor(askedAt / every);
}
