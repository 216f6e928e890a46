// Builds what the window shows: status bar, the four views, CodeLens and notifications, each from the models alone.
import * as vscode from 'vscode';
import { nextStep } from '../../core/level/ladder.ts';
import { registerCodeLens } from '../code-lens.ts';
import { createLevelView } from '../level-view.ts';
import { createNotifier } from '../notify.ts';
import { createRunsView } from '../runs-view.ts';
import { createScenariosView } from '../scenarios-view.ts';
import { createSpecsView } from '../specs-view.ts';
import { createStatusBar } from '../status-bar.ts';
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
  const undecided = () => runs.all().filter(({ status }) => status === 'awaiting-decision').length;
  const next = () =>
    nextStep({
      specs: specs.all().length,
      runs: runs.all().length,
      needDecision: undecided(),
      hasVault: vaults.all().length > 0,
      level: levels.level(),
    });
  return [
    createStatusBar(levels, licensed),
    createLevelView({
      levels,
      chosen: levels.chosen,
      licensed,
      runs: runs.all,
      next,
      changes: [runs.onDidChange, specs.onDidChange, vaults.onDidChange],
      media: vscode.Uri.joinPath(context.extensionUri, 'media'),
    }),
    createSpecsView({ specs, lint: linting.file, onDidLint: linting.onDidLint }),
    createRunsView({
      runs,
      levels,
      acceptFile: actions.acceptFile,
      isAccepted: actions.isAccepted,
      now: Date.now,
    }),
    createScenariosView(vaults),
    registerCodeLens({ specs, lint: linting.document, onDidLint: linting.onDidLint }),
    createNotifier(runs, panels.showsOutcome),
  ];
}
