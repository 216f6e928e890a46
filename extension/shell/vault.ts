// The vaults of this window's repositories: made, unlocked and locked here, opened only by the evaluator process.
// Invariant: the identity lives in SecretStorage, or in memory alone where a passphrase protects it; scenario text passes
// through memory only.
import * as vscode from 'vscode';
import type { infer as Infer } from 'zod/mini';
import type { vaultEntrySchema, vaultQuoteSchema } from '../core/protocol/evaluator-answer.ts';
import type { Secrets } from './secrets.ts';

export type HiddenScenario = Infer<typeof vaultEntrySchema>;
/** A document of the working tree that quotes a hidden scenario. */
export type VaultQuote = Infer<typeof vaultQuoteSchema>;

export interface VaultContent {
  readonly scenarios: readonly HiddenScenario[];
  readonly quotes: readonly VaultQuote[];
}

/** What came of saving: the id it is kept under, or what is wrong with it, by line. The text is refused as a whole. */
export type SaveResult =
  { readonly ok: true; readonly id: string } | { readonly ok: false; readonly problems: readonly string[] };

export interface VaultKeys {
  readonly identity: string;
  readonly recipient: string;
}

/** What the model asks of the evaluator process; every call is one process. A failure throws with words for people. */
export interface VaultPort {
  /** Folder of the repository's vault, and whether it holds one. */
  locate(
    repository: string,
  ): Promise<{ readonly id: string; readonly directory: string; readonly exists: boolean }>;
  newKeys(directory: string): Promise<VaultKeys>;
  /** Public keys that the vault is encrypted to. */
  recipients(directory: string, identity: string): Promise<readonly string[]>;
  addRecipient(directory: string, identity: string, recipient: string): Promise<void>;
  init(directory: string, identity: string): Promise<void>;
  /** With a repository, its documents are searched for quotations, too. */
  list(directory: string, identity: string, repository?: string): Promise<VaultContent>;
  show(directory: string, identity: string, id: string): Promise<string>;
  /** Adds or replaces a scenario. */
  save(
    directory: string,
    identity: string,
    text: string,
    repository: string,
    replaces?: string,
  ): Promise<SaveResult>;
  seal(directory: string, identity: string, text: string): Promise<string>;
  unseal(directory: string, identity: string, sealed: string): Promise<string>;
  /** The identity in a file that a passphrase protects; `wrapped` is base64. */
  unwrap(wrapped: string, passphrase: string): Promise<string>;
}

export interface VaultModel extends vscode.Disposable {
  /** One entry per repository that has a vault. `scenarios` is there once it is unlocked in this window. */
  all(): readonly VaultState[];
  of(repository: string): VaultState | undefined;
  readonly onDidChange: vscode.Event<void>;
  refresh(): Promise<void>;
  /** Reads the scenarios of an unlocked vault again, such as after an evaluation. */
  reload(repository: string): Promise<void>;
  init(repository: string): Promise<void>;
  /** With the identity that is given, else the kept one; `hold` keeps a given one in memory only. */
  unlock(repository: string, identity?: string, hold?: 'hold'): Promise<boolean>;
  /** Takes the passphrase off a key. */
  unwrap(wrapped: string, passphrase: string): Promise<string>;
  lock(): void;
  /** Active hidden scenarios of the repository; null without a vault or a kept key. */
  countActive(repository: string): Promise<number | null>;
  /** The kept identity of the repository's vault, for launching and resuming runs. */
  identity(repository: string): Promise<string | undefined>;
  /** How many keys open the vault. */
  keys(repository: string): Promise<number>;
  newKeys(repository: string): Promise<VaultKeys>;
  addRecipient(repository: string, recipient: string): Promise<void>;
  show(repository: string, id: string): Promise<string>;
  save(repository: string, text: string, replaces?: string): Promise<SaveResult>;
  seal(repository: string, text: string): Promise<string>;
  unseal(repository: string, sealed: string): Promise<string>;
}

export interface VaultState {
  readonly repository: string;
  readonly id: string;
  readonly directory: string;
  readonly scenarios: readonly HiddenScenario[] | undefined;
  readonly quotes?: readonly VaultQuote[];
}

