// The table from command id to function, and the one place that registers commands and shows what went wrong in one.
import * as vscode from 'vscode';
import { outcomeCard } from '../../core/outcome/card.ts';
import { resultLines } from '../../core/outcome/result-lines.ts';
import { askApiKey } from '../api-key.ts';
import { askOneThing } from '../ask-one-thing.ts';
import { copyPrompt } from '../copy-prompt.ts';
import { createDiffViewer, placeOf } from '../diff.ts';
import { showDoctor } from '../doctor.ts';
import { commandIds, untrustedCommandIds, type CommandId, type CommandTable } from '../ids.ts';
import { writePrivate } from '../../node/private-file.ts';
import { levelCommands } from '../level-commands.ts';
import { pickRun, runIdOf, type PickOptions } from '../pick-run.ts';
import { runCommands } from '../run-commands.ts';
import { runLifeCommands } from '../run-life-commands.ts';
import { readSettings } from '../settings.ts';
import { specCommands } from '../spec-commands.ts';
import { specFromModule } from '../spec-from-module.ts';
import { vaultCommands } from '../vault-commands.ts';
import { missingCommit } from '../../node/missing-commit.ts';
import { showFile } from '../../node/snapshot.ts';
import { delegating } from './delegating.ts';
import type { Extension } from './extension.ts';
import { judging } from './judging.ts';

export function createCommands(extension: Extension): vscode.Disposable {
  const { context, models, actions, linting, panels, scenarioEditor, log } = extension;
  const { runs, levels, vaults, specs, secrets, licensed } = models;
  const diff = createDiffViewer({
    showFile,
    missing: missingCommit,
    recordOpened: actions.recordOpened,
    resultLines(runId) {
      const run = runs.get(runId);
      return run === undefined ? [] : resultLines(outcomeCard(run));
    },
  });
  const pick = (target: unknown, options: PickOptions) => pickRun(runs, target, options);
  const life = runLifeCommands({ ...actions, pick, showRun: panels.showRun });
  const run = runCommands({
    runs,
    levels,
    diff,
    pick,
    showRun: panels.showRun,
    showOutcome: panels.showOutcome,
    shownOutcome: panels.shownOutcome,
    stop: actions.stop,
    suspend: actions.suspend,
    resume: actions.resume,
    steer: actions.steer,
    accept: (one, path, accepted) => actions.acceptFile(one.request.runId, path, accepted),
    isAccepted: actions.isAccepted,
    async decide(one, decision, reason) {
      const refused = await actions.decide(one, decision, reason);
      if (refused.length > 0) panels.showOutcome(one);
    },
    activeFile: () => placeOf(activeUri()),
  });
  const level = levelCommands(levels, () => {
    const { dollars, owner } = readSettings();
    return { licensed: licensed(), spendCap: dollars !== null, owner };
  });
  const vault = vaultCommands({
    vaults,
    repositories: runs.repositories,
    openHidden: scenarioEditor.open,
    writePrivate,
    recovery: extension.recovery,
    wrappedIdentity: secrets.wrappedIdentity,
  });
  const templates = vscode.Uri.joinPath(context.extensionUri, 'specs-templates');
  const spec = specCommands({
    specs,
    templates,
    lintAll: linting.lintAll,
    parse: linting.client.parse,
    delegate: delegating(extension),
    newHidden: vault.newHidden,
  });
  const table: CommandTable = {
    'dimmer.newSpec': spec.newSpec,
    'dimmer.specFromModule': (target) =>
      specFromModule(vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.mjs').fsPath, target),
    'dimmer.newScenario': spec.newScenario,
    'dimmer.copyPrompt': () => copyPrompt(templates),
    'dimmer.lintWorkspace': spec.lintWorkspace,
    'dimmer.delegate': spec.delegate,
    'dimmer.openRun': run.openRun,
    'dimmer.stopRun': run.stopRun,
    'dimmer.suspendRun': run.suspendRun,
    'dimmer.resumeRun': run.resumeRun,
    'dimmer.steerRun': run.steerRun,
    'dimmer.answerRun': life.answerRun,
    'dimmer.retryStage': life.retryStage,
    'dimmer.branchRun': life.branchRun,
    'dimmer.openOutcome': run.openOutcome,
    'dimmer.approve': run.approve,
    'dimmer.return': run.returnRun,
    'dimmer.reject': run.reject,
    'dimmer.openDiff': run.openDiff,
    'dimmer.hideDiff': run.hideDiff,
    'dimmer.showDiff': run.showDiff,
    'dimmer.acceptFile': run.acceptFile,
    'dimmer.toggleReviewMode': level.toggleReviewMode,
    'dimmer.setLevel': level.setLevel,
    'dimmer.initVault': vault.initVault,
    'dimmer.unlockVault': vault.unlockVault,
    'dimmer.lockVault': vault.lockVault,
    'dimmer.openScenario': vault.openScenario,
    'dimmer.askOneThing': (target) =>
      askOneThing(
        { ...extension.authoring, openVault: vault.openVault, open: scenarioEditor.open },
        askTarget(target),
      ),
    'dimmer.saveRecoveryKey': () => vault.saveRecoveryKey(),
    'dimmer.addComment': (reply) => extension.comments.add(reply),
    'dimmer.deleteComment': (thread) => extension.comments.remove(thread),
    'dimmer.evaluate': judging(extension),
    'dimmer.doctor': () => showDoctor(extension.checkMachine),
    'dimmer.setApiKey': () => askApiKey(secrets),
  };
  return vscode.Disposable.from(diff, ...register(table, log));
}

function askTarget(target: unknown) {
  const runId = runIdOf(target);
  const { requirement } = (target ?? {}) as { requirement?: unknown };
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(typeof requirement === 'string' ? { requirement } : {}),
  };
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputTextDiff)
    return placeOf(input.modified)?.commit ? input.modified : input.original;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

function register(table: CommandTable, log: vscode.LogOutputChannel): vscode.Disposable[] {
  return commandIds.map((id) =>
    vscode.commands.registerCommand(id, async (target?: unknown) => {
      try {
        refuseUntrusted(id);
        return await table[id](target);
      } catch (error) {
        log.error(`${id}:`, error instanceof Error ? error : String(error));
        void showProblem(error, log);
        return undefined;
      }
    }),
  );
}

function refuseUntrusted(id: CommandId): void {
  if (vscode.workspace.isTrusted || untrustedCommandIds.includes(id)) return;
  const message = vscode.l10n.t('This folder is not trusted. Nothing was started. Trust it, then try again.');
  throw new Error(message);
}

/** What happened, in the error's own words; the log has the rest. */
async function showProblem(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const details = vscode.l10n.t('Show Log');
  const message = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(message, details)) === details) log.show();
}
