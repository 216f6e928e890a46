// Puts one of the prompts on the clipboard, with the open file as quoted context.
import * as vscode from 'vscode';
import { isQuotable, promptText } from '../core/spec/prompt-text.ts';

export async function copyPrompt(templates: vscode.Uri): Promise<void> {
  const { l10n } = vscode;
  const item = (name: string, label: string, description: string) => ({ name, label, description });
  const { t } = l10n;
  const document = vscode.window.activeTextEditor?.document;
  const context = document === undefined ? undefined : contextOf(document);
  const placeHolder =
    context === undefined ? t('No file is quoted') : t('{0} is quoted below it', context.path);
  const picked = await vscode.window.showQuickPick(
    [
      item('document', t('Document what the system does'), t('as it is, with evidence')),
      item('spec', t('Write a spec an agent can build'), t('forks found and decided')),
      item('scenarios', t('Design scenarios'), t('each defeats a product that cheats')),
      item('coordination', t('Find coordination structures'), t('what meetings are still for')),
      item('self-assessment', t('Honest self-assessment'), t('beliefs beside the local record')),
    ],
    { title: t('Which prompt?'), placeHolder, matchOnDescription: true },
  );
  if (picked === undefined) return;
  const uri = vscode.Uri.joinPath(templates, 'prompts', `${picked.name}.md`);
  const prompt = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  await vscode.env.clipboard.writeText(promptText(prompt, context));
  vscode.window.setStatusBarMessage(
    context === undefined ? t('Prompt copied.') : t('Prompt copied, with {0}.', context.path),
    4000,
  );
}

function contextOf(document: vscode.TextDocument): { path: string; text: string } | undefined {
  if (!isQuotable(document.uri.scheme)) return undefined;
  const inside = vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
  const path = inside
    ? vscode.workspace.asRelativePath(document.uri)
    : (document.uri.path.split('/').at(-1) ?? '');
  return { path, text: document.getText() };
}
