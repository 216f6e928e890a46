// Wires the editor of hidden scenarios to the vault, to what it can have done with its text, and to its page.
import type * as vscode from 'vscode';
import { writePrivate } from '../../node/private-file.ts';
import { offerRecoveryKey, type RecoveryDeps } from '../recovery-key.ts';
import { registerScenarioEditor, type ScenarioEditor } from '../scenario-editor.ts';
import { pageHtml, pageRoots } from '../webview-page.ts';
import type { Extension } from './extension.ts';
import { judgeWith } from './judging.ts';
import type { Models } from './models.ts';

type Parts = Pick<
  Extension,
  'context' | 'log' | 'models' | 'actions' | 'bundles' | 'panels' | 'authoring' | 'recovery'
>;

export function createScenarioEditor(parts: Parts): ScenarioEditor {
  const { context, models, panels, authoring, recovery, log } = parts;
  const { vaults, runs } = models;
  const judge = judgeWith(parts);
  return registerScenarioEditor({
    show: vaults.show,
    save: vaults.save,
    seal: vaults.seal,
    unseal: vaults.unseal,
    actions: {
      subject: authoring.subject,
      tryOut: authoring.tryOut,
      async judge(repository, { commit, spec }) {
        const started = await judge(repository, commit, spec);
        if ('refused' in started) throw new Error(started.refused);
        const run = runs.get(started.runId);
        if (run) panels.showOutcome(run);
      },
      kept: (repository) =>
        void offerRecoveryKey(recovery, repository).catch((error: unknown) =>
          log.error(error instanceof Error ? error : String(error)),
        ),
    },
    resourceRoots: pageRoots(context.extensionUri),
    html: (webview) => pageHtml(webview, context.extensionUri, 'scenario'),
  });
}

export function recoveryDeps(context: vscode.ExtensionContext, { vaults, runs }: Models): RecoveryDeps {
  return {
    async count(repository) {
      const scenarios = vaults.of(repository)?.scenarios?.length ?? 0;
      return { scenarios, keys: await vaults.keys(repository) };
    },
    newKeys: vaults.newKeys,
    addRecipient: vaults.addRecipient,
    repositories: runs.repositories,
    writePrivate,
    asked: context.globalState,
  };
}
