// Asks for a vault's key: the line itself, or a file that holds it, with the passphrase where one protects it.
// Invariant: what a passphrase protects is handed on as such, so that nobody stores it.
import * as vscode from 'vscode';
import { readIdentityFile, type WrappedIdentity } from '../node/identity-file.ts';

export interface GivenKey {
  readonly identity: string;
  /** A passphrase protects it where it lies: it is held in memory only. */
  readonly protected: boolean;
}

export interface KeyDeps {
  readonly unwrap: (wrapped: string, passphrase: string) => Promise<string>;
  /** A protected file that this machine is set up with. */
  readonly wrappedIdentity: () => Promise<WrappedIdentity | undefined>;
}

export async function askKey(deps: KeyDeps): Promise<GivenKey | undefined> {
  const known = await deps.wrappedIdentity();
  if (known !== undefined) return askPassphrase(deps, known);
  const typed = await askLine();
  if (typed === undefined) return undefined;
  if (typed !== 'file') return { identity: typed, protected: false };
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('The file that holds the key of the vault'),
      openLabel: vscode.l10n.t('Use Key'),
    })) ?? [];
  if (file === undefined) return undefined;
  const reading = await readIdentityFile(file.fsPath);
  if (reading.ok) return { identity: reading.identity, protected: false };
  if (reading.reason === 'wrapped') return askPassphrase(deps, reading);
  throw new Error(reading.message);
}

async function askPassphrase(
  deps: KeyDeps,
  { file, wrapped }: WrappedIdentity,
): Promise<GivenKey | undefined> {
  const passphrase = await vscode.window.showInputBox({
    title: vscode.l10n.t('Unlock the vault'),
    prompt: vscode.l10n.t('Passphrase of {0}. Asked for once per window, and kept nowhere.', file),
    password: true,
    ignoreFocusOut: true,
  });
  if (!passphrase) return undefined;
  return { identity: await deps.unwrap(wrapped, passphrase), protected: true };
}

/** The key, or `file` where the button was pressed; undefined when neither was given. */
async function askLine(): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  const open = {
    iconPath: new vscode.ThemeIcon('folder-opened'),
    tooltip: vscode.l10n.t('Open a Key File...'),
  };
  box.title = vscode.l10n.t('Unlock the vault');
  box.prompt = vscode.l10n.t(
    'Its key (AGE-SECRET-KEY-1...), kept in the secret storage of this editor. The button opens a key file, with or without a passphrase.',
  );
  box.password = true;
  box.ignoreFocusOut = true;
  box.buttons = [open];
  try {
    return await new Promise((resolve) => {
      box.onDidTriggerButton(() => resolve('file'));
      box.onDidHide(() => resolve(undefined));
      box.onDidAccept(() => {
        const key = box.value.trim();
        if (/^AGE-SECRET-KEY-1[0-9A-Z]+$/.test(key)) resolve(key);
        else box.validationMessage = vscode.l10n.t('A key begins with AGE-SECRET-KEY-1.');
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}
