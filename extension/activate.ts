// Table of contents of the extension: what the window knows, does and shows, in the order it is built.
// Invariant: no logic here; a failure is shown to the user with its reason, and logged.
import * as vscode from 'vscode';
import { runEvaluator } from './node/evaluator-process.ts';
import { createApi, type DimmerApi } from './shell/compose/api.ts';
import { checkMachine } from './shell/compose/check-machine.ts';
import { createAuthoring } from './shell/compose/authoring.ts';
import { createComments } from './shell/compose/comments.ts';
import { createCommands } from './shell/compose/commands.ts';
import { createLinting } from './shell/compose/linting.ts';
import { createModels } from './shell/compose/models.ts';
import { createPanels } from './shell/compose/panels.ts';
import { createRunActions } from './shell/compose/run-actions.ts';
import { createScenarioEditor, recoveryDeps } from './shell/compose/scenarios.ts';
import { createSurfaces } from './shell/compose/surfaces.ts';
import { vaultPort, type AskEvaluator } from './shell/compose/vault-port.ts';

export async function activate(context: vscode.ExtensionContext): Promise<DimmerApi> {
  const log = vscode.window.createOutputChannel('Dimmer', { log: true });
  context.subscriptions.push(log);
  try {
    return build(context, log);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(vscode.l10n.t('Dimmer did not start: {0}', String(error)));
    throw error;
  }
}

function build(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): DimmerApi {
  const bundles = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const ask: AskEvaluator = (question) => runEvaluator(question, { bundleDir: bundles });
  const models = createModels(context, log, vaultPort(ask));
  const linting = createLinting(context, models.specs, log);
  const comments = createComments(context, models);
  const actions = createRunActions(models, bundles, comments);
  const check = async () =>
    checkMachine(bundles, models.runs.repositories()[0] ?? bundles, Boolean(await models.secrets.apiKey()));
  const parts = { context, log, models, linting, actions, bundles, checkMachine: check };
  const panels = createPanels(parts);
  const hidden = { authoring: createAuthoring(models, ask), recovery: recoveryDeps(context, models) };
  const scenarioEditor = createScenarioEditor({ ...parts, ...hidden, panels });
  const commands = createCommands({ ...parts, ...hidden, panels, scenarioEditor, comments });
  context.subscriptions.push(
    comments,
    linting,
    panels,
    scenarioEditor,
    commands,
    ...createSurfaces(context, models, linting, panels, actions),
  );
  return createApi(models.runs, linting.client);
}
