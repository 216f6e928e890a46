// Both sides of the wire between host and webview: one message in (the whole view model), intents out.
// Invariant: a page is told nothing else, and asks nothing that is not an `Intent`.
import type { DelegateForm } from './delegate-form.ts';
import type { LevelView } from './level-view.ts';
import type { OutcomeView } from './outcome-view.ts';
import type { DelegateRunning } from './run-view.ts';

export type DelegateView = DelegateForm | DelegateRunning;
export type PanelView = DelegateView | OutcomeView | LevelView;

/** Host to page: replaces everything that the page shows. */
export interface Snapshot<View extends PanelView = PanelView> {
  readonly type: 'snapshot';
  readonly view: View;
}

export { delegateForm, launchWaits, type DelegateFacts, type DelegateForm } from './delegate-form.ts';
export { intentSchema, pageCommands, type DelegateChoice, type Intent, type PageCommand } from './intents.ts';
export { levelView, type LevelFacts, type LevelView } from './level-view.ts';
export { outcomeView, type OutcomeView } from './outcome-view.ts';
export { runView, type DelegateRunning } from './run-view.ts';
