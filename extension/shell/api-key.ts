// Asks for the API key and keeps it in SecretStorage.
import * as vscode from 'vscode';
import type { Secrets } from './secrets.ts';

export async function askApiKey(secrets: Secrets): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for the model endpoint'),
    prompt: vscode.l10n.t('Kept in the secret storage of this editor. Empty forgets the kept key.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  await secrets.keepApiKey(key.trim());
  const message = key.trim() ? vscode.l10n.t('API key kept.') : vscode.l10n.t('API key forgotten.');
  vscode.window.setStatusBarMessage(message, 4000);
}
