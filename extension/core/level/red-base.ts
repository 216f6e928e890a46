// What guardrails that are red on the base mean for a launch. Invariant: reported at 2 to 4, never a reason to refuse; refused at 5.
import { levelTable, type Level } from './level.ts';

/** Why a run at `level` cannot start on this base, in words; null where it can. `red`: names of guardrails that fail there. */
export function redBaseRefusal(level: Level, red: readonly string[]): string | null {
  if (levelTable[level].redBase !== 'refused' || red.length === 0) return null;
  const failed = red.map((name) => `\`${name}\``).join(', ');
  return `${failed} failed before we started: level ${level} merges without a human and starts from a green base only.`;
}
