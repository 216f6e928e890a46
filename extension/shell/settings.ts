// The only place that reads VS Code's configuration. Which settings exist is core/protocol/settings.ts.
import * as vscode from 'vscode';
import { decodeSettings, settingIds, type Settings } from '../core/protocol/settings.ts';

/** The settings in force for `scope`, or for the window. */
export function readSettings(scope?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? null);
  return decodeSettings((id) => configuration.get(id));
}

/** Whether the developer chose a level for this workspace, as against the default. */
export function levelIsChosen(): boolean {
  const found = vscode.workspace.getConfiguration().inspect('dimmer.level');
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
    (value) => value !== undefined,
  );
}

/** Keeps the chosen level with the workspace; with the user where no folder is open. */
export async function writeLevel(level: number): Promise<void> {
  const target = vscode.workspace.workspaceFolders?.length
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration().update('dimmer.level', level, target);
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (settingIds.some((id) => event.affectsConfiguration(id))) listener();
  });
}
