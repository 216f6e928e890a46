// The level and review mode of this window, kept with the workspace, and the context keys that follow from them.
// Invariant: every view and command asks this model; nobody else knows what the current level is.
import * as vscode from 'vscode';
import {
  contextKeysFor,
  otherReviewMode,
  reviewModeFor,
  type ContextFacts,
} from '../core/level/context-keys.ts';
import type { Level, ReviewMode } from '../core/level/level.ts';

const wantedModeKey = 'dimmer.reviewMode';

export interface LevelModel extends vscode.Disposable {
  level(): Level;
  mode(): ReviewMode;
  /** Switches to the level's other review mode; `undefined` where it has none. */
  toggleMode(): Promise<ReviewMode | undefined>;
  readonly onDidChange: vscode.Event<void>;
  /** Tells VS Code the context keys; call when a fact changed. */
  publish(facts: ContextFacts): void;
  /** To be called when settings changed. */
  refresh(): void;
}

export function createLevelModel(readLevel: () => Level, memento: vscode.Memento): LevelModel {
  const changed = new vscode.EventEmitter<void>();
  let level = readLevel();
  const mode = () => reviewModeFor(level, memento.get<ReviewMode>(wantedModeKey));
  return {
    level: () => level,
    mode,
    onDidChange: changed.event,
    async toggleMode() {
      const other = otherReviewMode(level, mode());
      if (other === undefined) return undefined;
      await memento.update(wantedModeKey, other);
      changed.fire();
      return other;
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
