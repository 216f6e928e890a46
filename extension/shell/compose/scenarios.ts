// Wires the editor of hidden scenarios to the vault and to its page.
import type * as vscode from 'vscode';
import { registerScenarioEditor, type ScenarioEditor } from '../scenario-editor.ts';
import type { VaultModel } from '../vault.ts';
import { pageHtml, pageRoots } from '../webview-page.ts';

export function createScenarioEditor(context: vscode.ExtensionContext, vaults: VaultModel): ScenarioEditor {
  return registerScenarioEditor({
    show: vaults.show,
    save: vaults.save,
    seal: vaults.seal,
    unseal: vaults.unseal,
    resourceRoots: pageRoots(context.extensionUri),
    html: (webview) => pageHtml(webview, context.extensionUri, 'scenario'),
  });
}
