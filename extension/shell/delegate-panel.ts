// The delegation panel: one per window. Shows the form, or a run while it works; survives a reload of the window.
// Invariant: a viewer; what a run does is asked of `deps`, and the answer is the next snapshot.
import * as vscode from 'vscode';
import {
  delegateForm,
  runView,
  type DelegateChoice,
  type DelegateFacts,
  type DelegateView,
  type Intent,
  type PageCommand,
} from '../core/protocol/panels.ts';
import type { Problem } from '../core/protocol/delegate-form.ts';
import type { WorkflowPicture } from '../core/protocol/workflow-picture.ts';
import type { StageName } from '../core/level/level.ts';
import type { Forecast } from '../core/run/forecast.ts';
import { aheadOf } from '../core/run/queue-row.ts';
import { isOver } from '../core/run/reduce.ts';
import { markedTitle } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import type { LivePage, LivePageOptions } from './webview-page.ts';

export interface PanelRuns {
  all(): readonly RunState[];
  get(id: string): RunState | undefined;
  alive(id: string): boolean;
  readonly onDidChange: vscode.Event<void>;
}

export type LaunchAnswer =
  { readonly ok: true; readonly runId: string } | { readonly ok: false; readonly problem: Problem };

export interface DelegatePanelDeps {
  readonly openPage: (options: Omit<LivePageOptions, 'extensionUri' | 'report'>) => LivePage<DelegateView>;
  readonly runs: PanelRuns;
  /** What the form shows; `spec` is the chosen one, relative to its repository. */
  readonly facts: (spec: string | undefined) => Promise<DelegateFacts>;
  /** Fires when something that `facts` reads has changed. */
  readonly onDidChangeFacts: vscode.Event<void>;
  readonly launch: (choice: DelegateChoice) => Promise<LaunchAnswer>;
  readonly stop: (run: RunState) => Promise<void>;
  readonly suspend: (run: RunState) => Promise<void>;
  readonly resume: (run: RunState) => Promise<void>;
  readonly steer: (run: RunState, text: string) => Promise<void>;
  readonly answer: (run: RunState, question: string, text: string) => Promise<void>;
  readonly retry: (run: RunState, stage: StageName) => Thenable<unknown>;
  /** From the other runs of its repository. */
  readonly forecasts: (run: RunState) => readonly Forecast[];
  /** Of the run's own workflow, else of its level's; null where there is none. */
  readonly picture: (run: RunState) => Promise<WorkflowPicture | null>;
  /** Answers on their way to the agent, by question. */
  readonly sentAnswers: (run: RunState) => Promise<ReadonlyMap<string, string>>;
  readonly openOutcome: (run: RunState) => void;
  readonly openSpec: (path: string) => Promise<void>;
  readonly openWorkflow: (path: string, line: number | null) => Promise<void>;
  /** `runId` is the run that the page shows, where it shows one. */
  readonly executeCommand: (command: PageCommand, runId?: string) => Thenable<unknown>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

export interface DelegatePanel extends vscode.Disposable {
  /** Opens or reveals the panel: on a run, or on the form with a spec chosen. */
  show(target?: { readonly run?: string; readonly spec?: string }): void;
  /** Whether it is the active tab and shows this run. */
  watches(runId: string): boolean;
}

const viewType = 'dimmer.delegate';

/** How often a visible run's minutes are drawn anew, in milliseconds. */
const tick = 20_000;

export function createDelegatePanel(deps: DelegatePanelDeps): DelegatePanel {
  let open: { readonly panel: vscode.WebviewPanel; readonly page: LivePage<DelegateView> } | undefined;
  let target: { run?: string | undefined; spec?: string | undefined } = {};
  // On their way to the disk. What is shown as given is there already, so that no window that closes can take it along.
  const sending = new Set<string>();
  let launch: { launching: boolean; problem: Problem | null } = { launching: false, problem: null };

  const shown = () => (target.run === undefined ? undefined : deps.runs.get(target.run));
  const drawRun = async (before: RunState) => {
    const { runId } = before.request;
    const [picture, sent] = await Promise.all([deps.picture(before), deps.sentAnswers(before)]);
    const run = shown();
    if (run?.request.runId !== runId || open === undefined) return;
    open.panel.title = vscode.l10n.t('Run: {0}', markedTitle(run, vscode.l10n.t('REHEARSAL')));
    const around = {
      ahead: aheadOf(run, deps.runs.all()),
      answered: (question: string) => sent.get(question) ?? null,
      forecasts: deps.forecasts(run),
      picture,
    };
    open.page.post(runView(run, deps.runs.alive(runId), deps.now(), around));
  };
  const draw = async () => {
    if (open === undefined) return;
    const run = shown();
    if (run) return drawRun(run);
    if (target.run !== undefined) return; // Not read yet: what the page kept stays on it.
    const asked = target;
    const facts = await deps.facts(target.spec);
    if (asked !== target || open === undefined) return;
    open.panel.title = vscode.l10n.t('Delegate');
    open.page.post(delegateForm(facts, launch));
  };
  const answer = async (question: string, text: string) => {
    const run = shown();
    if (run === undefined) return;
    const key = `${run.request.runId} ${question}`;
    if (sending.has(key)) return;
    sending.add(key);
    try {
      await deps.answer(run, question, text);
      await draw();
    } finally {
      sending.delete(key);
    }
  };
  const redraw = () => void draw().catch(deps.report);
  const start = async (choice: DelegateChoice) => {
    if (launch.launching) return;
    launch = { launching: true, problem: null };
    await draw();
    const answer = await deps.launch(choice).catch((error: unknown) => failed(error));
    launch = { launching: false, problem: answer.ok ? null : answer.problem };
    if (answer.ok) target = { ...target, run: answer.runId };
    await draw();
  };
  const onIntent = async (intent: Intent): Promise<void> => {
    if (intent.type === 'ready') {
      if (target.run === undefined && target.spec === undefined) target = { run: intent.run };
      return draw();
    }
    if (intent.type === 'launch') return start(intent.choice);
    if (intent.type === 'choose-spec') target = { spec: intent.path };
    else if (intent.type === 'delegate-another') target = { spec: specOf(deps, target.run) };
    else if (intent.type === 'open-spec') return deps.openSpec(intent.path);
    else if (intent.type === 'open-workflow') return deps.openWorkflow(intent.path, intent.line);
    else if (intent.type === 'answer-question') await answer(intent.question, intent.text.trim());
    else await onRunIntent(deps, intent, target.run);
    await draw();
  };
  const adopt = (panel: vscode.WebviewPanel) => {
    const page = deps.openPage({ panel, name: 'delegate', onIntent });
    open = { panel, page };
    panel.onDidDispose(() => {
      page.dispose();
      open = undefined;
    });
  };
  const timer = setInterval(redraw, tick);
  const subscriptions = [
    deps.runs.onDidChange(redraw),
    deps.onDidChangeFacts(redraw),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel) {
        if (open === undefined) return adopt(panel);
        panel.dispose();
      },
    }),
  ];
  return {
    show(wanted = {}) {
      if (wanted.run !== undefined || wanted.spec !== undefined || ended(deps, target.run)) target = wanted;
      if (open) open.panel.reveal();
      else
        adopt(
          vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Delegate'), vscode.ViewColumn.Active, {
            enableScripts: true,
          }),
        );
      redraw();
    },
    watches: (runId) => open?.panel.active === true && target.run === runId,
    dispose() {
      clearInterval(timer);
      for (const subscription of subscriptions) subscription.dispose();
      open?.panel.dispose();
    },
  };
}

