// The Level view as a view model: the dial, the three numbers with their denominators, the ladder, the one next step, what caps.
// Invariant: pure; every number comes with what it was counted over, and a rehearsal counts for nothing.
import {
  ladder,
  levelFiveNeeds,
  needsOfLevelFive,
  nextStep,
  observedLevel,
  observedRule,
  type FactoryFacts,
  type NextStep,
  type Observed,
  type Rung,
} from '../level/ladder.ts';
import { otherReviewMode } from '../level/context-keys.ts';
import type { Level, ReviewMode } from '../level/level.ts';
import { counted } from '../outcome/plain.ts';
import type { RunState } from '../run/state.ts';
import type { PageCommand } from './intents.ts';
import { pillarsOf, type Pillar } from './pillars.ts';

/** What the window knows when the view is drawn. `runs` newest first. */
export interface LevelFacts extends FactoryFacts {
  readonly level: Level;
  readonly mode: ReviewMode;
  /** Whether somebody chose the level, as against the default. */
  readonly chosen: boolean;
  readonly trusted: boolean;
  readonly runs: readonly RunState[];
  readonly specs: number;
  readonly hasVault: boolean;
}

export type LevelView =
  { readonly panel: 'level'; readonly shows: 'no-folder' } | ({ readonly panel: 'level' } & LevelLadder);

interface LevelLadder {
  readonly shows: 'ladder';
  readonly trusted: boolean;
  readonly mode: ReviewMode;
  /** Whether the level has another review mode to switch to. */
  readonly canSwitch: boolean;
  readonly declared: { readonly level: Level; readonly note: string };
  readonly observed: { readonly level: Level | null; readonly note: string };
  readonly licensed: { readonly level: Level; readonly note: string };
  /** "3 rehearsals: not counted"; null where there is none. */
  readonly rehearsals: string | null;
  readonly rungs: readonly (Rung & { readonly needs: readonly string[] })[];
  readonly next: { readonly words: string; readonly command: PageCommand; readonly run: string | null };
  readonly cap: { readonly words: string; readonly pillars: readonly Pillar[]; readonly over: string };
}

/** `facts` null: no folder is open. */
export function levelView(facts: LevelFacts | null): LevelView {
  if (facts === null) return { panel: 'level', shows: 'no-folder' };
  const { level, mode, licensed, runs, trusted } = facts;
  return {
    panel: 'level',
    shows: 'ladder',
    trusted,
    mode,
    canSwitch: otherReviewMode(level, mode) !== undefined,
    declared: { level, note: facts.chosen ? 'your choice' : 'default, not chosen yet' },
    observed: observedOf(observedLevel(runs, level), trusted),
    licensed: { level: licensed, note: 'no attempt passed yet' },
    rehearsals: rehearsalsOf(runs),
    rungs: ladder(level, licensed).map((rung) => ({ ...rung, needs: missing(rung.level, facts) })),
    next: nextOf(facts),
    cap: { words: `Capped at ${licensed}: no attempt has been passed.`, ...pillarsOf(runs) },
  };
}

function observedOf(observed: Observed, trusted: boolean): LevelLadder['observed'] {
  const { level, matching, counted: n, window } = observed;
  if (!trusted) return { level: null, note: 'runs are not read here' };
  if (level !== null) return { level, note: `${matching} of ${window} runs` };
  if (n < observedRule.needed) return { level, note: `${n} of ${window} runs: not yet` };
  return { level, note: `${matching} of ${window} runs, ${observedRule.needed} needed: not yet` };
}

function rehearsalsOf(runs: readonly RunState[]): string | null {
  const n = runs.filter(({ request }) => request.backend === 'rehearsal').length;
  return n === 0 ? null : `${counted(n, 'rehearsal')}: scripted, not counted`;
}

/** What a locked level still needs; empty for every other one. */
function missing(level: Level, facts: FactoryFacts): string[] {
  if (level !== 5) return [];
  return needsOfLevelFive(facts).flatMap(({ need, met }) => (met ? [] : [levelFiveNeeds[need]]));
}

const steps: Readonly<Record<NextStep | 'trust', readonly [words: string, command: PageCommand]>> = {
  trust: ['Trust this folder, so that runs can start', 'workbench.trust.manage'],
  'write-spec': ['Write a spec of ten lines', 'dimmer.newSpec'],
  delegate: ['Delegate your first spec', 'dimmer.delegate'],
  decide: ['Decide the run that waits for you', 'dimmer.openOutcome'],
  'write-scenario': ['Ask one thing the agent does not know', 'dimmer.askOneThing'],
  'hide-diff': ['Look at a run without its diff', 'dimmer.toggleReviewMode'],
  'keep-going': ['Delegate the next spec', 'dimmer.delegate'],
};

function nextOf(facts: LevelFacts): LevelLadder['next'] {
  const waiting = facts.runs.find(({ status }) => status === 'awaiting-decision');
  const step = facts.trusted
    ? nextStep({ ...facts, runs: facts.runs.length, needDecision: waiting ? 1 : 0 })
    : 'trust';
  const [words, command] = steps[step];
  return { words, command, run: step === 'decide' ? (waiting?.request.runId ?? null) : null };
}
