// The level and review mode of this window, kept with the workspace, and the context keys that follow from them.
// Invariant: every view and command asks this model; nobody else knows what the current level is. Choosing one changes no file
// and no setting, so there is nothing to put back, also after a crash.
import * as vscode from 'vscode';
import {
  contextKeysFor,
  otherReviewMode,
  reviewModeFor,
  type ContextFacts,
} from '../core/level/context-keys.ts';
import { levels, type Level, type ReviewMode } from '../core/level/level.ts';

const wantedModeKey = 'dimmer.reviewMode';
const chosenLevelKey = 'dimmer.level';

export interface LevelModel extends vscode.Disposable {
  level(): Level;
  mode(): ReviewMode;
  /** Whether somebody chose it for this workspace, here or in the settings. */
  chosen(): boolean;
  /** This window's choice; it wins over the setting until the workspace forgets it. */
  choose(level: Level): Promise<void>;
  /** Switches to the level's other review mode; `undefined` where it has none. */
  toggleMode(): Promise<ReviewMode | undefined>;
  /** Reviews in this mode from now on, where the level offers it. */
  review(mode: ReviewMode): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
  /** Tells VS Code the context keys; call when a fact changed. */
  publish(facts: ContextFacts): void;
  /** To be called when settings changed. */
  refresh(): void;
}

/** What the settings say about the level. */
export interface LevelSetting {
  readonly level: () => Level;
  readonly isSet: () => boolean;
}

export function createLevelModel(setting: LevelSetting, memento: vscode.Memento): LevelModel {
  const changed = new vscode.EventEmitter<void>();
  const kept = () => {
    const value = memento.get<unknown>(chosenLevelKey);
    return levels.find((one) => one === value && one !== 5);
  };
  const readLevel = () => kept() ?? setting.level();
  let level = readLevel();
  const mode = () => reviewModeFor(level, memento.get<ReviewMode>(wantedModeKey));
  return {
    level: () => level,
    mode,
    chosen: () => kept() !== undefined || setting.isSet(),
    async choose(wanted) {
      await memento.update(chosenLevelKey, wanted);
      if (wanted === level) return;
      level = wanted;
      changed.fire();
    },
    onDidChange: changed.event,
    async toggleMode() {
      const other = otherReviewMode(level, mode());
      if (other === undefined) return undefined;
      // Shown before it is on disk: the memento answers with the new mode at once.
      const kept = memento.update(wantedModeKey, other);
      changed.fire();
      await kept;
      return other;
    },
    async review(wanted) {
      if (otherReviewMode(level, mode()) !== wanted) return;
      await memento.update(wantedModeKey, wanted);
      changed.fire();
    },
    publish(facts) {
      for (const [key, value] of Object.entries(contextKeysFor(level, mode(), facts)))
        void vscode.commands.executeCommand('setContext', key, value);
    },
    refresh() {
      const next = readLevel();
      if (next === level) return;
      level = next;
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
