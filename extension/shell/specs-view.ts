// The Specs view: every spec with its readiness, in counts and words.
import * as vscode from 'vscode';
import type { FileLint } from '../core/lint/finding.ts';
import type { SpecFiles } from './spec-files.ts';

export interface SpecsViewDeps {
  readonly specs: SpecFiles;
  /** Lints the text of a spec; undefined while the linter is not ready or the file cannot be read. */
  readonly lint: (uri: vscode.Uri) => Promise<FileLint | undefined>;
  readonly onDidLint: vscode.Event<unknown>;
}

export function createSpecsView(deps: SpecsViewDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<vscode.Uri> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent === undefined ? [...deps.specs.all()] : []),
    getTreeItem: async (uri) => specItem(uri, await deps.lint(uri)),
  };
  const view = vscode.window.createTreeView('dimmer.specs', { treeDataProvider: provider });
  const update = () => changed.fire();
  return vscode.Disposable.from(view, changed, deps.specs.onDidChange(update), deps.onDidLint(update));
}

function specItem(uri: vscode.Uri, lint: FileLint | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(uri);
  item.id = uri.toString();
  item.contextValue = 'spec';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  if (lint === undefined) return item;
  const { readiness } = lint;
  item.description = [shortReadiness(lint), ...rootName(uri)].join(' · ');
  item.tooltip = `${vscode.workspace.asRelativePath(uri)}\n${readiness.summary}`;
  item.accessibilityInformation = { label: `${vscode.workspace.asRelativePath(uri)}, ${readiness.summary}` };
  const [icon, color] =
    readiness.blocking > 0
      ? ['error', 'list.errorForeground']
      : readiness.openQuestions > 0
        ? ['question', 'list.warningForeground']
        : ['pass', 'testing.iconPassed'];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  return item;
}

/** In a window with several roots, which of them: specs may share their names. */
function rootName(uri: vscode.Uri): string[] {
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const root = several ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  return root ? [root.name] : [];
}

/** The most pressing count only: the tooltip has the whole sentence. */
function shortReadiness({ readiness }: FileLint): string {
  const { blocking, openQuestions, withoutScenario } = readiness;
  if (blocking > 0) return vscode.l10n.t('{0} to settle', blocking);
  if (openQuestions > 0) return vscode.l10n.t('{0} open questions', openQuestions);
  return withoutScenario > 0
    ? vscode.l10n.t('{0} without a scenario', withoutScenario)
    : vscode.l10n.t('ready');
}
