// Builds what the window knows, in order: settings, runs, level, specs, secrets, vaults. Nothing here draws anything.
import * as vscode from 'vscode';
import { licenceWithoutAttempt } from '../../core/level/ladder.ts';
import type { Level } from '../../core/level/level.ts';
import { repositoryRoot } from '../../node/git.ts';
import { isAlive, listRuns, runsDir, watchRuns } from '../../node/run-store.ts';
import { createLevelModel, type LevelModel } from '../level.ts';
import { createRunsModel, type RunsModel } from '../runs.ts';
import { createSecrets, type Secrets } from '../secrets.ts';
import { levelIsSet, onDidChangeSettings, readSettings } from '../settings.ts';
import { createSpecFiles, type SpecFiles } from '../spec-files.ts';
import { createVaultModel, type VaultModel, type VaultPort } from '../vault.ts';

export interface Models {
  readonly log: vscode.LogOutputChannel;
  readonly runs: RunsModel;
  readonly levels: LevelModel;
  readonly licensed: () => Level;
  readonly specs: SpecFiles;
  readonly secrets: Secrets;
  readonly vaults: VaultModel;
}

export function createModels(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  port: VaultPort,
): Models {
  const keep = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const report = (error: unknown) => log.error(error instanceof Error ? error : String(error));
  const store = {
    repositoryRoot,
    listRuns,
    isAlive,
    runsFolder: (root: string) => runsDir(root),
    watchRuns: async (root: string, onChange: () => void) => watchRuns(root, onChange),
  };
  const runs = keep(createRunsModel(store, report));
  const levels = keep(
    createLevelModel({ level: () => readSettings().level, isSet: levelIsSet }, context.workspaceState),
  );
  const specs = keep(createSpecFiles((folder) => readSettings(folder).specs));
  const secrets = createSecrets(context.secrets, process.env);
  const vaults = keep(createVaultModel(port, secrets, runs.repositories));
  keep(
    onDidChangeSettings(() => {
      levels.refresh();
      void specs.refresh();
    }),
  );
  // What an evaluation said of each scenario is in the vault: read it again when a run has one more.
  const seen = new Map<string, number>();
  const reread = () => {
    for (const { request, evaluations } of runs.all()) {
      const told = evaluations.filter(({ tally }) => tally !== null).length;
      const before = seen.get(request.runId);
      seen.set(request.runId, told);
      if (before !== undefined && told > before) void vaults.reload(request.repository).catch(report);
    }
  };
  keep(runs.onDidChange(reread));
  const publish = () =>
    levels.publish({
      hasRuns: runs.all().length > 0,
      hasVault: vaults.all().length > 0,
      vaultUnlocked: vaults.all().some(({ scenarios }) => scenarios !== undefined),
    });
  for (const event of [runs.onDidChange, levels.onDidChange, vaults.onDidChange]) keep(event(publish));
  keep(runs.onDidChange(() => void vaults.refresh().catch(report)));
  publish();
  void specs.refresh().catch(report);
  if (vscode.workspace.isTrusted) void runs.refresh();
  else keep(vscode.workspace.onDidGrantWorkspaceTrust(() => void runs.refresh()));
  return { log, runs, levels, licensed: () => licenceWithoutAttempt, specs, secrets, vaults };
}
