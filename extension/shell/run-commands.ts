// Commands on a run: open, stop, suspend, resume, steer, diff, accept a file, decide. Thin: each finds its run and hands over.
import * as vscode from 'vscode';
import { mayShowFiles } from '../core/level/context-keys.ts';
import { levelTable } from '../core/level/level.ts';
import type { Decision } from '../core/protocol/control.ts';
import { markedTitle, type RunMood } from '../core/run/run-row.ts';
import type { Hunk } from '../core/run/evidence.ts';
import type { RunState } from '../core/run/state.ts';
import type { DiffViewer } from './diff.ts';
import type { LevelModel } from './level.ts';
import type { PickOptions } from './pick-run.ts';
import type { RunsModel } from './runs.ts';

export interface RunCommandDeps {
  readonly runs: RunsModel;
  readonly levels: LevelModel;
  readonly diff: DiffViewer;
  readonly pick: (target: unknown, options: PickOptions) => Promise<RunState | undefined>;
  readonly showRun: (run: RunState) => void;
  readonly showOutcome: (run: RunState) => void;
  /** The run whose card is in front of the developer. */
  readonly shownOutcome: () => string | undefined;
  readonly stop: (run: RunState) => Promise<void>;
  readonly suspend: (run: RunState) => Promise<void>;
  readonly resume: (run: RunState) => Promise<void>;
  readonly steer: (run: RunState, text: string) => Promise<void>;
  readonly accept: (run: RunState, path: string, accepted: boolean) => Promise<void>;
  /** Whether a file is accepted, counting what was sent and is not recorded yet. */
  readonly isAccepted: (run: RunState, path: string) => boolean;
  readonly decide: (run: RunState, decision: Decision, reason: string) => Promise<void>;
  /** The run and file that the active editor shows, where it shows one. */
  readonly activeFile: () => { readonly runId: string; readonly path: string } | undefined;
}

const anyRun = () => true;
const active = (mood: RunMood) => ['queued', 'working', 'waiting'].includes(mood);
const resumable = (mood: RunMood) => ['interrupted', 'suspended'].includes(mood);
const undecided = (mood: RunMood) => ['decide', 'refused'].includes(mood);

