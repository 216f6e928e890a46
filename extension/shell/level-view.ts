// The Level view of the sidebar: a webview that draws `levelView`. Invariant: a viewer; a rung that is clicked goes the way of
// *Set Level...*, every other button runs a command of the closed list, and the answer is the next snapshot.
import * as vscode from 'vscode';
import type { Level } from '../core/level/level.ts';
import {
  levelView,
  type Intent,
  type LevelFacts,
  type LevelView,
  type PageCommand,
} from '../core/protocol/panels.ts';
import type { LivePage, LivePageOptions } from './webview-page.ts';

export interface LevelViewDeps {
  readonly openPage: (options: Omit<LivePageOptions, 'extensionUri' | 'report'>) => LivePage<LevelView>;
  /** Null while no folder is open. */
  readonly facts: () => LevelFacts | null;
  readonly changes: readonly vscode.Event<unknown>[];
  readonly choose: (level: Level) => Promise<void>;
  readonly executeCommand: (command: PageCommand, run?: string) => Thenable<unknown>;
}

export function createLevelView(deps: LevelViewDeps): vscode.Disposable {
  let draw = () => {};
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      const onIntent = async (intent: Intent) => {
        if (intent.type === 'choose-level') await deps.choose(intent.level);
        if (intent.type === 'run-command') await deps.executeCommand(intent.command, intent.run);
        draw();
      };
      const page = deps.openPage({ panel: view, name: 'level', onIntent });
      const mine = () => page.post(levelView(deps.facts()));
      draw = mine;
      const shown = view.onDidChangeVisibility(() => draw());
      view.onDidDispose(() => {
        // A view that was made anew may already draw; the old one only stops its own.
        if (draw === mine) draw = () => {};
        page.dispose();
        shown.dispose();
      });
    },
  };
  const registration = vscode.window.registerWebviewViewProvider('dimmer.level', provider);
  const changes = [
    ...deps.changes,
    vscode.workspace.onDidGrantWorkspaceTrust,
    vscode.workspace.onDidChangeWorkspaceFolders,
  ];
  return vscode.Disposable.from(registration, ...changes.map((event) => event(() => draw())));
}
