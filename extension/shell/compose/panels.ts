// Wires the delegation and outcome panels to the window's models: what they are told, and whom their intents reach.
import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { defaultMinutes, defaultRounds } from '../../core/protocol/settings.ts';
import type { DelegateChoice, DelegateFacts, PanelView } from '../../core/protocol/panels.ts';
import { forecasts } from '../../core/run/forecast.ts';
import type { RunState } from '../../core/run/state.ts';
import { rungState } from '../../core/level/ladder.ts';
import { launchRun } from '../../node/launch.ts';
import { createDelegatePanel, type LaunchAnswer } from '../delegate-panel.ts';
import { createOutcomePanel } from '../outcome-panel.ts';
import { namedJudge, readSettings } from '../settings.ts';
import type { Check } from '../doctor.ts';
import { openPage, type LivePageOptions } from '../webview-page.ts';
import { createWindowAgents, type WindowAgents } from './agents.ts';
import { delegateFacts, specsOf } from './delegate-facts.ts';
import { sandboxFacts } from './sandbox-facts.ts';
import type { Linting } from './linting.ts';
import type { Models } from './models.ts';
import type { RunActions } from './run-actions.ts';
import { createWorkflows, type Workflows } from './workflows.ts';

export interface Panels extends vscode.Disposable {
  showRun(run: RunState): void;
  showOutcome(run: RunState): void;
  showsOutcome(runId: string): boolean;
  /** The run whose card is the active tab. */
  shownOutcome(): string | undefined;
  /** Whether the developer is looking at this run at work, and at nothing else. */
  watches(runId: string): boolean;
  showDelegate(spec: vscode.Uri): void;
  /** What is known before a run of this spec, and the spec's path in its repository. */
  facts(spec: vscode.Uri): Promise<{ readonly facts: DelegateFacts; readonly path: string }>;
  /** Starts a run of this spec and shows it. */
  start(spec: vscode.Uri, choice: DelegateChoice): Promise<LaunchAnswer>;
}

export interface PanelDeps {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly models: Models;
  readonly linting: Linting;
  readonly actions: RunActions;
  readonly bundles: string;
  readonly checkMachine: () => Promise<readonly Check[]>;
}

type PageOptions = Omit<LivePageOptions, 'extensionUri' | 'report'>;

export function createPanels(parts: PanelDeps): Panels {
  const { context, models, linting, actions } = parts;
  const workflows = createWorkflows(context.extensionUri, linting);
  const deps = { ...parts, agents: createWindowAgents(Date.now), workflows };
  const { runs, levels } = models;
  const changed = new vscode.EventEmitter<void>();
  const sandbox = sandboxFacts(deps.checkMachine, () => changed.fire());
  const report = (error: unknown) => deps.log.error(error instanceof Error ? error : String(error));
  const page = <View extends PanelView>(options: PageOptions) =>
    openPage<View>({ ...options, extensionUri: context.extensionUri, report });
  const run = (command: string, target?: unknown) => vscode.commands.executeCommand(command, target);
  let repository: string | undefined;
  const repositoryInUse = () => repository ?? runs.repositories()[0];
  const shared = { runs, now: Date.now, report, executeCommand: run };
  const outcome = createOutcomePanel({
    ...shared,
    openPage: (options) => page(options),
    memory: context.workspaceState,
    mode: levels.mode,
    onDidChangeMode: levels.onDidChange,
    decide: actions.decide,
    openDiff: (one, path) => run('dimmer.openDiff', { runId: one.request.runId, ...(path ? { path } : {}) }),
    openSpot: (one, hunk) => run('dimmer.openDiff', { runId: one.request.runId, spot: hunk.id }),
    askOneThing: (one, requirement) =>
      run('dimmer.askOneThing', { runId: one.request.runId, ...(requirement ? { requirement } : {}) }),
    acceptFile: (one, path, accepted) => actions.acceptFile(one.request.runId, path, accepted),
  });
  const delegate = createDelegatePanel({
    ...shared,
    openPage: (options) => page(options),
    facts: (spec) => delegateFacts({ ...deps, sandbox }, repositoryInUse(), spec),
    onDidChangeFacts: changed.event,
    launch: (choice) => launch(deps, repositoryInUse(), choice),
    stop: actions.stop,
    suspend: actions.suspend,
    resume: actions.resume,
    steer: actions.steer,
    answer: actions.answer,
    sentAnswers: actions.sentAnswers,
    picture: workflows.picture,
    forecasts: ({ request }) =>
      forecasts(
        runs.all().filter(({ request: one }) => one.repository === request.repository && one !== request),
      ),
    retry: (one, stage) => run('dimmer.retryStage', { runId: one.request.runId, stage }),
    openOutcome: (one) => outcome.show(one.request.runId),
    async openSpec(path) {
      const uri = specsOf(models, repositoryInUse() ?? '').get(path);
      if (uri) await vscode.window.showTextDocument(uri);
    },
    openWorkflow: (path, line) => workflows.open(repositoryInUse(), path, line),
  });
  const fire = () => changed.fire();
  const events = [
    workflows.onDidChange,
    linting.onDidLint,
    levels.onDidChange,
    models.vaults.onDidChange,
    models.specs.onDidChange,
  ];
  const subscriptions = [...events.map((event) => event(fire)), context.secrets.onDidChange(fire)];
  const placeOf = (spec: vscode.Uri) => {
    const inside = (root: string) => {
      const path = relative(root, spec.fsPath);
      return !path.startsWith('..') && !isAbsolute(path);
    };
    const root = runs.repositories().find(inside);
    return { root, path: root === undefined ? '' : relative(root, spec.fsPath).split(sep).join('/') };
  };
  return {
    async facts(spec) {
      const { root, path } = placeOf(spec);
      return { path, facts: await delegateFacts({ ...deps, sandbox }, root, path) };
    },
    async start(spec, choice) {
      const answer = await launch(deps, placeOf(spec).root, choice);
      if (answer.ok) delegate.show({ run: answer.runId });
      return answer;
    },
    showRun: (one) => delegate.show({ run: one.request.runId }),
    showOutcome: (one) => outcome.show(one.request.runId),
    showsOutcome: outcome.shows,
    shownOutcome: outcome.active,
    watches: delegate.watches,
    showDelegate(spec) {
      const { root, path } = placeOf(spec);
      repository = root;
      delegate.show(root === undefined ? {} : { spec: path });
    },
    dispose: () => vscode.Disposable.from(delegate, outcome, changed, workflows, ...subscriptions).dispose(),
  };
}

