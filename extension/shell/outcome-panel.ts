// The outcome panel: one per run. Shows the card, keeps what was confirmed until it is sent, and sends the decision.
// Invariant: at level 4 the page is given no file; opening the diff is asked of `deps` and changes nothing here.
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { ReviewMode } from '../core/level/level.ts';
import type { Decision } from '../core/protocol/control.ts';
import { decode } from '../core/protocol/decode.ts';
import { stillSent, type Sent } from '../core/protocol/outcome-view.ts';
import { outcomeView, type Intent, type OutcomeView, type PageCommand } from '../core/protocol/panels.ts';
import type { Hunk } from '../core/run/evidence.ts';
import { markedTitle } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';
import type { PanelRuns } from './delegate-panel.ts';
import type { LivePage, LivePageOptions } from './webview-page.ts';

export interface DecisionAnswers {
  readonly confirmed: readonly string[];
  readonly acceptedUntested: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, string>>;
}

export interface OutcomePanelDeps {
  readonly openPage: (options: Omit<LivePageOptions, 'extensionUri' | 'report'>) => LivePage<OutcomeView>;
  readonly runs: PanelRuns;
  /** Workspace state: answers that were given and not sent yet. */
  readonly memory: vscode.Memento;
  readonly mode: () => ReviewMode;
  readonly onDidChangeMode: vscode.Event<void>;
  /** Hands a decision to the runner; what comes back are reasons why it could not be handed over. */
  readonly decide: (
    run: RunState,
    decision: Decision,
    reason: string,
    answers: DecisionAnswers,
  ) => Promise<readonly string[]>;
  readonly openDiff: (run: RunState, path?: string) => Thenable<unknown>;
  /** Opens exactly the lines of a place that has to be, or may be, read. */
  readonly openSpot: (run: RunState, hunk: Hunk) => Thenable<unknown>;
  readonly acceptFile: (run: RunState, path: string, accepted: boolean) => Promise<void>;
  readonly askOneThing: (run: RunState, requirement: string | null) => Thenable<unknown>;
  readonly executeCommand: (command: PageCommand, runId: string) => Thenable<unknown>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

export interface OutcomePanel extends vscode.Disposable {
  show(runId: string): void;
  /** Whether the card of this run is in front. */
  shows(runId: string): boolean;
  /** The run whose card is the active tab. */
  active(): string | undefined;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly page: LivePage<OutcomeView>;
  runId: string | undefined;
  sent: Sent | null;
  problem: string | null;
}

const viewType = 'dimmer.outcome';
const pulse = 5_000;
const answersSchema = z.object({
  confirmed: z.array(z.string()),
  acceptedUntested: z.record(z.string(), z.string()),
  answers: z._default(z.record(z.string(), z.string()), {}),
});

export function createOutcomePanel(deps: OutcomePanelDeps): OutcomePanel {
  const panels = new Set<Open>();
  const drawAll = () => {
    for (const open of panels) draw(deps, open);
  };
  const adopt = (panel: vscode.WebviewPanel, runId: string | undefined) => {
    const onIntent = async (intent: Intent) => {
      if (intent.type === 'ready') open.runId ??= intent.run;
      else await onOutcomeIntent(deps, open, intent);
      draw(deps, open);
    };
    const page = deps.openPage({ panel, name: 'outcome', onIntent });
    const open: Open = { panel, page, runId, sent: null, problem: null };
    panels.add(open);
    panel.onDidDispose(() => {
      page.dispose();
      panels.delete(open);
    });
  };
  const timer = setInterval(drawAll, pulse);
  const subscriptions = [
    deps.runs.onDidChange(drawAll),
    deps.onDidChangeMode(drawAll),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel) {
        adopt(panel, undefined);
      },
    }),
  ];
  return {
    show(runId) {
      const open = [...panels].find((one) => one.runId === runId);
      if (open) return open.panel.reveal();
      const title = vscode.l10n.t('Outcome');
      adopt(
        vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, { enableScripts: true }),
        runId,
      );
    },
    active: () => [...panels].find((open) => open.panel.active)?.runId,
    shows: (runId) => [...panels].some((open) => open.runId === runId && open.panel.visible),
    dispose() {
      clearInterval(timer);
      for (const subscription of subscriptions) subscription.dispose();
      for (const open of [...panels]) open.panel.dispose();
    },
  };
}

