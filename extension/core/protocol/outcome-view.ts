// The outcome panel's view model. What the level hides has no field in the type that the panel is given.
// Invariant: pure; a view for level 4 or 5, or with the diff switched off, cannot carry a file.
import { levelTable, type Level, type ReviewMode } from '../level/level.ts';
import { noAnswers, outcomeCard, type OutcomeCard, type PendingAnswers } from '../outcome/card.ts';
import { counted, plain } from '../outcome/plain.ts';
import type { RunState } from '../run/state.ts';
import type { Decision } from './control.ts';

interface OutcomeFacts {
  readonly panel: 'outcome';
  readonly runId: string;
  readonly card: OutcomeCard;
  /** "diff hidden: 14 files" */
  readonly diffNote: string;
  /** A decision that was sent and is being carried out. */
  readonly sent: Decision | null;
  /** What went wrong with the last intent, in words. */
  readonly problem: string | null;
  /** Whether the level lets the panel switch between card and files. */
  readonly canSwitch: boolean;
}

export interface FileRow {
  readonly path: string;
  readonly status: string;
  readonly added: number;
  readonly removed: number;
  /** Null where the level does not ask for it. */
  readonly accepted: boolean | null;
}

export type OutcomeView =
  | (OutcomeFacts & { readonly shows: 'outcome'; readonly level: Level })
  | (OutcomeFacts & { readonly shows: 'files'; readonly level: 2 | 3; readonly files: readonly FileRow[] });

export interface OutcomeViewOptions {
  /** The review mode of the window; ignored where the level has one only. */
  readonly mode: ReviewMode;
  readonly answers: PendingAnswers;
  readonly sent: Decision | null;
  readonly problem: string | null;
}

const plainOptions: OutcomeViewOptions = { mode: 'outcome', answers: noAnswers, sent: null, problem: null };

export function outcomeView(state: RunState, options: OutcomeViewOptions = plainOptions): OutcomeView {
  const { level } = state.request;
  const rules = levelTable[level];
  const facts: OutcomeFacts = {
    panel: 'outcome',
    runId: state.request.runId,
    card: outcomeCard(state, options.answers),
    diffNote: diffNote(state, options.mode),
    sent: options.sent,
    problem: options.problem,
    canSwitch: rules.reviewModes.length > 1,
  };
  if ((level === 2 || level === 3) && options.mode === 'diff')
    return { ...facts, shows: 'files', level, files: filesOf(state, rules.acceptsPerFile) };
  return { ...facts, shows: 'outcome', level };
}

/** A decision that a page sent: the run's `seq` then, and when, in milliseconds since the epoch. */
export interface Sent {
  readonly decision: Decision;
  readonly seq: number;
  readonly at: number;
}

/** Milliseconds that a runner may take to start before a decision counts as lost. */
const startGrace = 20_000;

/** The decision that is still on its way: the run awaits one, and a runner is about to start or at work on it. */
export function stillSent(state: RunState, sent: Sent | null, alive: boolean, now: number): Decision | null {
  if (sent === null || state.status !== 'awaiting-decision') return null;
  const starting = state.seq === sent.seq && now - sent.at < startGrace;
  return starting || alive ? sent.decision : null;
}

function diffNote(state: RunState, mode: ReviewMode): string {
  const files = counted(state.files.length, 'file');
  return levelTable[state.request.level].showsFiles && mode === 'diff' ? files : `diff hidden: ${files}`;
}

function filesOf(state: RunState, perFile: boolean): FileRow[] {
  return state.files.map((file) => ({
    path: plain(file.path, 400),
    status: file.status,
    added: file.added,
    removed: file.removed,
    accepted: perFile ? state.acceptedFiles.includes(file.path) : null,
  }));
}
