// A run as a row of the Runs view: label, mark, one line of description, and what the tooltip says in full.
// Invariant: a rehearsal is marked; what the menus offer is what `contextValue` names.
import * as vscode from 'vscode';
import { levelTable, type ReviewMode } from '../core/level/level.ts';
import { plain } from '../core/outcome/plain.ts';
import { whyNoBranch } from '../core/run/branch.ts';
import { mayRetry, retryChoices } from '../core/run/next-stage.ts';
import {
  count,
  duration,
  groupOf,
  markedTitle,
  openQuestions,
  standing,
  tokensOf,
  waitsForAnswer,
  type RunMood,
} from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';

const icons: Record<RunMood, [icon: string, color?: string]> = {
  queued: ['clock'],
  working: ['loading~spin', 'progressBar.background'],
  waiting: ['clock', 'charts.yellow'],
  decide: ['bell-dot', 'charts.yellow'],
  refused: ['warning', 'list.warningForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
  suspended: ['debug-pause', 'list.warningForeground'],
  approved: ['pass-filled', 'testing.iconPassed'],
  returned: ['reply'],
  rejected: ['circle-slash'],
  stopped: ['debug-stop'],
  failed: ['error', 'testing.iconFailed'],
};

/** A question of the agent stops nothing, so the run stays among the running with another mark; a gate of its workflow rests it. */
const asking: [icon: string, color?: string] = ['question', 'charts.yellow'];

function asks(run: RunState, mood: RunMood): boolean {
  return waitsForAnswer(run) || (groupOf(mood) === 'running' && openQuestions(run).length > 0);
}

const contexts: Partial<Record<RunMood, string>> = {
  queued: 'run.active',
  working: 'run.active',
  waiting: 'run.active',
  decide: 'run.decide',
  refused: 'run.decide',
  interrupted: 'run.resumable',
  suspended: 'run.resumable',
};

/** For menus: `run.<what it is>`, then what else can be done with it. */
function contextOf(run: RunState, mood: RunMood): string {
  const parts = [contexts[mood] ?? 'run.finished'];
  if (openQuestions(run).length > 0) parts.push('asks');
  if (mayRetry(run) && retryChoices(run).length > 0) parts.push('retry');
  if (whyNoBranch(run.request) === null && Object.keys(run.stages).length > 0) parts.push('branch');
  return parts.join('.');
}

export interface RunRow {
  readonly mood: RunMood;
  readonly now: number;
  /** How many wait before it; null where it does not wait. */
  readonly ahead: number | null;
  readonly listsFiles: boolean;
  /** Of its files. */
  readonly accepted: number;
  readonly reviewMode: ReviewMode;
}

export function runItem(run: RunState, row: RunRow): vscode.TreeItem {
  const { mood, listsFiles } = row;
  const { request } = run;
  const expandable = listsFiles && levelTable[request.level].acceptsPerFile;
  const states = vscode.TreeItemCollapsibleState;
  const label = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const item = new vscode.TreeItem(
    label,
    listsFiles ? (expandable ? states.Expanded : states.Collapsed) : states.None,
  );
  item.id = `${request.runId}${expandable ? '-files' : ''}`;
  item.description = description(run, row);
  const [icon, color] = asks(run, mood) ? asking : icons[mood];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contextOf(run, mood);
  item.tooltip = tooltip(run, mood);
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  const decide = mood === 'decide' || mood === 'refused';
  item.command = {
    command: decide && row.reviewMode === 'outcome' ? 'dimmer.openOutcome' : 'dimmer.openRun',
    title: vscode.l10n.t('Open Run'),
    arguments: [request.runId],
  };
  return item;
}

function description(run: RunState, { mood, now, ahead, accepted }: RunRow): string {
  const words: Partial<Record<RunMood, string>> = {
    queued: turnText(ahead),
    working: `${standing(run)} · ${duration(now - Date.parse(run.startedAt))}`,
    waiting: run.status === 'waiting' ? vscode.l10n.t('waiting: {0}', run.reason) : '',
    decide: vscode.l10n.t('decide'),
    refused: vscode.l10n.t('decision not carried out'),
    interrupted: vscode.l10n.t('interrupted: its runner is gone'),
    suspended: suspendedText(run),
  };
  const marks = [
    run.request.branchedFrom === undefined ? '' : vscode.l10n.t('branch'),
    asks(run, mood) ? questionsText(openQuestions(run).length) : '',
    words[mood] ?? standing(run),
    vscode.l10n.t('level {0}', run.request.level),
  ];
  if (
    (mood === 'decide' || mood === 'refused') &&
    levelTable[run.request.level].acceptsPerFile &&
    run.files.length > 0
  )
    marks.splice(3, 0, vscode.l10n.t('{0} of {1} files accepted', accepted, run.files.length));
  return marks.filter(Boolean).join(' · ');
}

function suspendedText(run: RunState): string {
  if (run.status !== 'suspended') return '';
  return waitsForAnswer(run) ? run.message : vscode.l10n.t('suspended: {0}', run.message);
}

function turnText(ahead: number | null): string {
  if (ahead === null) return vscode.l10n.t('starting');
  return ahead === 0 ? vscode.l10n.t('next in line') : vscode.l10n.t('{0} ahead, waits for its turn', ahead);
}

function questionsText(n: number): string {
  return n === 1 ? vscode.l10n.t('1 question') : vscode.l10n.t('{0} questions', n);
}

function tooltip(run: RunState, mood: RunMood): vscode.MarkdownString {
  const { limits, runId, level, trial } = run.request;
  const cap =
    limits.dollars !== undefined
      ? `$${limits.dollars}`
      : vscode.l10n.t('{0} tokens', count(limits.tokens ?? 0));
  const spent =
    run.turnsUncounted > 0
      ? vscode.l10n.t('tokens: not reported by this agent')
      : run.dollars === null
        ? vscode.l10n.t('{0} tokens', count(tokensOf(run)))
        : `$${run.dollars.toFixed(2)}`;
  const text = new vscode.MarkdownString();
  const add = (line: string) => text.appendText(line).appendMarkdown('\n\n');
  text
    .appendMarkdown('**')
    .appendText(markedTitle(run, vscode.l10n.t('REHEARSAL')))
    .appendMarkdown('**\n\n');
  if (run.request.backend === 'rehearsal')
    add(
      vscode.l10n.t(
        'Rehearsal: the words of the model were written in advance; everything else was executed.',
      ),
    );
  add(
    `${vscode.l10n.t('Level {0}', level)}${trial ? ` (${vscode.l10n.t('trial')})` : ''} · ${standing(run)}`,
  );
  const { branchedFrom } = run.request;
  if (branchedFrom)
    add(vscode.l10n.t('A branch of run {0}, after its event {1}', branchedFrom.run, branchedFrom.seq));
  add(vscode.l10n.t('Spent {0} of at most {1}, {2} turns', spent, cap, run.turns));
  if (run.status === 'failed')
    add(`${run.message} ${vscode.l10n.t('Kept: {0}', run.kept)} ${vscode.l10n.t('Next: {0}', run.next)}`);
  if (run.status === 'suspended') add(`${run.message} ${vscode.l10n.t('Next: {0}', run.next)}`);
  if (mood === 'interrupted')
    add(
      vscode.l10n.t(
        'Nothing is lost: everything up to the last event was recorded. Resume goes on from there.',
      ),
    );
  for (const reason of run.refusal) add(reason);
  for (const { text: question, meanwhile } of openQuestions(run))
    add(
      `${vscode.l10n.t('Asks: {0}', plain(question))} ${vscode.l10n.t('Meanwhile it goes on with: {0}', plain(meanwhile))}`,
    );
  text.appendMarkdown('`').appendText(runId).appendMarkdown('`');
  return text;
}