function draw(deps: OutcomePanelDeps, open: Open): void {
  const run = open.runId === undefined ? undefined : deps.runs.get(open.runId);
  if (run === undefined) return;
  const { runId } = run.request;
  open.panel.title = vscode.l10n.t('Outcome: {0}', markedTitle(run, vscode.l10n.t('REHEARSAL')));
  const sent = stillSent(run, open.sent, deps.runs.alive(runId), deps.now());
  const answers = readAnswers(deps.memory, runId);
  open.page.post(outcomeView(run, { mode: deps.mode(), answers, sent, problem: open.problem }));
}

async function onOutcomeIntent(deps: OutcomePanelDeps, open: Open, intent: Intent): Promise<void> {
  const run = open.runId === undefined ? undefined : deps.runs.get(open.runId);
  if (run === undefined) return;
  const { runId } = run.request;
  switch (intent.type) {
    case 'approve':
    case 'return':
    case 'reject':
      return decide(deps, open, run, intent.type, intent.reason.trim());
    case 'confirm':
      return keepAnswers(deps.memory, runId, ({ confirmed, ...rest }) => ({
        ...rest,
        confirmed: [
          ...confirmed.filter((id) => id !== intent.assumption),
          ...(intent.confirmed ? [intent.assumption] : []),
        ],
      }));
    case 'accept-untested':
      return keepAnswers(
        deps.memory,
        runId,
        ({ acceptedUntested: { [intent.requirement]: _, ...rest }, ...others }) => ({
          ...others,
          acceptedUntested:
            intent.reason.trim() === '' ? rest : { ...rest, [intent.requirement]: intent.reason.trim() },
        }),
      );
    case 'answer':
      return keepAnswers(deps.memory, runId, ({ answers: { [intent.point]: _, ...rest }, ...others }) => ({
        ...others,
        answers: intent.text.trim() === '' ? rest : { ...rest, [intent.point]: intent.text.trim() },
      }));
    case 'open-spot': {
      const { forced = [], offered = [] } = run.evidence.breakGlass ?? {};
      const hunk = [...forced, ...offered].find(({ id }) => id === intent.spot);
      return hunk && void (await deps.openSpot(run, hunk));
    }
    case 'open-diff':
      return void (await deps.openDiff(run, intent.path));
    case 'accept-file':
      return deps.acceptFile(run, intent.path, intent.accepted);
    case 'ask-one-thing':
      return void (await deps.askOneThing(run, intent.requirement));
    case 'run-command':
      return void (await deps.executeCommand(intent.command, runId));
    default:
      return undefined;
  }
}

async function decide(
  deps: OutcomePanelDeps,
  open: Open,
  run: RunState,
  decision: Decision,
  reason: string,
): Promise<void> {
  if (stillSent(run, open.sent, deps.runs.alive(run.request.runId), deps.now()) !== null) return;
  open.sent = { decision, seq: run.seq, at: deps.now() };
  open.problem = null;
  draw(deps, open);
  const problems = await deps
    .decide(run, decision, reason, readAnswers(deps.memory, run.request.runId))
    .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
  if (problems.length === 0) return;
  open.sent = null;
  open.problem = problems.join('; ');
}

function answersKey(runId: string): string {
  return `dimmer.answers.${runId}`;
}

function readAnswers(memory: vscode.Memento, runId: string): DecisionAnswers {
  const kept = decode(answersSchema, memory.get(answersKey(runId)));
  return kept.ok ? kept.value : { confirmed: [], acceptedUntested: {}, answers: {} };
}

async function keepAnswers(
  memory: vscode.Memento,
  runId: string,
  change: (answers: DecisionAnswers) => DecisionAnswers,
): Promise<void> {
  await memory.update(answersKey(runId), change(readAnswers(memory, runId)));
}
