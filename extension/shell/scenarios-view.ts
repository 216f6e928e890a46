// The Scenarios view: visible ones as files; hidden ones only as a locked door, or, once unlocked here, by requirement.
// Invariant: what it draws stays in the tree; nothing of a hidden scenario becomes a document, diagnostic or output line.
import * as vscode from 'vscode';
import type { CoveredRequirement, HiddenCoverage, SpecCoverage } from './hidden-coverage.ts';
import { hiddenItem, quoteItem, requirementItem, vaultItem, withIcon } from './scenario-items.ts';
import type { HiddenScenario, VaultModel, VaultQuote, VaultState } from './vault.ts';

type Node =
  | { readonly kind: 'visible' }
  | { readonly kind: 'file'; readonly uri: vscode.Uri }
  | { readonly kind: 'vault'; readonly state: VaultState }
  | { readonly kind: 'spec'; readonly state: VaultState; readonly spec: string; readonly title: string }
  | {
      readonly kind: 'requirement';
      readonly state: VaultState;
      readonly spec: string;
      readonly requirement: CoveredRequirement;
      readonly uri?: vscode.Uri;
    }
  | { readonly kind: 'hidden'; readonly state: VaultState; readonly scenario: HiddenScenario }
  | { readonly kind: 'quote'; readonly state: VaultState; readonly quote: VaultQuote };

export function createScenariosView(vaults: VaultModel, coverage: HiddenCoverage): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let files: readonly vscode.Uri[] = [];
  const refresh = async () => {
    files = await vscode.workspace.findFiles('scenarios/**/*.md', '**/node_modules/**', 1000);
    files = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    changed.fire();
  };
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? children(node, files, coverage.all()) : top(files, vaults.all())),
    getTreeItem: (node) => item(node, files.length),
  };
  const view = vscode.window.createTreeView('dimmer.scenarios', { treeDataProvider: provider });
  const watcher = vscode.workspace.createFileSystemWatcher('**/scenarios/**/*.md', false, true, false);
  const again = () => void refresh();
  again();
  return vscode.Disposable.from(
    view,
    changed,
    watcher,
    watcher.onDidCreate(again),
    watcher.onDidDelete(again),
    vscode.workspace.onDidChangeWorkspaceFolders(again),
    vaults.onDidChange(() => changed.fire()),
    coverage.onDidChange(() => changed.fire()),
  );
}

function top(files: readonly vscode.Uri[], vaults: readonly VaultState[]): Node[] {
  const hidden = vaults.map((state): Node => ({ kind: 'vault', state }));
  return files.length > 0 ? [{ kind: 'visible' }, ...hidden] : hidden;
}

function children(node: Node, files: readonly vscode.Uri[], specs: readonly SpecCoverage[]): Node[] {
  if (node.kind === 'visible') return files.map((uri) => ({ kind: 'file', uri }));
  if (node.kind === 'vault') return ofVault(node.state, specs);
  if (node.kind === 'spec') return requirementsOf(node.state, node.spec, specs);
  if (node.kind !== 'requirement') return [];
  const { state, spec, requirement } = node;
  return covering(state, spec, requirement.id).map((scenario) => ({ kind: 'hidden', state, scenario }));
}

/** What burns next first, then the specs; one alone is not worth a level of its own. */
function ofVault(state: VaultState, specs: readonly SpecCoverage[]): Node[] {
  const quotes = (state.quotes ?? []).map((quote): Node => ({ kind: 'quote', state, quote }));
  const own = specs.filter(({ repository }) => repository === state.repository);
  const titles = new Map(own.map(({ spec, title }) => [spec, title]));
  for (const { spec } of state.scenarios ?? []) if (!titles.has(spec)) titles.set(spec, spec);
  const [only] = titles.size === 1 ? titles.keys() : [];
  if (only !== undefined) return [...quotes, ...requirementsOf(state, only, specs)];
  const found = [...titles].map(([spec, title]): Node => ({ kind: 'spec', state, spec, title }));
  return [...quotes, ...found];
}

/** In the order of the spec, with those that no scenario checks; ids that the spec does not have come last. */
function requirementsOf(state: VaultState, spec: string, specs: readonly SpecCoverage[]): Node[] {
  const known = specs.find((one) => one.repository === state.repository && one.spec === spec);
  const stated = known?.requirements ?? [];
  const ids = new Set(stated.map(({ id }) => id));
  const others = new Set(
    (state.scenarios ?? [])
      .filter((one) => one.spec === spec)
      .flatMap(({ requirements }) => requirements.filter((id) => !ids.has(id))),
  );
  const inOrder = [...others].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const unstated = inOrder.map((id) => {
    const hidden = covering(state, spec, id).filter(({ status }) => status === 'active').length;
    return { id, text: '', hidden };
  });
  const uri = known === undefined ? {} : { uri: known.uri };
  return [...stated, ...unstated].map((requirement) => ({
    kind: 'requirement',
    state,
    spec,
    requirement,
    ...uri,
  }));
}

function covering(state: VaultState, spec: string, requirement: string): readonly HiddenScenario[] {
  return (state.scenarios ?? []).filter((one) => one.spec === spec && one.requirements.includes(requirement));
}

function item(node: Node, visible: number): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const { l10n } = vscode;
  switch (node.kind) {
    case 'file': {
      const file = new vscode.TreeItem(node.uri, None);
      file.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [node.uri] };
      file.iconPath = new vscode.ThemeIcon('eye');
      return file;
    }
    case 'visible': {
      const words = l10n.t('{0}, never counted', visible);
      return withIcon(new vscode.TreeItem(l10n.t('Visible'), Expanded), words, 'eye');
    }
    case 'vault':
      return vaultItem(node.state);
    case 'spec':
      return withIcon(new vscode.TreeItem(node.title, Expanded), node.spec, 'book');
    case 'requirement':
      return requirementItem(node, covering(node.state, node.spec, node.requirement.id));
    case 'hidden':
      return hiddenItem(node.state, node.scenario);
    case 'quote':
      return quoteItem(node.state, node.quote);
  }
}