/** Launches what the form says, with this window's key and identity. */
async function launch(
  deps: PanelDeps & { readonly agents: WindowAgents; readonly workflows: Workflows },
  repository: string | undefined,
  choice: DelegateChoice,
): Promise<LaunchAnswer> {
  const { models, actions, bundles } = deps;
  if (!vscode.workspace.isTrusted) return refused(vscode.l10n.t('This folder is not trusted.'));
  if (repository === undefined) return refused(vscode.l10n.t('No git repository is open.'));
  const settings = readSettings(vscode.Uri.file(repository));
  const [apiKey, identity] = await Promise.all([models.secrets.apiKey(), models.vaults.identity(repository)]);
  const agent = choice.backend === 'acp' ? await deps.agents.launched(settings, choice.agent) : undefined;
  const workflow = await deps.workflows.file(repository, choice.workflow);
  const cassette = settings.cassette || process.env.DIMMER_CASSETTE;
  const baseUrl = settings.baseUrl || process.env.ANTHROPIC_BASE_URL;
  const result = await launchRun({
    bundles,
    repository,
    specPath: choice.spec,
    level: choice.level,
    trial: rungState(choice.level, models.licensed()) !== 'earned',
    backend: choice.backend,
    ...(choice.model === '' ? {} : { model: choice.model }),
    ...(agent === undefined ? {} : { agent }),
    limits: {
      ...(choice.tokens === null ? {} : { tokens: choice.tokens }),
      ...(choice.dollars === null ? {} : { dollars: choice.dollars }),
      minutes: choice.minutes || defaultMinutes,
      rounds: defaultRounds,
    },
    ...(choice.backend === 'rehearsal' && cassette
      ? { cassette: isAbsolute(cassette) ? cassette : join(repository, cassette) }
      : {}),
    ...(choice.backend === 'anthropic' && baseUrl ? { baseUrl } : {}),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(identity === undefined ? {} : { identity }),
    ...(workflow === undefined ? {} : { workflow: workflow.fsPath }),
    ...namedJudge(vscode.Uri.file(repository)),
    owner: await actions.owner(repository),
    via: 'vscode',
  });
  if (!result.ok) return refused(result.message);
  await models.runs.refresh();
  return { ok: true, runId: result.runId };
}

function refused(message: string): LaunchAnswer {
  const kept = vscode.l10n.t('Nothing was started.');
  const next = vscode.l10n.t('Change that, then delegate again.');
  return { ok: false, problem: { message, kept, next } };
}
