// The parts of the extension by name, for the few functions that need most of them. Types only.
import type * as vscode from 'vscode';
import type { Check } from '../doctor.ts';
import type { ReviewComments } from '../review-comments.ts';
import type { ScenarioEditor } from '../scenario-editor.ts';
import type { RecoveryDeps } from '../recovery-key.ts';
import type { Authoring } from './authoring.ts';
import type { Linting } from './linting.ts';
import type { Models } from './models.ts';
import type { Panels } from './panels.ts';
import type { RunActions } from './run-actions.ts';

export interface Extension {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly models: Models;
  readonly linting: Linting;
  readonly actions: RunActions;
  readonly panels: Panels;
  readonly scenarioEditor: ScenarioEditor;
  readonly authoring: Authoring;
  readonly recovery: RecoveryDeps;
  readonly comments: ReviewComments;
  /** Folder of the programs that this extension starts. */
  readonly bundles: string;
  readonly checkMachine: () => Promise<readonly Check[]>;
}
