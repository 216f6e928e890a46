// A second key for a vault that only one key opens: asked for at the fifth scenario, and again at the tenth, not in between.
// Invariant: the key is saved by the user, outside of the repository and readable by them alone, before the vault depends on it.
import * as vscode from 'vscode';
import { isTimeForRecoveryKey } from '../core/scenario/recovery.ts';

export interface RecoveryDeps {
  /** Scenarios of the vault, and how many keys open it. */
  readonly count: (repository: string) => Promise<{ readonly scenarios: number; readonly keys: number }>;
  readonly newKeys: (
    repository: string,
  ) => Promise<{ readonly identity: string; readonly recipient: string }>;
  /** Encrypts every scenario to one more public key. */
  readonly addRecipient: (repository: string, recipient: string) => Promise<void>;
  readonly repositories: () => readonly string[];
  /** Writes a file only the user may read. */
  readonly writePrivate: (path: string, text: string) => Promise<void>;
  /** How many scenarios there were when it was last asked for, by repository. */
  readonly asked: vscode.Memento;
}

/** Asks where it is time to; says nothing of any scenario. */
export async function offerRecoveryKey(deps: RecoveryDeps, repository: string): Promise<void> {
  const { scenarios, keys } = await deps.count(repository);
  const key = `dimmer.recoveryKey.${repository}`;
  const before = deps.asked.get<number>(key, 0);
  if (!isTimeForRecoveryKey(scenarios, before, keys)) return;
  await deps.asked.update(key, scenarios);
  const save = vscode.l10n.t('Save a Recovery Key...');
  const message = vscode.l10n.t(
    '{0} hidden scenarios, and one key opens them. Without a second one, losing the secret storage of this editor loses them all.',
    scenarios,
  );
  const picked = await vscode.window.showInformationMessage(message, save, vscode.l10n.t('Later'));
  if (picked === save) await makeRecoveryKey(deps, repository);
}

/** Asks for a place, saves a new key there, then encrypts the vault to it too. */
export async function makeRecoveryKey(deps: RecoveryDeps, repository: string): Promise<void> {
  const place = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the recovery key outside the repository, best on another medium'),
    saveLabel: vscode.l10n.t('Save Key'),
  });
  if (place === undefined) return;
  if (deps.repositories().some((root) => `${place.fsPath}/`.startsWith(`${root}/`)))
    throw new Error(
      vscode.l10n.t('The key was not saved: agents read the repository. Choose a folder outside of it.'),
    );
  const { identity, recipient } = await deps.newKeys(repository);
  await deps.writePrivate(
    place.fsPath,
    `# Dimmer vault recovery key. Keep it secret and elsewhere.\n# public key: ${recipient}\n${identity}\n`,
  );
  try {
    await deps.addRecipient(repository, recipient);
  } catch (error) {
    await vscode.workspace.fs.delete(place); // A key that opens nothing would be trusted one day.
    throw error;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Saved. Two keys open the vault now; this one is in the file only.'),
  );
}
