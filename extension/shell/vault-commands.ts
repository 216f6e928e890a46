// Making, unlocking and locking a vault, and keeping a copy of its key.
import * as vscode from 'vscode';
import { askKey, type KeyDeps } from './ask-key.ts';
import { makeRecoveryKey, type RecoveryDeps } from './recovery-key.ts';
import type { VaultModel } from './vault.ts';

export interface VaultCommandDeps {
  readonly vaults: VaultModel;
  readonly repositories: () => readonly string[];
  readonly recovery: RecoveryDeps;
  readonly wrappedIdentity: KeyDeps['wrappedIdentity'];
  /** Writes a file only the user may read. */
  readonly writePrivate: (path: string, text: string) => Promise<void>;
  readonly openHidden: (
    repository: string,
    id: string | undefined,
    draft?: { text: string },
  ) => Promise<void>;
}

export function vaultCommands(deps: VaultCommandDeps) {
  const { vaults } = deps;
  return {
    async initVault() {
      const repository = await pickRepository(deps.repositories());
      if (repository === undefined) return;
      if (vaults.of(repository)) return void (await unlock(deps, repository));
      await vaults.init(repository);
      await offerCopy(deps, repository);
    },
    async unlockVault() {
      const repository = await pickRepository(vaults.all().map((state) => state.repository));
      if (repository !== undefined) await unlock(deps, repository);
    },
    lockVault: () => vaults.lock(),
    async openScenario(target: unknown) {
      const { repository, id } = (target ?? {}) as { repository?: string; id?: string };
      if (repository && id) await deps.openHidden(repository, id);
    },
    /** Makes or unlocks the vault as needed, then opens the new scenario in its editor. */
    async newHidden(text: string): Promise<boolean> {
      const repository = await pickRepository(deps.repositories());
      if (repository === undefined) return false;
      if (!(await openVault(deps, repository))) return false;
      await deps.openHidden(repository, undefined, { text });
      return true;
    },
    async saveRecoveryKey() {
      const repository = await pickRepository(vaults.all().map((state) => state.repository));
      if (repository !== undefined) await makeRecoveryKey(deps.recovery, repository);
    },
    openVault: (repository: string) => openVault(deps, repository),
  };
}

/** Makes the vault where there is none, and unlocks it; false when the user gave no key. */
async function openVault(deps: VaultCommandDeps, repository: string): Promise<'made' | 'open' | false> {
  const { vaults } = deps;
  await vaults.refresh();
  if (!vaults.of(repository)) {
    await vaults.init(repository);
    return 'made';
  }
  return vaults.of(repository)?.scenarios || (await unlock(deps, repository)) ? 'open' : false;
}

async function pickRepository(repositories: readonly string[]): Promise<string | undefined> {
  if (repositories.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No git repository is open. A vault belongs to a repository: run `git init` and commit once.',
      ),
    );
    return undefined;
  }
  if (repositories.length === 1) return repositories[0];
  return vscode.window.showQuickPick([...repositories], { title: vscode.l10n.t('Which repository?') });
}

async function unlock(deps: VaultCommandDeps, repository: string): Promise<boolean> {
  if (await deps.vaults.unlock(repository)) return true;
  const key = await askKey({ unwrap: deps.vaults.unwrap, wrappedIdentity: deps.wrappedIdentity });
  if (key === undefined) return false;
  return deps.vaults.unlock(repository, key.identity, key.protected ? 'hold' : undefined);
}

async function offerCopy(deps: VaultCommandDeps, repository: string): Promise<void> {
  const save = vscode.l10n.t('Save a Copy...');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Vault made. Its key is in the secret storage of this editor. Without a copy, losing that storage loses the scenarios.',
    ),
    save,
  );
  if (picked !== save) return;
  const identity = await deps.vaults.identity(repository);
  const place = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the vault key outside the repository'),
    saveLabel: vscode.l10n.t('Save Key'),
  });
  if (place === undefined || identity === undefined) return;
  if (deps.repositories().some((root) => place.fsPath.startsWith(`${root}/`)))
    throw new Error(
      vscode.l10n.t('The key was not saved: agents read the repository. Choose a folder outside of it.'),
    );
  await deps.writePrivate(place.fsPath, `${identity}\n`);
}
