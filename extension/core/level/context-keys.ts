// From the chosen level and review mode to the context keys that menus, views and keybindings ask.
// Invariant: `contextKeysFor` is the only source of `dimmer.*` context keys that depend on the level.
import { levelTable, type Level, type ReviewMode } from './level.ts';

export interface ContextFacts {
  readonly hasRuns: boolean;
  readonly hasVault: boolean;
  readonly vaultUnlocked: boolean;
}

/** The review mode in force: the wanted one where the level offers it, else the one the level opens with. */
export function reviewModeFor(level: Level, wanted: ReviewMode | undefined): ReviewMode {
  const { reviewMode, reviewModes } = levelTable[level];
  return wanted !== undefined && reviewModes.includes(wanted) ? wanted : reviewMode;
}

/** The other mode the level offers, or `undefined` where it has only one. */
export function otherReviewMode(level: Level, mode: ReviewMode): ReviewMode | undefined {
  return levelTable[level].reviewModes.find((one) => one !== mode);
}

/** Whether a view may list a run's files now: the run's own level and the mode in force both have to allow it. */
export function mayShowFiles(runLevel: Level, level: Level, mode: ReviewMode): boolean {
  return mode === 'diff' && levelTable[runLevel].showsFiles && levelTable[level].showsFiles;
}

/** Context key -> value, complete: every key is set on every change. */
export function contextKeysFor(
  level: Level,
  mode: ReviewMode,
  facts: ContextFacts,
): Readonly<Record<string, number | string | boolean>> {
  return {
    'dimmer.level': level,
    'dimmer.reviewMode': mode,
    'dimmer.acceptsPerFile': levelTable[level].acceptsPerFile && mode === 'diff',
    'dimmer.canToggleReviewMode': levelTable[level].reviewModes.length > 1,
    'dimmer.hasRuns': facts.hasRuns,
    'dimmer.hasVault': facts.hasVault,
    'dimmer.vaultUnlocked': facts.vaultUnlocked,
  };
}
