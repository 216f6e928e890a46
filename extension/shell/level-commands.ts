// Choosing a level and a review mode. Invariant: 2 to 4 are always free to choose; 5 says what it needs and changes nothing.
import * as vscode from 'vscode';
import {
  ladder,
  levelFiveNeeds,
  needsOfLevelFive,
  type FactoryFacts,
  type LevelFiveNeed,
  type Rung,
} from '../core/level/ladder.ts';
import { levels as scale, type Level } from '../core/level/level.ts';
import type { LevelModel } from './level.ts';

export interface LevelCommands {
  /** `target`: the level, where it was already picked; else it is asked for. */
  setLevel(target?: unknown): Promise<void>;
  toggleReviewMode(): Promise<void>;
}

export function levelCommands(levels: LevelModel, facts: () => FactoryFacts): LevelCommands {
  return {
    async setLevel(target) {
      const level =
        scale.find((one) => one === target) ?? (await pickLevel(levels.level(), facts().licensed));
      if (level === undefined) return;
      if (level === 5) return refuseLevelFive(facts());
      await levels.choose(level);
    },
    async toggleReviewMode() {
      const mode = await levels.toggleMode();
      const message =
        mode === undefined
          ? vscode.l10n.t(
              'Level {0} has one review mode: the outcome card. The diff stays one key away.',
              levels.level(),
            )
          : mode === 'outcome'
            ? vscode.l10n.t('Reviewing outcomes. The diff stays one key away.')
            : vscode.l10n.t('Reviewing diffs.');
      vscode.window.setStatusBarMessage(message, 5000);
    },
  };
}

async function pickLevel(now: Level, licensed: Level): Promise<Level | undefined> {
  const picked = await vscode.window.showQuickPick(ladder(now, licensed).map(rungItem), {
    title: vscode.l10n.t('How do you want to work here?'),
    placeHolder: vscode.l10n.t('Any of 2 to 4, at any time'),
    matchOnDetail: true,
  });
  return picked?.level;
}

function rungItem(rung: Rung): vscode.QuickPickItem & { level: Level } {
  const words = {
    earned: vscode.l10n.t('earned'),
    trial: vscode.l10n.t('trial: not earned yet'),
    locked: vscode.l10n.t('locked'),
  };
  const now = rung.current ? ` · ${vscode.l10n.t('now')}` : '';
  const icon = rung.state === 'locked' ? 'lock' : rung.current ? 'circle-filled' : 'circle-outline';
  return {
    label: `$(${icon}) ${rung.level} ${rung.name}`,
    description: `${words[rung.state]}${now}`,
    detail: rung.reads,
    level: rung.level,
  };
}

/** Modal, because the developer asked for it a moment ago and nothing else happens. */
async function refuseLevelFive(facts: FactoryFacts): Promise<void> {
  const where: Record<LevelFiveNeed, string> = {
    licence: vscode.l10n.t('you have {0}', facts.licensed),
    bar: vscode.l10n.t('95 %, at least 72 runs without an override'),
    'kill-switch': 'dimmer.yaml',
    'spend-cap': 'dimmer.budget.dollars',
    owner: 'dimmer.owner',
  };
  const lines = needsOfLevelFive(facts).map(
    ({ need, met }) => `${met ? '✓' : '–'} ${vscode.l10n.t(levelFiveNeeds[need])} (${where[need]})`,
  );
  await vscode.window.showInformationMessage(
    vscode.l10n.t('Level 5 is locked. It merges without a human, so it needs:'),
    {
      modal: true,
      detail: `${lines.join('\n')}\n\n${vscode.l10n.t('Your level did not change.')}`,
    },
  );
}
