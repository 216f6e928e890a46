// What an attack is. Invariant: each row looks for a canary of its own, so that one that gets through names where it came from.
import type { Profile } from './profiles.ts';
import type { Stage } from './stage.ts';

interface Common {
  /** Row of the design's tables, a letter behind it where a row is tried in several ways. */
  readonly id: string;
  readonly attack: string;
  /** Where only one of our sandboxes promises to hold it. */
  readonly only?: 'evaluator' | 'agent';
  /** False where this machine lacks what the attack needs. */
  readonly applies?: (stage: Stage) => boolean;
}

/** A script for `sh`, one of many in one sandbox. */
export interface ScriptAttack extends Common {
  readonly script: (stage: Stage, profile: Profile) => string;
  /** Looks from outside, when all scripts have ended; without it the script got through if it printed the canary of its row. */
  readonly leaks?: (stage: Stage, profile: Profile) => boolean | Promise<boolean>;
}

/** An attack that needs a sandbox to itself. */
export interface LoneAttack extends Common {
  readonly script?: undefined;
  readonly leaks: (stage: Stage, profile: Profile) => Promise<boolean>;
}

export type Attack = ScriptAttack | LoneAttack;

/** Prints the row's canary without having it in its own text: for attacks that prove a power, not a text they read. */
export const proof = (stage: Stage, id: string): string => `printf 'CANARY-%s-%s' ${id} ${stage.nonce}`;
