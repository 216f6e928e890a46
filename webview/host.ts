// The page's only line to its host: whole snapshots in, intents out, and a little state that survives a reload.
// Invariant: the only caller of acquireVsCodeApi; nothing else posts or keeps anything.
import type { ScenarioAbout, ScenarioMessage } from '../extension/core/protocol/scenario-page.ts';
import type { Intent, PanelView, Snapshot } from '../extension/core/protocol/panels.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

interface Kept<View> {
  readonly run?: string;
  readonly view?: View;
  /** Text that was typed and not sent yet, by field. */
  readonly drafts: Readonly<Record<string, string>>;
}

export interface Drafts {
  get(field: string): string;
  set(field: string, text: string): void;
}

export interface Host {
  send(intent: Intent): void;
  readonly drafts: Drafts;
}

/** Draws what was shown before a reload at once, then every snapshot that arrives. */
export function connectPanel<View extends PanelView>(draw: (view: View, host: Host) => void): void {
  const api = acquireVsCodeApi();
  let kept: Kept<View> = { drafts: {}, ...(api.getState() as Partial<Kept<View>> | undefined) };
  const keep = (change: Partial<Kept<View>>) => api.setState((kept = { ...kept, ...change }));
  const host: Host = {
    send: (intent) => api.postMessage(intent),
    drafts: {
      get: (field) => kept.drafts[field] ?? '',
      set: (field, text) => keep({ drafts: { ...kept.drafts, [field]: text } }),
    },
  };
  if (kept.view) draw(kept.view, host);
  window.addEventListener('message', (event: MessageEvent<Snapshot<View> | undefined>) => {
    if (event.data?.type !== 'snapshot') return;
    const { view } = event.data;
    const run = 'runId' in view ? view.runId : undefined;
    keep({ view, ...(run === kept.run ? {} : { run, drafts: {} }) });
    draw(view, host);
  });
  host.send({ type: 'ready', ...(kept.run === undefined ? {} : { run: kept.run }) });
}

type EditorMessage =
  | { readonly type: 'document'; readonly text: string }
  | { readonly type: 'about'; readonly about?: ScenarioAbout }
  | { readonly type: 'problems'; readonly problems: readonly string[] };

export interface EditorPage {
  /** The document's text, now. */
  show(text: string): void;
  /** What stands above it. */
  tell(about: ScenarioAbout): void;
  /** Why the last save was refused; empty after one that was not. */
  refuse(problems: readonly string[]): void;
}

export interface EditorLine {
  edited(text: string): void;
  send(message: ScenarioMessage): void;
}

/** The scenario editor's line: its document, what is known of it and the problems of a save in; edits and actions out. */
export function connectEditor(page: EditorPage): EditorLine {
  const api = acquireVsCodeApi();
  const send = (message: ScenarioMessage) => api.postMessage(message);
  window.addEventListener('message', (event: MessageEvent<EditorMessage | undefined>) => {
    if (event.data?.type === 'document') page.show(event.data.text);
    if (event.data?.type === 'about' && event.data.about) page.tell(event.data.about);
    if (event.data?.type === 'problems') page.refuse(event.data.problems);
  });
  send({ type: 'ready' });
  return { edited: (text) => send({ type: 'edit', text }), send };
}
