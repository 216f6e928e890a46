// The editor of hidden scenarios: a custom editor with a document of its own, never a text document.
// Invariant: plaintext lives in memory; a save goes to the vault through the evaluator, a backup is sealed by it first.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { decode } from '../core/protocol/decode.ts';
import { scenarioMessageSchema, type ScenarioAbout } from '../core/protocol/scenario-page.ts';
import { isDraft, keptText } from '../core/scenario/draft.ts';
import { createBackups, type Backups } from './backup-files.ts';
import {
  createTrial,
  type ScenarioActions,
  type ScenarioSubject,
  type ScenarioTrial,
} from './scenario-trial.ts';
import type { SaveResult } from './vault.ts';

export const scenarioScheme = 'dimmer-scenario';
export const scenarioViewType = 'dimmer.scenario';

export interface ScenarioEditorDeps {
  readonly show: (repository: string, id: string) => Promise<string>;
  readonly save: (repository: string, text: string, replaces?: string) => Promise<SaveResult>;
  readonly seal: (repository: string, text: string) => Promise<string>;
  readonly unseal: (repository: string, sealed: string) => Promise<string>;
  readonly actions: ScenarioActions;
  readonly html: (webview: vscode.Webview) => string;
  readonly resourceRoots: readonly vscode.Uri[];
}

interface Place {
  readonly repository: string;
  readonly id?: string;
  readonly subject?: ScenarioSubject;
}

/** What a new scenario begins with. */
export interface Draft {
  readonly text: string;
  readonly subject?: ScenarioSubject;
  readonly requirements?: ScenarioAbout['requirements'];
  readonly notices?: readonly string[];
}

class ScenarioDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly place: Place;
  readonly backups: Backups = createBackups(backupFiles);
  /** The id under which the vault knows it; absent until first saved. */
  id: string | undefined;
  text: string;
  saved: string;

  constructor(uri: vscode.Uri, text: string, saved: string) {
    this.uri = uri;
    this.place = JSON.parse(uri.query) as Place;
    this.id = this.place.id;
    this.text = text;
    this.saved = saved;
  }

  dispose(): void {
    this.text = '';
    this.saved = '';
  }
}

/** In the vault as it stands here, and decided on. */
function isKept({ text, saved }: ScenarioDocument): boolean {
  return text === saved && !isDraft(text);
}

const backupFiles = {
  write: (destination: string, content: string) =>
    Promise.resolve(
      vscode.workspace.fs.writeFile(vscode.Uri.parse(destination), new TextEncoder().encode(content)),
    ),
  remove: (destination: string) =>
    Promise.resolve(vscode.workspace.fs.delete(vscode.Uri.parse(destination))).catch(() => undefined),
};

export interface ScenarioEditor extends vscode.Disposable {
  /** Opens a kept scenario, or a new one that begins with `draft`; one with a subject is tried at once. */
  open(repository: string, id: string | undefined, draft?: Draft): Promise<void>;
}

