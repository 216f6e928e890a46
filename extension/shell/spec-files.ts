// Which files of the window are specs: the matches of `dimmer.specs` in every workspace folder, kept current.
import * as vscode from 'vscode';

export interface SpecFiles extends vscode.Disposable {
  /** Sorted by path. */
  all(): readonly vscode.Uri[];
  has(uri: vscode.Uri): boolean;
  readonly onDidChange: vscode.Event<void>;
  refresh(): Promise<void>;
}

const excluded = '**/{node_modules,.git,dist,out,build,coverage,vendor}/**';
/** More than this many specs in one folder are not looked for. */
const limit = 2000;

export function createSpecFiles(patterns: (folder: vscode.Uri) => readonly string[]): SpecFiles {
  const changed = new vscode.EventEmitter<void>();
  let files = new Map<string, vscode.Uri>();
  const refresh = async () => {
    const found = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
        patterns(folder.uri).map((pattern) =>
          vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), excluded, limit),
        ),
      ),
    );
    const sorted = found.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
    files = new Map(sorted.map((uri) => [uri.toString(), uri]));
    const paths = [...files.values()].map(({ fsPath }) => fsPath);
    void vscode.commands.executeCommand('setContext', 'dimmer.specPaths', paths);
    void vscode.commands.executeCommand('setContext', 'dimmer.hasSpecs', paths.length > 0);
    changed.fire();
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.md', false, true, false);
  const again = () => void refresh();
  const subscriptions = [
    watcher.onDidCreate(again),
    watcher.onDidDelete(again),
    vscode.workspace.onDidChangeWorkspaceFolders(again),
  ];
  return {
    all: () => [...files.values()],
    has: (uri) => files.has(uri.toString()),
    onDidChange: changed.event,
    refresh,
    dispose: () => vscode.Disposable.from(watcher, changed, ...subscriptions).dispose(),
  };
}
