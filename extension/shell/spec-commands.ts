// Writing specs and visible scenarios from what the developer says, and linting them all.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { fillTemplate, slug, titleOf } from '../core/spec/fill-template.ts';
import type { Spec } from '../core/spec/model.ts';
import { specHeading, type SpecHeading } from '../core/spec/spec-heading.ts';
import { writeNew } from './delegate-flow.ts';
import { pickTemplate } from './pick-template.ts';
import type { SpecFiles } from './spec-files.ts';

export interface SpecCommandDeps {
  readonly specs: SpecFiles;
  readonly templates: vscode.Uri;
  readonly lintAll: (uris: readonly vscode.Uri[]) => Promise<void>;
  readonly delegate: (target: unknown) => Promise<void>;
  readonly parse: (text: string, path: string) => Promise<Spec>;
  /** Opens a new hidden scenario; undefined while the repository has no unlocked vault. */
  readonly newHidden: (text: string) => Promise<boolean>;
}

export function specCommands(deps: SpecCommandDeps) {
  return {
    async newSpec() {
      const selected = selectedText();
      const picked = await pickTemplate();
      if (picked === undefined) return;
      if (picked === 'scenario') return newScenario(deps, undefined, 'scenarios/full-scenario.md');
      const intent = await askIntent(selected);
      if (intent) await writeSpec(deps, intent, picked);
    },
    delegate: deps.delegate,
    async lintWorkspace() {
      await deps.specs.refresh();
      await deps.lintAll(deps.specs.all());
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    },
    newScenario: (target?: unknown) => newScenario(deps, target),
  };
}

async function askIntent(value: string): Promise<string | undefined> {
  const intent = await vscode.window.showInputBox({
    title: vscode.l10n.t('What should exist?'),
    prompt: vscode.l10n.t(
      'One sentence, or pasted issue text. It becomes the start of a spec that you finish.',
    ),
    value,
    ignoreFocusOut: true,
  });
  return intent?.trim() || undefined;
}

function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  return editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection).slice(0, 4000) : '';
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length <= 1) return folders[0]?.uri ?? complainNoFolder();
  return (await vscode.window.showWorkspaceFolderPick())?.uri;
}

function complainNoFolder(): undefined {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Open a folder first: specs and scenarios are files in it.'),
  );
}

async function template(deps: SpecCommandDeps, path: string): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(deps.templates, path));
  return new TextDecoder().decode(bytes);
}

async function writeSpec(
  deps: SpecCommandDeps,
  intent: string,
  name: string,
): Promise<vscode.Uri | undefined> {
  const folder = await askFolder();
  if (folder === undefined) return undefined;
  const title = titleOf(intent);
  const text = fillTemplate(await template(deps, `specs/${name}.md`), { title, intent });
  return writeAndShow(vscode.Uri.joinPath(folder, 'specs'), slug(title), text);
}

/** With the first question selected, to be typed over; not as a preview that the next file replaces. */
async function writeAndShow(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const uri = await writeNew(folder, name, text);
  const document = await vscode.workspace.openTextDocument(uri);
  const question = /\[NEEDS ANSWER: [^\]]*\]/.exec(text);
  const [start, end] = question ? [question.index, question.index + question[0].length] : [0, 0];
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { preview: false, selection });
  return uri;
}

/** The spec that was pointed at, the only one there is, or the developer's choice. */
async function specOfScenario(
  deps: SpecCommandDeps,
  pointed: vscode.Uri | undefined,
): Promise<SpecHeading | undefined> {
  await deps.specs.refresh();
  const all = pointed === undefined ? deps.specs.all() : [pointed];
  const items = await Promise.all(
    all.map(async (uri) => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const heading = specHeading(text, uri.path);
      return { label: heading.title, description: vscode.workspace.asRelativePath(uri), heading };
    }),
  );
  if (items.length === 0)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('A scenario belongs to a spec, and there is none yet. Write one first.'),
    );
  if (items.length <= 1) return items[0]?.heading;
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('A scenario of which spec?'),
  });
  return picked?.heading;
}

/** The spec and requirement that were pointed at: by a view, or by the caret in a spec. */
async function pointedAt(
  deps: SpecCommandDeps,
  target: unknown,
): Promise<{ uri: vscode.Uri; requirement?: string } | undefined> {
  const { uri, requirement } = (target ?? {}) as { uri?: unknown; requirement?: unknown };
  const id = typeof requirement === 'object' ? (requirement as { id?: unknown } | null)?.id : requirement;
  if (uri instanceof vscode.Uri && typeof id === 'string') return { uri, requirement: id };
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !deps.specs.has(editor.document.uri)) return undefined;
  const at = editor.document.offsetAt(editor.selection.active);
  const path = vscode.workspace.asRelativePath(editor.document.uri, false);
  const spec = await deps.parse(editor.document.getText(), path).catch(() => undefined);
  const own = spec?.requirements.find(({ range }) => range.offset <= at && at <= range.endOffset);
  return { uri: editor.document.uri, ...(own === undefined ? {} : { requirement: own.id }) };
}

async function newScenario(
  deps: SpecCommandDeps,
  target: unknown,
  from = 'scenarios/new-scenario.md',
): Promise<void> {
  const { l10n } = vscode;
  const pointed = await pointedAt(deps, target);
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: `$(lock) ${l10n.t('Hidden')}`,
        detail: l10n.t('Encrypted in the vault. The agent never sees it. It counts.'),
        hidden: true,
      },
      {
        label: `$(eye) ${l10n.t('Visible')}`,
        detail: l10n.t('A file in the repository. The agent may read it. It never counts.'),
        hidden: false,
      },
    ],
    { title: l10n.t('Who may read this scenario?') },
  );
  if (picked === undefined) return;
  const title = await vscode.window.showInputBox({
    title: l10n.t('Ask one thing the agent does not know'),
    prompt: l10n.t('One sentence: who does what, and what must happen.'),
    ignoreFocusOut: true,
  });
  if (!title?.trim()) return;
  const spec = await specOfScenario(deps, pointed?.uri);
  if (spec === undefined) return;
  const name = slug(titleOf(title));
  const text = fillTemplate(await template(deps, from), {
    // Ids of hidden scenarios show in tabs and URIs, so they say nothing.
    id: `SCN-${randomBytes(3).toString('hex').toUpperCase()}`,
    spec: spec.id,
    requirement: pointed?.requirement ?? 'R1',
    split: picked.hidden ? 'validation' : 'visible',
    // A hidden one counts once it is kept.
    status: picked.hidden ? 'draft' : 'active',
    title: titleOf(title),
    bin: spec.program,
  });
  if (picked.hidden) return void (await deps.newHidden(text));
  const folder = await askFolder();
  if (folder) await writeAndShow(vscode.Uri.joinPath(folder, 'scenarios'), name, text);
}
