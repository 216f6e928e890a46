// The Level view: the three numbers with their denominators, the ladder, and the one next step.
import * as vscode from 'vscode';
import { ladder, observedLevel, type NextStep, type Observed, type Rung } from '../core/level/ladder.ts';
import { levelTable, type Level } from '../core/level/level.ts';
import type { RunState } from '../core/run/state.ts';
import type { LevelModel } from './level.ts';

const rungScheme = 'dimmer-rung';

export interface LevelViewDeps {
  readonly levels: LevelModel;
  readonly chosen: () => boolean;
  readonly licensed: () => Level;
  readonly runs: () => readonly RunState[];
  readonly next: () => NextStep;
  readonly changes: readonly vscode.Event<unknown>[];
  readonly media: vscode.Uri;
}

export function createLevelView(deps: LevelViewDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<vscode.TreeItem> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (item) => item,
    getChildren: (parent) => (parent === undefined ? rows(deps) : []),
  };
  const view = vscode.window.createTreeView('dimmer.level', { treeDataProvider: provider });
  const describe = () => {
    view.description =
      deps.levels.mode() === 'outcome' ? vscode.l10n.t('diff hidden') : vscode.l10n.t('diff shown');
    changed.fire();
  };
  describe();
  const marks = vscode.window.registerFileDecorationProvider({ provideFileDecoration: markCurrent });
  const subscriptions = [...deps.changes, deps.levels.onDidChange].map((event) => event(describe));
  return vscode.Disposable.from(view, changed, marks, ...subscriptions);
}

/** The rung one works at stands out by colour and by a mark at the right edge, not by colour alone. */
function markCurrent(uri: vscode.Uri): vscode.FileDecoration | undefined {
  if (uri.scheme !== rungScheme || uri.query !== 'true') return undefined;
  return new vscode.FileDecoration('●', vscode.l10n.t('now'), new vscode.ThemeColor('charts.yellow'));
}

function rows(deps: LevelViewDeps): vscode.TreeItem[] {
  if (!vscode.workspace.workspaceFolders?.length) return [];
  const declared = deps.levels.level();
  const licensed = deps.licensed();
  return [
    declaredRow(declared, deps.chosen()),
    observedRow(observedLevel(deps.runs(), declared)),
    licensedRow(licensed),
    ...ladder(declared, licensed).map((rung) => rungRow(rung, deps.media)),
    nextRow(deps.next()),
  ];
}

function row(
  label: string,
  description: string,
  icon: string,
  tooltip: string,
  spoken?: string,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = label;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: spoken ?? `${label}: ${description}` };
  return item;
}

function declaredRow(level: Level, chosen: boolean): vscode.TreeItem {
  const words = chosen ? String(level) : vscode.l10n.t('{0} (default, not asked yet)', level);
  const item = row(
    vscode.l10n.t('Declared'),
    words,
    'person',
    vscode.l10n.t('The level you say you work at here.'),
  );
  item.command = { command: 'dimmer.setLevel', title: vscode.l10n.t('Set Level') };
  return item;
}

function observedRow(observed: Observed): vscode.TreeItem {
  const { level, matching, counted, window } = observed;
  const words =
    level === null
      ? vscode.l10n.t('{0} of {1} runs: not yet', counted < window ? counted : matching, window)
      : vscode.l10n.t('{0} · {1} of {2} runs', level, matching, window);
  const tooltip = vscode.l10n.t(
    'The highest level at which 16 of the last 20 decided runs were really worked. Rehearsals never count.',
  );
  return row(vscode.l10n.t('Observed'), words, 'graph-line', tooltip);
}

function licensedRow(level: Level): vscode.TreeItem {
  const words = level === 2 ? vscode.l10n.t('2 · no attempt passed yet') : String(level);
  const tooltip = vscode.l10n.t(
    'The highest level the evidence of this folder has earned. It limits only merging without a human.',
  );
  return row(vscode.l10n.t('Licensed'), words, 'verified', tooltip);
}

function rungRow(rung: Rung, media: vscode.Uri): vscode.TreeItem {
  const states = {
    earned: vscode.l10n.t('earned'),
    trial: vscode.l10n.t('trial'),
    locked: vscode.l10n.t('locked'),
  };
  const name = levelTable[rung.level].name;
  // Short, so that its state is not cut off in a narrow sidebar; the tooltip has the whole name.
  const short = name.replace(/^developer as /, '');
  const title = short.charAt(0).toUpperCase() + short.slice(1);
  const item = new vscode.TreeItem(title);
  item.id = `rung-${rung.level}`;
  const now = rung.current ? `${vscode.l10n.t('now')} · ` : '';
  item.description = states[rung.state];
  item.resourceUri = vscode.Uri.from({
    scheme: rungScheme,
    path: `/${rung.level}`,
    query: String(rung.current),
  });
  item.tooltip = `${rung.level} ${name}: ${rung.reads}. ${states[rung.state]}`;
  item.accessibilityInformation = {
    label: `${vscode.l10n.t('Level {0}', rung.level)} ${name}, ${now}${states[rung.state]}, ${rung.reads}`,
  };
  const icon = (variant: string) => vscode.Uri.joinPath(media, `level-${rung.level}-${variant}.svg`);
  item.iconPath =
    rung.state === 'earned'
      ? { light: icon('earned'), dark: icon('earned') }
      : { light: icon('light'), dark: icon('dark') };
  item.command = { command: 'dimmer.setLevel', title: vscode.l10n.t('Set Level') };
  return item;
}

function nextRow(next: NextStep): vscode.TreeItem {
  const steps: Record<NextStep, [words: string, command: string]> = {
    'write-spec': [vscode.l10n.t('write a spec of ten lines'), 'dimmer.newSpec'],
    delegate: [vscode.l10n.t('delegate a spec'), 'dimmer.delegate'],
    decide: [vscode.l10n.t('decide the run that waits for you'), 'dimmer.openOutcome'],
    'write-scenario': [vscode.l10n.t('ask one thing the agent does not know'), 'dimmer.newScenario'],
    'hide-diff': [vscode.l10n.t('look at a run without its diff'), 'dimmer.toggleReviewMode'],
    'keep-going': [vscode.l10n.t('delegate the next spec'), 'dimmer.delegate'],
  };
  const [words, command] = steps[next];
  const item = row(vscode.l10n.t('Next'), words, 'arrow-right', words);
  item.command = { command, title: words };
  return item;
}
