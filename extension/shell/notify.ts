// The rare notifications: a run needs a decision, or it ended while the window was not looked at.
import * as vscode from 'vscode';
import { markedTitle, newsOf } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import type { RunsModel } from './runs.ts';

/** `watched`: the run's card is in front of the developer, who needs no message about it. */
export function createNotifier(runs: RunsModel, watched: (runId: string) => boolean): vscode.Disposable {
  let known = new Map<string, RunState>();
  return runs.onDidChange(() => {
    const before = known;
    known = new Map(runs.all().map((run) => [run.request.runId, run]));
    for (const [id, run] of known) {
      const news = newsOf(before.get(id), run);
      if (news === 'decide' && !(vscode.window.state.focused && watched(id))) void askForDecision(run);
      if (news === 'ended' && !vscode.window.state.focused) void sayEnded(run);
    }
  });
}

async function askForDecision(run: RunState): Promise<void> {
  const open = vscode.l10n.t('Open');
  const title = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const message =
    run.status === 'suspended'
      ? vscode.l10n.t('"{0}" is suspended: {1} {2}', title, run.message, run.next)
      : vscode.l10n.t('"{0}" is finished and waits for your decision.', title);
  const picked = await vscode.window.showInformationMessage(message, open);
  if (picked !== open) return;
  const command = run.status === 'suspended' ? 'dimmer.openRun' : 'dimmer.openOutcome';
  await vscode.commands.executeCommand(command, run.request.runId);
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
