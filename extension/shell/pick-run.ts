// From whatever a command was called with to the run it means: a tree node, a URI, an id, or the developer's choice.
import * as vscode from 'vscode';
import { markedTitle, moodOf, standing, type RunMood } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import type { RunsModel } from './runs.ts';

/** The run that `target` names outright. */
export function runIdOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const { runId } = target as { runId?: unknown };
  return typeof runId === 'string' ? runId : undefined;
}

export interface PickOptions {
  readonly title: string;
  readonly fits: (mood: RunMood, run: RunState) => boolean;
  /** What to say when no run fits. */
  readonly none: string;
  /** Take the only fitting run, or the newest, without asking. */
  readonly newest?: boolean;
}

export async function pickRun(
  runs: RunsModel,
  target: unknown,
  options: PickOptions,
): Promise<RunState | undefined> {
  const id = runIdOf(target);
  const named = id === undefined ? undefined : runs.get(id);
  if (named !== undefined) return named;
  const now = Date.now();
  const mood = (run: RunState) => moodOf(run, runs.alive(run.request.runId), now);
  const fitting = runs.all().filter((run) => options.fits(mood(run), run));
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(options.none);
    return undefined;
  }
  if (fitting.length === 1 || options.newest) return fitting[0];
  const picked = await vscode.window.showQuickPick(
    fitting.map((run) => ({
      label: markedTitle(run, vscode.l10n.t('REHEARSAL')),
      description: run.request.branchedFrom ? `${vscode.l10n.t('branch')} · ${standing(run)}` : standing(run),
      detail: run.request.runId,
      run,
    })),
    { title: options.title },
  );
  return picked?.run;
}
