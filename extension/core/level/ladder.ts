// The three numbers of an area and the ladder from 2 to 5, as plain rows for any view.
// Invariant: nothing is earned by claiming it; a licence comes from completed attempts alone.
import { isOver } from '../run/reduce.ts';
import type { RunState } from '../run/state.ts';
import { levels, levelTable, type Level } from './level.ts';

/** Observed: the highest level at which this many of the last `window` runs were really worked. */
export const observedRule = { window: 20, needed: 16 } as const;

export interface Observed {
  readonly level: Level | null;
  /** Runs worked at `level` or above; at the declared level where none qualifies. */
  readonly matching: number;
  /** Decided runs that count, at most `window`. Rehearsals never count. */
  readonly counted: number;
  readonly window: number;
}

export type RungState = 'earned' | 'trial' | 'locked';

export interface Rung {
  readonly level: Level;
  readonly name: string;
  readonly reads: string;
  readonly brief: string;
  readonly teaches: string;
  readonly state: RungState;
  readonly current: boolean;
}

/**
 * The level at which a decided run was really worked: the lowest matching row wins.
 * Hand edits and lint cleanliness are not in the log yet, so they cannot lower it here.
 */
export function workedLevel(run: RunState): Level {
  if (run.steers >= 3 || run.acceptedFiles.length > 0 || run.request.level === 2) return 2;
  if (run.steers > 0 || run.request.level === 3) return 3;
  return run.request.level === 4 ? 4 : 5;
}

/** `runs` newest first, of one area. */
export function observedLevel(runs: readonly RunState[], declared: Level): Observed {
  const worked = runs
    .filter((run) => isOver(run) && run.decision !== null && run.request.backend !== 'rehearsal')
    .slice(0, observedRule.window)
    .map(workedLevel);
  const atLeast = (level: Level) => worked.filter((one) => one >= level).length;
  const level = levels.findLast((one) => atLeast(one) >= observedRule.needed) ?? null;
  return { level, matching: atLeast(level ?? declared), counted: worked.length, window: observedRule.window };
}

/** Earned up to the licence, locked at 5 without one, otherwise free to choose as a trial. */
export function rungState(level: Level, licensed: Level): RungState {
  if (level <= licensed) return 'earned';
  return level === 5 ? 'locked' : 'trial';
}

export function ladder(declared: Level, licensed: Level): readonly Rung[] {
  return levels.map((level) => ({
    level,
    name: levelTable[level].name,
    reads: levelTable[level].reads,
    brief: levelTable[level].brief,
    teaches: levelTable[level].teaches,
    state: rungState(level, licensed),
    current: level === declared,
  }));
}

export interface FactoryFacts {
  readonly licensed: Level;
  readonly spendCap: boolean;
  readonly owner: string;
}

/** What level 5 needs before it merges without a human: the one list that every refusal of it names. */
export const levelFiveNeeds = {
  licence: 'a licence for level 5',
  bar: 'hidden satisfaction over the bar',
  'kill-switch': 'a kill switch and a policy',
  'spend-cap': 'a spend cap in dollars',
  owner: 'a named owner',
} as const;

export type LevelFiveNeed = keyof typeof levelFiveNeeds;

/** The same as one clause: "a licence for level 5, ... and a named owner". */
export const levelFiveNeedsText: string = joined(Object.values(levelFiveNeeds));

/** Each need with whether it is there. */
export function needsOfLevelFive(
  facts: FactoryFacts,
): readonly { readonly need: LevelFiveNeed; readonly met: boolean }[] {
  return [
    { need: 'licence', met: facts.licensed === 5 },
    { need: 'bar', met: false },
    { need: 'kill-switch', met: false },
    { need: 'spend-cap', met: facts.spendCap },
    { need: 'owner', met: facts.owner !== '' },
  ];
}

function joined(items: readonly string[]): string {
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

export type NextStep = 'write-spec' | 'delegate' | 'decide' | 'write-scenario' | 'hide-diff' | 'keep-going';

/** The one next step that the level view names. */
export function nextStep(facts: {
  readonly specs: number;
  readonly runs: number;
  readonly needDecision: number;
  readonly hasVault: boolean;
  readonly level: Level;
}): NextStep {
  if (facts.needDecision > 0) return 'decide';
  if (facts.specs === 0) return 'write-spec';
  if (facts.runs === 0) return 'delegate';
  if (!facts.hasVault) return 'write-scenario';
  return facts.level < 4 ? 'hide-diff' : 'keep-going';
}

/** What an area is licensed for before it has passed an attempt. */
export const licenceWithoutAttempt: Level = 2;