export function createVaultModel(
  port: VaultPort,
  secrets: Secrets,
  repositories: () => readonly string[],
): VaultModel {
  const changed = new vscode.EventEmitter<void>();
  let states = new Map<string, VaultState>();
  const keep = (state: VaultState) => {
    states = new Map(states).set(state.repository, state);
    changed.fire();
  };
  const refresh = async () => {
    // Where a vault must not be, there is none; a command that wants one says why.
    const found = await Promise.all(
      repositories().map(async (repository) => {
        const place = await port.locate(repository).catch(() => undefined);
        return place && { repository, ...place };
      }),
    );
    const next = found
      .flatMap((one) => (one?.exists ? [one] : []))
      .map(({ repository, id, directory }) => ({
        repository,
        id,
        directory,
        scenarios: states.get(repository)?.scenarios,
        quotes: states.get(repository)?.quotes ?? [],
      }));
    const same = JSON.stringify(next) === JSON.stringify([...states.values()]);
    states = new Map(next.map((state) => [state.repository, state]));
    if (!same) changed.fire();
  };
  // Looks at the disk, not at `states`: an editor may be restored before anything was refreshed.
  const held = async (repository: string) => {
    const { id, directory, exists } = await port.locate(repository);
    const identity = exists ? await secrets.identity(id) : undefined;
    if (identity === undefined)
      throw new Error(vscode.l10n.t('The vault is locked. Nothing was changed. Unlock it, then try again.'));
    return { state: { repository, id, directory, scenarios: undefined }, identity };
  };
  const load = async (repository: string) => {
    const { state, identity } = await held(repository);
    keep({ ...state, ...(await port.list(state.directory, identity, repository)) });
  };
  return {
    all: () => [...states.values()],
    of: (repository) => states.get(repository),
    onDidChange: changed.event,
    refresh,
    async reload(repository) {
      if (states.get(repository)?.scenarios) await load(repository);
    },
    async init(repository) {
      const { id, directory } = await port.locate(repository);
      // Kept first: a vault whose key was lost on the way could never be opened.
      const { identity } = await port.newKeys(directory);
      if (!(await secrets.keepIdentity(id, identity))) {
        secrets.forgetHeld(id);
        throw new Error(
          vscode.l10n.t(
            'This editor could not keep the key, so no vault was made. Make it in a terminal, with `dimmer vault init --passphrase`, then unlock it here.',
          ),
        );
      }
      await port.init(directory, identity);
      await refresh();
      await load(repository);
    },
    unwrap: port.unwrap,
    async unlock(repository, given, hold) {
      const state = states.get(repository);
      if (state === undefined) return false;
      const identity = given ?? (await secrets.identity(state.id));
      if (identity === undefined) return false;
      const content = await port.list(state.directory, identity, repository);
      if (given !== undefined && hold) secrets.holdIdentity(state.id, given);
      else if (given !== undefined) await secrets.keepIdentity(state.id, given);
      keep({ ...state, ...content });
      return true;
    },
    lock() {
      secrets.forgetHeld();
      states = new Map(
        [...states].map(([repository, state]) => [
          repository,
          { ...state, scenarios: undefined, quotes: [] },
        ]),
      );
      changed.fire();
    },
    async countActive(repository) {
      const state = states.get(repository);
      const identity = state && (await secrets.identity(state.id));
      if (state === undefined || identity === undefined) return null;
      const scenarios = state.scenarios ?? (await port.list(state.directory, identity)).scenarios;
      return scenarios.filter(({ status }) => status === 'active').length;
    },
    identity: async (repository) => secrets.identity((await port.locate(repository)).id),
    async keys(repository) {
      const { state, identity } = await held(repository);
      return (await port.recipients(state.directory, identity)).length;
    },
    newKeys: async (repository) => port.newKeys((await port.locate(repository)).directory),
    async addRecipient(repository, recipient) {
      const { state, identity } = await held(repository);
      await port.addRecipient(state.directory, identity, recipient);
    },
    async show(repository, id) {
      const { state, identity } = await held(repository);
      return port.show(state.directory, identity, id);
    },
    async save(repository, text, replaces) {
      const { state, identity } = await held(repository);
      const result = await port.save(state.directory, identity, text, repository, replaces);
      if (result.ok) await load(repository);
      return result;
    },
    async seal(repository, text) {
      const { state, identity } = await held(repository);
      return port.seal(state.directory, identity, text);
    },
    async unseal(repository, sealed) {
      const { state, identity } = await held(repository);
      return port.unseal(state.directory, identity, sealed);
    },
    dispose: () => changed.dispose(),
  };
}
