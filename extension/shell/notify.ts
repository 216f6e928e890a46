// The rare notifications: a run needs a decision, or it ended while the window was not looked at.
import * as vscode from 'vscode';
import { mayShowFiles } from '../core/level/context-keys.ts';
import type { ReviewMode } from '../core/level/level.ts';
import { markedTitle, newsOf } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import type { RunsModel } from './runs.ts';

export interface NotifierDeps {
  readonly runs: RunsModel;
  readonly mode: () => ReviewMode;
  /** The run's card is in front of the developer, who needs no message about it. */
  readonly shows: (runId: string) => boolean;
  /** The developer watches the run at work and does nothing else: its changes may open by themselves. */
  readonly watches: (runId: string) => boolean;
}

export function createNotifier(deps: NotifierDeps): vscode.Disposable {
  const { runs } = deps;
  let known = new Map<string, RunState>();
  return runs.onDidChange(() => {
    const before = known;
    known = new Map(runs.all().map((run) => [run.request.runId, run]));
    for (const [id, run] of known) {
      const news = newsOf(before.get(id), run);
      if (news === 'decide') void tellResult(deps, run);
      if (news === 'ended' && !vscode.window.state.focused) void sayEnded(run);
    }
  });
}

/** Where the diff is what this level reads, it opens by itself for somebody who is waiting for it, and on a click for everybody else. */
async function tellResult({ mode, shows, watches }: NotifierDeps, run: RunState): Promise<void> {
  const { runId, level } = run.request;
  const { focused } = vscode.window.state;
  const reads = run.status === 'awaiting-decision' && mayShowFiles(level, level, mode());
  if (reads && focused && watches(runId))
    return void (await vscode.commands.executeCommand('dimmer.openDiff', runId));
  if (focused && shows(runId)) return;
  await askForDecision(run, reads);
}

async function askForDecision(run: RunState, reads: boolean): Promise<void> {
  const open = reads ? vscode.l10n.t('Open Diff') : vscode.l10n.t('Open');
  const title = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const message =
    run.status === 'suspended'
      ? vscode.l10n.t('"{0}" is suspended: {1} {2}', title, run.message, run.next)
      : vscode.l10n.t('"{0}" is finished and waits for your decision.', title);
  const picked = await vscode.window.showInformationMessage(message, open);
  if (picked !== open) return;
  if (run.status === 'suspended') await vscode.commands.executeCommand('dimmer.openRun', run.request.runId);
  else if (reads) await vscode.commands.executeCommand('dimmer.openDiff', run.request.runId);
  else await vscode.commands.executeCommand('dimmer.openOutcome', run.request.runId);
}

async function sayEnded(run: RunState): Promise<void> {
  const open = vscode.l10n.t('Open');
  const title = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const picked =
    run.status === 'failed'
      ? await vscode.window.showWarningMessage(
          vscode.l10n.t('"{0}" failed: {1} Kept: {2} Next: {3}', title, run.message, run.kept, run.next),
          open,
        )
      : await vscode.window.showInformationMessage(
          vscode.l10n.t('"{0}" ended: {1}.', title, run.status),
          open,
        );
  if (picked === open) await vscode.commands.executeCommand('dimmer.openRun', run.request.runId);
}
