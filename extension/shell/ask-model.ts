// Asks which model builds, from the ones that the key can use, and keeps the answer in the user's settings.
import * as vscode from 'vscode';
import { listModels } from '../node/list-models.ts';
import { keepModel } from './settings.ts';

export async function askModel(key: string, baseUrl: string): Promise<void> {
  const { l10n } = vscode;
  const listed = await listModels(key, baseUrl);
  const title = l10n.t('Which model builds?');
  const chosen =
    listed.ok && listed.models.length > 0
      ? await vscode.window.showQuickPick(listed.models, {
          title,
          placeHolder: l10n.t('Kept in your settings as dimmer.model'),
          ignoreFocusOut: true,
        })
      : await vscode.window.showInputBox({
          title,
          prompt:
            !listed.ok && listed.refused
              ? l10n.t('The endpoint refused this API key. Its id, for when the key works:')
              : l10n.t(
                  'The endpoint did not say which there are. Its id; kept in your settings as dimmer.model.',
                ),
          ignoreFocusOut: true,
        });
  if (chosen?.trim()) await keepModel(chosen.trim());
}
