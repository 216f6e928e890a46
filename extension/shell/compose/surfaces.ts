// Builds what the window shows: status bar, the four views, CodeLens and notifications, each from the models alone.
import * as vscode from 'vscode';
import type { LevelFacts, LevelView } from '../../core/protocol/panels.ts';
import { registerCodeLens } from '../code-lens.ts';
import { createHiddenCoverage } from '../hidden-coverage.ts';
import { createLevelView } from '../level-view.ts';
import { createNotifier } from '../notify.ts';
import { createRunsView } from '../runs-view.ts';
import { createScenariosView } from '../scenarios-view.ts';
import { createSpecsView } from '../specs-view.ts';
import { readSettings } from '../settings.ts';
import { createStatusBar } from '../status-bar.ts';
import { openPage } from '../webview-page.ts';
import type { Linting } from './linting.ts';
import type { Models } from './models.ts';
import type { Panels } from './panels.ts';
import type { RunActions } from './run-actions.ts';

export function createSurfaces(
  context: vscode.ExtensionContext,
  models: Models,
  linting: Linting,
  panels: Panels,
  actions: RunActions,
): vscode.Disposable[] {
  const { runs, levels, licensed, specs, vaults } = models;
  const { onDidLint } = linting;
  const coverage = createHiddenCoverage({ vaults, specs, parse: linting.client.parse, onDidLint });
  const report = (error: unknown) => models.log.error(error instanceof Error ? error : String(error));
  return [
    createStatusBar(levels, licensed),
    createLevelView({
      openPage: (options) => openPage<LevelView>({ ...options, extensionUri: context.extensionUri, report }),
      facts: () => levelFacts(models),
      changes: [runs.onDidChange, specs.onDidChange, vaults.onDidChange, levels.onDidChange],
      choose: async (level) => void (await vscode.commands.executeCommand('dimmer.setLevel', level)),
      executeCommand: (command, run) => vscode.commands.executeCommand(command, ...(run ? [run] : [])),
    }),
    coverage,
    createSpecsView({ specs, lint: linting.file, onDidLint, coverage }),
    createRunsView({
      runs,
      levels,
      acceptFile: actions.acceptFile,
      isAccepted: actions.isAccepted,
      now: Date.now,
    }),
    createScenariosView(vaults, coverage),
    registerCodeLens({ specs, lint: linting.document, onDidLint }),
    createNotifier({ runs, mode: levels.mode, shows: panels.showsOutcome, watches: panels.watches }),
  ];
}

function levelFacts({ levels, licensed, runs, specs, vaults }: Models): LevelFacts | null {
  if (!vscode.workspace.workspaceFolders?.length) return null;
  const { dollars, owner } = readSettings();
  return {
    level: levels.level(),
    mode: levels.mode(),
    chosen: levels.chosen(),
    licensed: licensed(),
    spendCap: dollars !== null,
    owner,
    trusted: vscode.workspace.isTrusted,
    runs: runs.all(),
    specs: specs.all().length,
    hasVault: vaults.all().length > 0,
  };
}
