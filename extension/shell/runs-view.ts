// The Runs view: what needs you, what runs, what is finished. At level 2 a waiting run lists its changed files with checkboxes.
// Invariant: no file shows where the level or the review mode hides the diff; a rehearsal is marked on every row.
import * as vscode from 'vscode';
import { mayShowFiles } from '../core/level/context-keys.ts';
import { levelTable } from '../core/level/level.ts';
import { aheadOf, atWork } from '../core/run/queue-row.ts';
import { groupOf, moodOf, type RunGroup, type RunMood } from '../core/run/run-row.ts';
import type { ChangedFile, RunState } from '../core/run/state.ts';
import type { LevelModel } from './level.ts';
import { runItem } from './run-item.ts';
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
    view.description = atWorkText(deps);
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

/** Said while some wait for their turn: why they do, and that it is meant. */
function atWorkText(deps: RunsViewDeps): string {
  const now = atWork(deps.runs.all().map((run) => ({ run, mood: moodIn(run, deps) })));
  return now === null ? '' : vscode.l10n.t('{0} of {1} at work', now.working, now.limit);
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
  if (file) return fileItem(run, file, deps.isAccepted(run, file.path));
  return runItem(run, {
    mood: moodIn(run, deps),
    now: deps.now(),
    ahead: aheadOf(run, deps.runs.all()),
    listsFiles: listsFiles(run, deps),
    accepted: run.files.filter(({ path }) => deps.isAccepted(run, path)).length,
    reviewMode: deps.levels.mode(),
  });
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
