// The only place that reads VS Code's configuration. Which settings exist is core/protocol/settings.ts.
import * as vscode from 'vscode';
import { decodeSettings, settingIds, type Settings } from '../core/protocol/settings.ts';

/** The settings in force for `scope`, or for the window. */
export function readSettings(scope?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? null);
  return decodeSettings((id) => configuration.get(id));
}

/** The judge that was named for `scope`, for what starts an evaluator; empty leaves it to the builder's model. */
export function namedJudge(scope: vscode.Uri): { judgeModel?: string } {
  const model = readSettings(scope).judgeModel || process.env.DIMMER_JUDGE_MODEL;
  return model ? { judgeModel: model } : {};
}

/** Whether a setting names a level, as against the default. */
export function levelIsSet(): boolean {
  const found = vscode.workspace.getConfiguration().inspect('dimmer.level');
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
    (value) => value !== undefined,
  );
}

/** Keeps a model that was chosen, for every folder of this user. */
export async function keepModel(id: string): Promise<void> {
  await vscode.workspace.getConfiguration().update('dimmer.model', id, vscode.ConfigurationTarget.Global);
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (settingIds.some((id) => event.affectsConfiguration(id))) listener();
  });
}

/** The user's GitHub Enterprise, for VS Code's own sign-in. A folder's value does not count: it would be sent the user's token. */
export function githubEnterprise(): string {
  return (
    vscode.workspace.getConfiguration('github-enterprise').inspect<string>('uri')?.globalValue?.trim() ?? ''
  );
}