export function registerScenarioEditor(deps: ScenarioEditorDeps): ScenarioEditor {
  const edited = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<ScenarioDocument>>();
  const drafts = new Map<string, Draft>();
  const trials = new Map<ScenarioDocument, ScenarioTrial>();
  const panels = new Map<ScenarioDocument, Set<vscode.WebviewPanel>>();
  const post = (document: ScenarioDocument, except?: vscode.WebviewPanel) => {
    for (const panel of panels.get(document) ?? [])
      if (panel !== except) void panel.webview.postMessage({ type: 'document', text: document.text });
  };
  const tell = (document: ScenarioDocument) => {
    const about = trials.get(document)?.about();
    for (const panel of panels.get(document) ?? []) void panel.webview.postMessage({ type: 'about', about });
  };
  const change = (document: ScenarioDocument, text: string, from?: vscode.WebviewPanel) => {
    const before = document.text;
    if (text === before) return;
    const set = (value: string, except?: vscode.WebviewPanel) => {
      const tried = keptText(value) === keptText(document.text);
      document.text = value;
      post(document, except);
      trials.get(document)?.changed({ kept: isKept(document), tried });
    };
    set(text, from);
    edited.fire({ document, label: vscode.l10n.t('Edit'), undo: () => set(before), redo: () => set(text) });
  };
  const save = async (document: ScenarioDocument) => {
    const { text } = document;
    const result = await deps.save(document.place.repository, text, document.id);
    const problems = result.ok ? [] : result.problems;
    for (const panel of panels.get(document) ?? [])
      void panel.webview.postMessage({ type: 'problems', problems });
    // Editors log what a save throws: the problems go to the page, the error says nothing of the scenario.
    if (!result.ok)
      throw new Error(vscode.l10n.t('Not saved. What to change is shown above the text; the text is kept.'));
    document.id = result.id;
    document.saved = text;
    drafts.delete(document.uri.toString());
    trials.get(document)?.changed({ kept: isKept(document), tried: true });
    if (isKept(document)) deps.actions.kept(document.place.repository);
  };
  /** The button decides; a save, which an editor may do by itself, only stores. */
  const keep = (document: ScenarioDocument) => {
    change(document, keptText(document.text));
    return vscode.workspace.save(document.uri);
  };
  const begin = (document: ScenarioDocument, draft: Draft | undefined) => {
    const { repository, subject } = document.place;
    const trial = createTrial({
      repository,
      subject,
      requirements: draft?.requirements ?? [],
      notices: draft?.notices ?? [],
      kept: isKept(document),
      actions: deps.actions,
      draw: () => tell(document),
    });
    trials.set(document, trial);
    return document;
  };
  /** A draft is unsaved from the first moment: it is backed up, and closing it asks. */
  const announce = (document: ScenarioDocument) => {
    if (!drafts.has(document.uri.toString()) || document.text === document.saved) return;
    const { text } = document;
    document.text = document.saved;
    change(document, text);
    if (document.place.subject !== undefined) void trials.get(document)?.run(document.text);
  };
  const onMessage = (document: ScenarioDocument, panel: vscode.WebviewPanel, message: unknown) => {
    const decoded = decode(scenarioMessageSchema, message);
    if (!decoded.ok) return;
    const trial = trials.get(document);
    switch (decoded.value.type) {
      case 'ready':
        void panel.webview.postMessage({ type: 'document', text: document.text });
        return tell(document);
      case 'edit':
        return change(document, decoded.value.text, panel);
      case 'try':
        return void trial?.run(document.text);
      case 'keep':
        return void keep(document);
      case 'judge':
        return void trial?.judge();
    }
  };

  const provider: vscode.CustomEditorProvider<ScenarioDocument> = {
    onDidChangeCustomDocument: edited.event,
    async openCustomDocument(uri, { backupId }) {
      const { repository, id } = JSON.parse(uri.query) as Place;
      const kept = id === undefined ? '' : await deps.show(repository, id);
      const draft = drafts.get(uri.toString());
      if (backupId === undefined) return begin(new ScenarioDocument(uri, draft?.text ?? kept, kept), draft);
      const sealed = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(backupId)));
      const document = new ScenarioDocument(uri, await deps.unseal(repository, sealed), kept);
      document.backups.found(backupId);
      return begin(document, draft);
    },
    resolveCustomEditor(document, panel) {
      panel.webview.options = { enableScripts: true, localResourceRoots: deps.resourceRoots };
      panel.webview.onDidReceiveMessage((message: unknown) => onMessage(document, panel, message));
      panel.webview.html = deps.html(panel.webview);
      const open = panels.get(document) ?? new Set();
      panels.set(document, open.add(panel));
      panel.onDidDispose(() => open.delete(panel));
      setTimeout(() => announce(document), 0); // Once VS Code knows the document, it takes edits of it.
    },
    saveCustomDocument: save,
    async saveCustomDocumentAs() {
      throw new Error(
        vscode.l10n.t('A hidden scenario is kept in the vault only: not saved elsewhere, nothing changed.'),
      );
    },
    async revertCustomDocument(document) {
      const { repository } = document.place;
      document.text = document.id === undefined ? '' : await deps.show(repository, document.id);
      document.saved = document.text;
      post(document);
      trials.get(document)?.changed({ kept: isKept(document), tried: false });
    },
    async backupCustomDocument(document, { destination }, cancellation) {
      const id = destination.toString();
      const seal = () => deps.seal(document.place.repository, document.text);
      const done = await document.backups.add(id, seal, () => cancellation.isCancellationRequested);
      if (done === 'cancelled') throw new vscode.CancellationError();
      const remove = () => void (document.text === document.saved && document.backups.forget());
      return { id, delete: remove };
    },
  };
  const registration = vscode.window.registerCustomEditorProvider(scenarioViewType, provider, {
    webviewOptions: { retainContextWhenHidden: false },
    supportsMultipleEditorsPerDocument: false,
  });
  return {
    async open(repository, id, draft) {
      const place: Place = {
        repository,
        ...(id === undefined ? {} : { id }),
        ...(draft?.subject === undefined ? {} : { subject: draft.subject }),
      };
      // Tab labels are readable by other extensions: ids only. A new name each time: a restored tab keeps its own.
      const name = id ?? `new-${randomBytes(3).toString('hex')}`;
      const uri = vscode.Uri.from({
        scheme: scenarioScheme,
        path: `/${name}.md`,
        query: JSON.stringify(place),
      });
      if (draft !== undefined) drafts.set(uri.toString(), draft);
      await vscode.commands.executeCommand('vscode.openWith', uri, scenarioViewType);
    },
    dispose: () => vscode.Disposable.from(registration, edited).dispose(),
  };
}
