// The Runs view: what needs you, what runs, what is finished. At level 2 a waiting run lists its changed files with checkboxes.
// Invariant: no file shows where the level or the review mode hides the diff; a rehearsal is marked on every row.
import * as vscode from 'vscode';
import { mayShowFiles } from '../core/level/context-keys.ts';
import { levelTable } from '../core/level/level.ts';
import {
  count,
  duration,
  groupOf,
  markedTitle,
  moodOf,
  standing,
  tokensOf,
  type RunGroup,
  type RunMood,
} from '../core/run/run-row.ts';
import type { ChangedFile, RunState } from '../core/run/state.ts';
import type { LevelModel } from './level.ts';
import type { RunsModel } from './runs.ts';

export type RunNode =
  | { readonly kind: 'group'; readonly group: RunGroup }
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'file'; readonly runId: string; readonly path: string };

export interface RunsViewDeps {
  readonly runs: RunsModel;
  readonly levels: LevelModel;
  /** Records that a file was read and accepted, or taken back. */
  readonly acceptFile: (runId: string, path: string, accepted: boolean) => Promise<void>;
  /** Whether a file is accepted, counting what was sent and is not recorded yet. */
  readonly isAccepted: (run: RunState, path: string) => boolean;
  readonly now: () => number;
}

const groups: readonly RunGroup[] = ['needs-you', 'running', 'finished'];

export function createRunsView(deps: RunsViewDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => itemOf(node, deps),
    getChildren: (node) => childrenOf(node, deps),
  };
  const view = vscode.window.createTreeView('dimmer.runs', {
    treeDataProvider: provider,
    manageCheckboxStateManually: true,
    showCollapseAll: true,
  });
  const update = () => {
    const waiting = runsIn('needs-you', deps).length;
    view.badge =
      waiting === 0 ? undefined : { value: waiting, tooltip: vscode.l10n.t('{0} runs need you', waiting) };
    changed.fire();
  };
  update();
  const clock = setInterval(() => runsIn('running', deps).length > 0 && changed.fire(), 15_000);
  const checks = view.onDidChangeCheckboxState(async ({ items }) => {
    for (const [node, state] of items) {
      if (node.kind !== 'file') continue;
      const accepted = state === vscode.TreeItemCheckboxState.Checked;
      await deps.acceptFile(node.runId, node.path, accepted);
    }
    update();
  });
  const subscriptions = [deps.runs.onDidChange(update), deps.levels.onDidChange(update)];
  return vscode.Disposable.from(
    view,
    changed,
    checks,
    { dispose: () => clearInterval(clock) },
    ...subscriptions,
  );
}

function moodIn(run: RunState, deps: RunsViewDeps): RunMood {
  return moodOf(run, deps.runs.alive(run.request.runId), deps.now());
}

function runsIn(group: RunGroup, deps: RunsViewDeps): RunState[] {
  return deps.runs.all().filter((run) => groupOf(moodIn(run, deps)) === group);
}

function childrenOf(node: RunNode | undefined, deps: RunsViewDeps): RunNode[] {
  if (node === undefined)
    return groups
      .filter((group) => runsIn(group, deps).length > 0)
      .map((group) => ({ kind: 'group', group }));
  if (node.kind === 'group')
    return runsIn(node.group, deps).map((run) => ({ kind: 'run', runId: run.request.runId }));
  if (node.kind === 'file') return [];
  const run = deps.runs.get(node.runId);
  if (run === undefined || !listsFiles(run, deps)) return [];
  return run.files.map(({ path }) => ({ kind: 'file', runId: node.runId, path }));
}

function listsFiles(run: RunState, deps: RunsViewDeps): boolean {
  return (
    run.status === 'awaiting-decision' &&
    run.files.length > 0 &&
    mayShowFiles(run.request.level, deps.levels.level(), deps.levels.mode())
  );
}

function itemOf(node: RunNode, deps: RunsViewDeps): vscode.TreeItem {
  if (node.kind === 'group') return groupItem(node.group, runsIn(node.group, deps).length);
  const run = deps.runs.get(node.runId);
  if (run === undefined) return new vscode.TreeItem(node.runId);
  const file = node.kind === 'file' ? run.files.find(({ path }) => path === node.path) : undefined;
  return file ? fileItem(run, file, deps.isAccepted(run, file.path)) : runItem(run, deps);
}

