// The one status-bar item: level and review mode. A click chooses another level.
import * as vscode from 'vscode';
import { rungState } from '../core/level/ladder.ts';
import { levelTable, type Level } from '../core/level/level.ts';
import type { LevelModel } from './level.ts';

export function createStatusBar(levels: LevelModel, licensed: () => Level): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('dimmer.level', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('Dimmer level');
  item.command = 'dimmer.setLevel';
  const update = () => {
    const level = levels.level();
    const outcome = levels.mode() === 'outcome';
    const trial = rungState(level, licensed()) === 'trial';
    const shown = outcome ? vscode.l10n.t('diff hidden') : vscode.l10n.t('diff shown');
    const label = trial ? vscode.l10n.t('Level {0} trial', level) : vscode.l10n.t('Level {0}', level);
    item.text = `$(${outcome ? 'eye-closed' : 'eye'}) ${label}`;
    item.accessibilityInformation = { label: `Dimmer: ${label}, ${shown}`, role: 'button' };
    item.tooltip = new vscode.MarkdownString(
      [
        `**${label}** · ${levelTable[level].name} · ${shown}`,
        levelTable[level].reads,
        trial
          ? vscode.l10n.t('Trial: this level is not earned yet. Everything works; the label says so.')
          : '',
        vscode.l10n.t('Click to choose another level.'),
      ]
        .filter(Boolean)
        .join('\n\n'),
    );
    item.show();
  };
  update();
  const subscription = levels.onDidChange(update);
  return vscode.Disposable.from(item, subscription);
}
