// The Specs view: every spec with its readiness, in counts and words.
import * as vscode from 'vscode';
import type { FileLint } from '../core/lint/finding.ts';
import type { HiddenCoverage, SpecCoverage } from './hidden-coverage.ts';
import type { SpecFiles } from './spec-files.ts';

export interface SpecsViewDeps {
  readonly specs: SpecFiles;
  /** Lints the text of a spec; undefined while the linter is not ready or the file cannot be read. */
  readonly lint: (uri: vscode.Uri) => Promise<FileLint | undefined>;
  readonly onDidLint: vscode.Event<unknown>;
  readonly coverage: HiddenCoverage;
}

export function createSpecsView(deps: SpecsViewDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<vscode.Uri> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent === undefined ? [...deps.specs.all()] : []),
    getTreeItem: async (uri) => specItem(uri, await deps.lint(uri), deps.coverage.of(uri)),
  };
  const view = vscode.window.createTreeView('dimmer.specs', { treeDataProvider: provider });
  const update = () => changed.fire();
  return vscode.Disposable.from(
    view,
    changed,
    deps.specs.onDidChange(update),
    deps.onDidLint(update),
    deps.coverage.onDidChange(update),
  );
}

function specItem(
  uri: vscode.Uri,
  lint: FileLint | undefined,
  coverage: SpecCoverage | undefined,
): vscode.TreeItem {
  const item = new vscode.TreeItem(uri);
  item.id = uri.toString();
  item.contextValue = 'spec';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  if (lint === undefined) return item;
  const { readiness } = lint;
  item.description = [shortReadiness(lint), ...hiddenGap(coverage), ...rootName(uri)].join(' · ');
  const said = [readiness.summary, ...hiddenWords(coverage)];
  item.tooltip = [vscode.workspace.asRelativePath(uri), ...said].join('\n');
  item.accessibilityInformation = { label: [vscode.workspace.asRelativePath(uri), ...said].join(', ') };
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
  if (openQuestions === 1) return vscode.l10n.t('1 open question');
  if (openQuestions > 0) return vscode.l10n.t('{0} open questions', openQuestions);
  return withoutScenario > 0
    ? vscode.l10n.t('{0} without a scenario', withoutScenario)
    : vscode.l10n.t('ready');
}

/** How many requirements no hidden scenario checks; nothing while the vault is locked or when there is none. */
function hiddenGap(coverage: SpecCoverage | undefined): string[] {
  const gaps = coverage?.requirements.filter(({ hidden }) => hidden === 0).length ?? 0;
  return gaps > 0 ? [vscode.l10n.t('{0} without a hidden one', gaps)] : [];
}

function hiddenWords(coverage: SpecCoverage | undefined): string[] {
  if (coverage === undefined) return [];
  const { requirements } = coverage;
  const covered = requirements.filter(({ hidden }) => hidden > 0).length;
  return [vscode.l10n.t('{0} of {1} requirements have a hidden scenario', covered, requirements.length)];
}
