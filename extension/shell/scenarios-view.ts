// The Scenarios view: visible ones as files; hidden ones only as a locked door, or, once unlocked here, by requirement.
// Invariant: what it draws stays in the tree; nothing of a hidden scenario becomes a document, diagnostic or output line.
import * as vscode from 'vscode';
import type { HiddenScenario, VaultModel, VaultState } from './vault.ts';

type Node =
  | { readonly kind: 'visible' }
  | { readonly kind: 'file'; readonly uri: vscode.Uri }
  | { readonly kind: 'vault'; readonly state: VaultState }
  | { readonly kind: 'requirement'; readonly state: VaultState; readonly requirement: string }
  | { readonly kind: 'hidden'; readonly state: VaultState; readonly scenario: HiddenScenario };

/** Splits start here; below it every hidden scenario is validation. */
const minimum = 10;

export function createScenariosView(vaults: VaultModel): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let files: readonly vscode.Uri[] = [];
  const refresh = async () => {
    files = await vscode.workspace.findFiles('scenarios/**/*.md', '**/node_modules/**', 1000);
    files = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    changed.fire();
  };
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? children(node, files) : top(files, vaults.all())),
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
  );
}

function top(files: readonly vscode.Uri[], vaults: readonly VaultState[]): Node[] {
  const hidden = vaults.map((state): Node => ({ kind: 'vault', state }));
  return files.length > 0 ? [{ kind: 'visible' }, ...hidden] : hidden;
}

function children(node: Node, files: readonly vscode.Uri[]): Node[] {
  if (node.kind === 'visible') return files.map((uri) => ({ kind: 'file', uri }));
  if (node.kind === 'vault') {
    const ids = new Set((node.state.scenarios ?? []).flatMap(({ requirements }) => requirements));
    const inOrder = [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return inOrder.map((requirement) => ({ kind: 'requirement', state: node.state, requirement }));
  }
  if (node.kind === 'requirement')
    return covering(node.state, node.requirement).map((scenario) => ({
      kind: 'hidden',
      state: node.state,
      scenario,
    }));
  return [];
}

function covering(state: VaultState, requirement: string): readonly HiddenScenario[] {
  return (state.scenarios ?? []).filter(({ requirements }) => requirements.includes(requirement));
}

function item(node: Node, visible: number): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const { l10n } = vscode;
  if (node.kind === 'file') {
    const file = new vscode.TreeItem(node.uri, None);
    file.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [node.uri] };
    file.iconPath = new vscode.ThemeIcon('eye');
    return file;
  }
  if (node.kind === 'visible')
    return describe(
      new vscode.TreeItem(l10n.t('Visible'), Expanded),
      l10n.t('{0}, never counted', visible),
      'eye',
    );
  if (node.kind === 'vault') return vaultItem(node.state);
  if (node.kind === 'requirement') {
    const { length } = covering(node.state, node.requirement);
    return describe(
      new vscode.TreeItem(node.requirement, Collapsed),
      l10n.t('{0} hidden', length),
      'symbol-key',
    );
  }
  const { id, title, split, status } = node.scenario;
  const hidden = describe(
    new vscode.TreeItem(title ?? id, None),
    `${split}${status === 'active' ? '' : ` · ${status}`}`,
    'lock',
  );
  hidden.command = {
    command: 'dimmer.openScenario',
    title: l10n.t('Open'),
    arguments: [{ repository: node.state.repository, id }],
  };
  return hidden;
}

function vaultItem(state: VaultState): vscode.TreeItem {
  const { l10n } = vscode;
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const label = l10n.t('Hidden');
  if (state.scenarios === undefined) {
    const locked = describe(new vscode.TreeItem(label, None), l10n.t('vault locked'), 'lock');
    locked.id = `${state.id}-locked`;
    locked.command = { command: 'dimmer.unlockVault', title: l10n.t('Unlock Vault') };
    locked.tooltip = l10n.t('Encrypted outside every worktree. Click to unlock it in this window.');
    return locked;
  }
  const active = state.scenarios.filter(({ status }) => status === 'active').length;
  const words =
    active < minimum
      ? l10n.t('{0} of {1} before splits start', active, minimum)
      : l10n.t('{0} active', active);
  const unlocked = describe(new vscode.TreeItem(label, active > 0 ? Expanded : None), words, 'unlock');
  unlocked.id = `${state.id}-unlocked`;
  unlocked.tooltip = l10n.t('Unlocked in this window only.');
  return unlocked;
}

function describe(item: vscode.TreeItem, description: string, icon: string): vscode.TreeItem {
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}
