// Commands that lead a run on from where it is: answer its question, try a stage again, branch it. Thin: each asks what is open.
import * as vscode from 'vscode';
import type { StageName } from '../core/level/level.ts';
import { branchChoices, whyNoBranch } from '../core/run/branch.ts';
import { plain } from '../core/outcome/plain.ts';
import { mayRetry, retryChoices } from '../core/run/next-stage.ts';
import { markedTitle, openQuestions } from '../core/run/run-row.ts';
import type { Question, RunEvent, RunState } from '../core/run/state.ts';
import type { PickOptions } from './pick-run.ts';

export interface RunLifeDeps {
  readonly pick: (target: unknown, options: PickOptions) => Promise<RunState | undefined>;
  readonly answer: (run: RunState, question: string, text: string) => Promise<void>;
  readonly retry: (run: RunState, stage: StageName) => Promise<void>;
  /** The run that was started. */
  readonly branch: (run: RunState, at: number) => Promise<RunState | undefined>;
  readonly events: (run: RunState) => Promise<readonly RunEvent[]>;
  readonly showRun: (run: RunState) => void;
}

export function runLifeCommands(deps: RunLifeDeps) {
  const { l10n } = vscode;
  return {
    async answerRun(target: unknown) {
      const none = l10n.t('No run has an open question.');
      const fits = (_: unknown, run: RunState) => openQuestions(run).length > 0;
      const run = await deps.pick(target, { title: l10n.t('Answer which run?'), fits, none });
      if (run === undefined) return;
      const open = openQuestions(run);
      if (open.length === 0) return void vscode.window.showInformationMessage(none);
      const question = open.length === 1 ? open[0] : await pickQuestion(run, open);
      const text = question && (await askAnswer(run, question));
      if (question === undefined || text === undefined) return;
      await deps.answer(run, question.id, text);
      vscode.window.setStatusBarMessage(l10n.t('The agent reads your answer before its next turn.'), 5000);
    },
    async retryStage(target: unknown) {
      const none = l10n.t('No run failed, was stopped, is suspended or waits for a decision.');
      const fits = (_: unknown, run: RunState) => mayRetry(run) && retryChoices(run).length > 0;
      const run = await deps.pick(target, { title: l10n.t('Try a stage of which run again?'), fits, none });
      const stage = run && (await pickStage(run, target));
      if (run === undefined || stage === undefined) return;
      await deps.retry(run, stage);
      deps.showRun(run);
    },
    async branchRun(target: unknown) {
      const none = l10n.t('No run can be branched yet.');
      const fits = (_: unknown, { request, stages }: RunState) =>
        whyNoBranch(request) === null && Object.keys(stages).length > 0;
      const run = await deps.pick(target, { title: l10n.t('Branch which run?'), fits, none });
      const at = run && (await pickPlace(deps, run));
      if (run === undefined || at === undefined) return;
      const title = l10n.t('Branching "{0}"', markedTitle(run, l10n.t('REHEARSAL')));
      const begun = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title },
        () => deps.branch(run, at),
      );
      if (begun) deps.showRun(begun);
    },
  };
}

function titled(run: RunState, what: string): string {
  return `${markedTitle(run, vscode.l10n.t('REHEARSAL'))}: ${what}`;
}

async function pickQuestion(run: RunState, open: readonly Question[]): Promise<Question | undefined> {
  const picked = await vscode.window.showQuickPick(
    open.map((question) => ({ label: plain(question.text, 200), detail: meanwhileOf(question), question })),
    { title: titled(run, vscode.l10n.t('answer which question?')), matchOnDetail: true },
  );
  return picked?.question;
}

function meanwhileOf({ meanwhile }: Question): string {
  return vscode.l10n.t('Meanwhile it goes on with: {0}', plain(meanwhile));
}

/** One of its choices, or other words; undefined when it was left. */
async function askAnswer(run: RunState, question: Question): Promise<string | undefined> {
  const { l10n, window } = vscode;
  if (question.choices.length > 0) {
    const other = { label: `$(edit) ${l10n.t('Another answer...')}`, choice: null };
    const picked = await window.showQuickPick(
      [...question.choices.map((choice) => ({ label: plain(choice), choice })), other],
      { title: titled(run, plain(question.text)), placeHolder: meanwhileOf(question), ignoreFocusOut: true },
    );
    if (picked === undefined || picked.choice !== null) return picked?.choice ?? undefined;
  }
  const text = await window.showInputBox({
    title: titled(run, plain(question.text)),
    prompt: meanwhileOf(question),
    ignoreFocusOut: true,
  });
  return text?.trim() || undefined;
}

/** The stage that the command was called with, else the developer's choice. */
async function pickStage(run: RunState, target: unknown): Promise<StageName | undefined> {
  const { l10n } = vscode;
  const { stage: named } = (typeof target === 'object' ? (target ?? {}) : {}) as { stage?: unknown };
  if (!mayRetry(run))
    throw new Error(
      l10n.t(
        'This run is {0}. A stage is tried again when a run failed, was stopped or rests. Nothing was changed.',
        run.status,
      ),
    );
  const stages = retryChoices(run);
  if (stages.length === 0)
    throw new Error(
      l10n.t('This run came to no stage that can be tried again. Nothing was changed. Delegate it anew.'),
    );
  const asked = stages.find((stage) => stage === named);
  if (asked !== undefined) return asked;
  const picked = await vscode.window.showQuickPick(
    stages.map((stage, index) => ({
      label: stage,
      description: index === 0 && run.stages[stage] === 'active' ? l10n.t('it ended here') : '',
      stage,
    })),
    { title: titled(run, l10n.t('try which stage again?')) },
  );
  return picked?.stage;
}

/** The number of the event that the branch begins after. */
async function pickPlace(deps: RunLifeDeps, run: RunState): Promise<number | undefined> {
  const { l10n } = vscode;
  const never = whyNoBranch(run.request);
  if (never !== null) throw new Error(`${never} ${l10n.t('Nothing was made.')}`);
  const places = branchChoices(await deps.events(run));
  if (places.length === 0)
    throw new Error(l10n.t('This run has not begun to work; there is no place to branch at yet.'));
  const picked = await vscode.window.showQuickPick(
    places.map(({ seq, what }) => ({ label: what, description: l10n.t('event {0}', seq), seq })),
    {
      title: titled(run, l10n.t('branch where?')),
      placeHolder: l10n.t('A new run begins there, with the files of that moment. This one stays as it is.'),
    },
  );
  return picked?.seq;
}