function groupItem(group: RunGroup, size: number): vscode.TreeItem {
  const words: Record<RunGroup, string> = {
    'needs-you': vscode.l10n.t('Needs you'),
    running: vscode.l10n.t('Running'),
    finished: vscode.l10n.t('Finished'),
  };
  const state = group === 'finished' ? 'Collapsed' : 'Expanded';
  const item = new vscode.TreeItem(words[group], vscode.TreeItemCollapsibleState[state]);
  item.id = group;
  item.description = String(size);
  item.contextValue = 'group';
  return item;
}

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

/** `run.<what can be done>` for menus. */
const contexts: Partial<Record<RunMood, string>> = {
  queued: 'run.active',
  working: 'run.active',
  waiting: 'run.active',
  decide: 'run.decide',
  refused: 'run.decide',
  interrupted: 'run.resumable',
  suspended: 'run.resumable',
};

function runItem(run: RunState, deps: RunsViewDeps): vscode.TreeItem {
  const mood = moodIn(run, deps);
  const { request } = run;
  const expandable = listsFiles(run, deps) && levelTable[request.level].acceptsPerFile;
  const states = vscode.TreeItemCollapsibleState;
  const label = markedTitle(run, vscode.l10n.t('REHEARSAL'));
  const item = new vscode.TreeItem(
    label,
    listsFiles(run, deps) ? (expandable ? states.Expanded : states.Collapsed) : states.None,
  );
  item.id = `${request.runId}${expandable ? '-files' : ''}`;
  const accepted = run.files.filter(({ path }) => deps.isAccepted(run, path)).length;
  item.description = description(run, mood, deps.now(), accepted);
  const [icon, color] = icons[mood];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contexts[mood] ?? 'run.finished';
  item.tooltip = tooltip(run, mood);
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  const decide = mood === 'decide' || mood === 'refused';
  item.command = {
    command: decide && deps.levels.mode() === 'outcome' ? 'dimmer.openOutcome' : 'dimmer.openRun',
    title: vscode.l10n.t('Open Run'),
    arguments: [request.runId],
  };
  return item;
}

function description(run: RunState, mood: RunMood, now: number, accepted: number): string {
  const words: Partial<Record<RunMood, string>> = {
    queued: vscode.l10n.t('starting'),
    working: `${standing(run)} · ${duration(now - Date.parse(run.startedAt))}`,
    waiting: run.status === 'waiting' ? vscode.l10n.t('waiting: {0}', run.reason) : '',
    decide: vscode.l10n.t('decide'),
    refused: vscode.l10n.t('decision not carried out'),
    interrupted: vscode.l10n.t('interrupted: its runner is gone'),
    suspended: run.status === 'suspended' ? vscode.l10n.t('suspended: {0}', run.message) : '',
  };
  const marks = [words[mood] ?? standing(run), vscode.l10n.t('level {0}', run.request.level)];
  if (
    (mood === 'decide' || mood === 'refused') &&
    levelTable[run.request.level].acceptsPerFile &&
    run.files.length > 0
  )
    marks.splice(1, 0, vscode.l10n.t('{0} of {1} files accepted', accepted, run.files.length));
  return marks.filter(Boolean).join(' · ');
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
  text.appendMarkdown('`').appendText(runId).appendMarkdown('`');
  return text;
}

function fileItem(run: RunState, file: ChangedFile, accepted: boolean): vscode.TreeItem {
  const uri = vscode.Uri.file(`/${file.path}`).with({ scheme: 'dimmer-file' });
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.None);
  item.id = `${run.request.runId}:${file.path}`;
  const slash = file.path.lastIndexOf('/');
  item.label = file.path.slice(slash + 1);
  item.description = `${slash > 0 ? `${file.path.slice(0, slash)} · ` : ''}+${file.added} −${file.removed}`;
  item.tooltip = file.path;
  item.contextValue = accepted ? 'file.accepted' : 'file.open';
  if (levelTable[run.request.level].acceptsPerFile)
    item.checkboxState = {
      state: accepted ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: accepted
        ? vscode.l10n.t('Read and accepted')
        : vscode.l10n.t('Check when you have read it and accept it'),
      accessibilityInformation: { label: vscode.l10n.t('{0}: accept', file.path), role: 'checkbox' },
    };
  item.command = {
    command: 'dimmer.openDiff',
    title: vscode.l10n.t('Open Diff'),
    arguments: [{ kind: 'file', runId: run.request.runId, path: file.path } satisfies RunNode],
  };
  return item;
}