async function onRunIntent(
  deps: DelegatePanelDeps,
  intent: Intent,
  runId: string | undefined,
): Promise<void> {
  if (intent.type === 'run-command') return void (await deps.executeCommand(intent.command, runId));
  const run = runId === undefined ? undefined : deps.runs.get(runId);
  if (run === undefined) return;
  if (intent.type === 'stop') await deps.stop(run);
  else if (intent.type === 'suspend') await deps.suspend(run);
  else if (intent.type === 'resume') await deps.resume(run);
  else if (intent.type === 'steer') await deps.steer(run, intent.text.trim());
  else if (intent.type === 'retry-stage') await deps.retry(run, intent.stage);
  else if (intent.type === 'open-outcome') deps.openOutcome(run);
}

/** Whether the run that is shown needs nobody any more: then the form comes back. */
function ended(deps: DelegatePanelDeps, runId: string | undefined): boolean {
  const run = runId === undefined ? undefined : deps.runs.get(runId);
  return run !== undefined && isOver(run);
}

function specOf(deps: DelegatePanelDeps, runId: string | undefined): string | undefined {
  return runId === undefined ? undefined : deps.runs.get(runId)?.request.spec.path;
}

function failed(error: unknown): LaunchAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    problem: {
      message: vscode.l10n.t('The run was not started: {0}', message),
      kept: vscode.l10n.t('Nothing was changed.'),
      next: vscode.l10n.t('Run "Dimmer: Doctor", then delegate again.'),
    },
  };
}