export function runCommands(deps: RunCommandDeps) {
  const { l10n } = vscode;
  const noRun = l10n.t('No run yet. Delegate a spec first.');
  const noDecision = l10n.t('No run waits for a decision.');
  return {
    async openRun(target: unknown) {
      const run = await deps.pick(target, { title: l10n.t('Open which run?'), fits: anyRun, none: noRun });
      if (run) deps.showRun(run);
    },
    async openOutcome(target: unknown) {
      const undecidedExists = deps.runs.all().some(({ status }) => status === 'awaiting-decision');
      const fits = undecidedExists ? undecided : anyRun;
      const run = await deps.pick(target, { title: l10n.t('Outcome of which run?'), fits, none: noRun });
      if (run) deps.showOutcome(run);
    },
    async stopRun(target: unknown) {
      const fits = (mood: RunMood) => active(mood) || resumable(mood);
      const run = await deps.pick(target, {
        title: l10n.t('Stop which run?'),
        fits,
        none: l10n.t('No run is running.'),
      });
      if (run) await deps.stop(run);
    },
    async suspendRun(target: unknown) {
      const none = l10n.t('No run is running.');
      const run = await deps.pick(target, { title: l10n.t('Suspend which run?'), fits: active, none });
      if (run) await deps.suspend(run);
    },
    async resumeRun(target: unknown) {
      const none = l10n.t('No run is interrupted or suspended.');
      const run = await deps.pick(target, { title: l10n.t('Resume which run?'), fits: resumable, none });
      if (run) await deps.resume(run);
    },
    async steerRun(target: unknown) {
      const run = await deps.pick(target, {
        title: l10n.t('Steer which run?'),
        fits: active,
        none: l10n.t('No run is running.'),
      });
      if (run === undefined) return;
      const text = await vscode.window.showInputBox({
        title: l10n.t('Steer "{0}"', markedTitle(run, l10n.t('REHEARSAL'))),
        prompt: l10n.t(
          'The agent reads this before its next turn. At three steers a run counts as level 2 work.',
        ),
      });
      if (text?.trim()) await deps.steer(run, text.trim());
    },
    async openDiff(target: unknown) {
      const file = fileOf(target);
      const fits = deps.runs.all().some(({ status }) => status === 'awaiting-decision') ? undecided : anyRun;
      const run = await deps.pick(target, {
        title: l10n.t('Diff of which run?'),
        fits,
        none: noRun,
        newest: true,
      });
      if (run === undefined) return;
      const hunk = spotOf(target, run);
      if (hunk) return deps.diff.openHunk(run, hunk);
      if (file && mayShowFiles(run.request.level, deps.levels.level(), deps.levels.mode()))
        return deps.diff.openFile(run, file);
      await deps.diff.openAll(run);
    },
    /** The same run without its diff, and back: one action each way. */
    async hideDiff(target: unknown) {
      const run = await deps.pick(deps.diff.shownRun() ?? target, {
        title: l10n.t('Hide the diff of which run?'),
        fits: anyRun,
        none: noRun,
        newest: true,
      });
      if (run === undefined) return;
      await deps.levels.review('outcome');
      deps.showOutcome(run);
      await deps.diff.closeAll(run.request.runId);
    },
    async showDiff(target: unknown) {
      const run = await deps.pick(deps.shownOutcome() ?? target, {
        title: l10n.t('Diff of which run?'),
        fits: anyRun,
        none: noRun,
        newest: true,
      });
      if (run === undefined) return;
      await deps.levels.review('diff');
      await deps.diff.openAll(run);
    },
    async acceptFile(target: unknown) {
      const place = fileOf(target) ? (target as { runId: string; path: string }) : deps.activeFile();
      const run = place ? deps.runs.get(place.runId) : undefined;
      if (place === undefined || run === undefined || !levelTable[run.request.level].acceptsPerFile) return;
      const recorded = deps.accept(run, place.path, true);
      const next = run.files.find(({ path }) => path !== place.path && !deps.isAccepted(run, path));
      if (next) {
        await deps.diff.openFile(run, next.path);
        return recorded;
      }
      await recorded;
      vscode.window.setStatusBarMessage(l10n.t('Every file is accepted. Decide the run.'), 5000);
      deps.showOutcome(run);
    },
    approve: (target: unknown) => decideOne(deps, target, 'approve', noDecision),
    returnRun: (target: unknown) => decideOne(deps, target, 'return', noDecision),
    reject: (target: unknown) => decideOne(deps, target, 'reject', noDecision),
  };
}

/** The place of this run that a page asks for by its id. */
function spotOf(target: unknown, run: RunState): Hunk | undefined {
  const { spot } = (typeof target === 'object' ? (target ?? {}) : {}) as { spot?: unknown };
  const { forced = [], offered = [] } = run.evidence.breakGlass ?? {};
  return [...forced, ...offered].find(({ id }) => id === spot);
}

function fileOf(target: unknown): string | undefined {
  const path =
    typeof target === 'object' && target !== null ? (target as { path?: unknown }).path : undefined;
  const runId =
    typeof target === 'object' && target !== null ? (target as { runId?: unknown }).runId : undefined;
  return typeof path === 'string' && typeof runId === 'string' ? path : undefined;
}

/** Approval happens on the card, where what waits is said; a return or rejection needs only its reason. */
async function decideOne(
  deps: RunCommandDeps,
  target: unknown,
  decision: Decision,
  none: string,
): Promise<void> {
  const { l10n } = vscode;
  const titles: Record<Decision, string> = {
    approve: l10n.t('Approve which run?'),
    return: l10n.t('Return which run?'),
    reject: l10n.t('Reject which run?'),
  };
  const run = await deps.pick(target, { title: titles[decision], fits: undecided, none });
  if (run === undefined) return;
  const prompts: Record<Decision, string> = {
    approve: l10n.t('Why is it good enough? One clause for the record.'),
    return: l10n.t('What should the next run do differently?'),
    reject: l10n.t('Why is it rejected?'),
  };
  const reason = await vscode.window.showInputBox({
    title: `${markedTitle(run, l10n.t('REHEARSAL'))}: ${decision}`,
    prompt: prompts[decision],
    // A diff that opens by itself meanwhile must not take the words away.
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() ? undefined : l10n.t('A decision is recorded with its reason.')),
  });
  if (reason?.trim()) await deps.decide(run, decision, reason.trim());
}
