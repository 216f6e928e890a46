// *Delegate* from whatever is at hand to a run: a spec is written where there is none, at most three questions, one confirmation.
// Invariant: a file that exists is never overwritten; what was written stays, whatever happens after it.
import * as vscode from 'vscode';
import { slug } from '../core/spec/fill-template.ts';
import type { DelegateOffer } from '../core/protocol/delegate-offer.ts';
import type { DraftAnswer } from '../core/protocol/draft.ts';
import { askSpecQuestions, type QuestionDeps } from './ask-spec-questions.ts';
import { confirmDelegation } from './confirm-delegation.ts';
import { whatIsGiven, type Given } from './delegate-source.ts';
import type { SpecFiles } from './spec-files.ts';

export interface DelegateFlowDeps extends QuestionDeps {
  readonly specs: SpecFiles;
  /** The words of a spec for a request; throws with a sentence when there are none. */
  readonly draft: (text: string, place: string, near: vscode.Uri) => Promise<DraftAnswer>;
  /** Whether a model words the spec, which takes a while. */
  readonly asksModel: (near: vscode.Uri) => Promise<boolean>;
  readonly offer: (spec: vscode.Uri) => Promise<DelegateOffer>;
  /** Starts the run and shows it; what went wrong is shown by it. */
  readonly launch: (spec: vscode.Uri, offer: DelegateOffer) => Promise<void>;
  readonly showForm: (spec: vscode.Uri) => void;
  readonly askKey: () => Promise<void>;
  readonly askModel: () => Promise<void>;
  readonly rehearsing: (near: vscode.Uri) => boolean;
}

export function delegateFlow(deps: DelegateFlowDeps): (target: unknown) => Promise<void> {
  return async (target) => {
    const given = await whatIsGiven(deps.specs, target);
    if (given === undefined) return;
    const spec = given.kind === 'spec' ? { uri: given.uri, notes: [] } : await writeSpec(deps, given);
    if (spec === undefined) return;
    const document = await vscode.workspace.openTextDocument(spec.uri);
    await vscode.window.showTextDocument(document, { preview: false });
    const watermark = deps.rehearsing(spec.uri) ? `${vscode.l10n.t('REHEARSAL')} · ` : '';
    const asked = await askSpecQuestions(deps, document, watermark);
    if (document.isDirty && !(await document.save())) return;
    if (asked === undefined) return;
    await confirm(deps, spec.uri, [...spec.notes, ...leftNote(asked.left)]);
  };
}

async function confirm(deps: DelegateFlowDeps, spec: vscode.Uri, notes: readonly string[]): Promise<void> {
  for (;;) {
    const offer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking at the project') },
      () => deps.offer(spec),
    );
    const confirmed = await confirmDelegation(offer, notes);
    if (confirmed === 'delegate') return deps.launch(spec, offer);
    if (confirmed === 'more') return deps.showForm(spec);
    if (confirmed === 'key') await deps.askKey();
    else if (confirmed === 'model') await deps.askModel();
    else return;
  }
}

function leftNote(left: number): string[] {
  if (left === 0) return [];
  return [
    left === 1
      ? vscode.l10n.t('1 certain finding stays in the spec: the agent will decide there')
      : vscode.l10n.t('{0} certain findings stay in the spec: the agent will decide there', left),
  ];
}

interface Written {
  readonly uri: vscode.Uri;
  readonly notes: readonly string[];
}

async function writeSpec(
  deps: DelegateFlowDeps,
  { text, place, near }: Extract<Given, { kind: 'request' }>,
): Promise<Written | undefined> {
  const folder = await folderFor(near);
  if (folder === undefined) return undefined;
  const location = (await deps.asksModel(folder))
    ? vscode.ProgressLocation.Notification
    : vscode.ProgressLocation.Window;
  const answer = await vscode.window.withProgress(
    { location, title: vscode.l10n.t('Writing the spec') },
    () => deps.draft(text, place, folder),
  );
  const uri = await writeNew(vscode.Uri.joinPath(folder, 'specs'), slug(answer.title), answer.text);
  await deps.specs.refresh();
  return { uri, notes: notesOf(answer) };
}

function notesOf({ cut, fellBack }: DraftAnswer): string[] {
  const { l10n } = vscode;
  return [
    ...(cut > 0 ? [l10n.t('The text was long: its last {0} characters were left out', cut)] : []),
    ...(fellBack === null
      ? []
      : [l10n.t('Your own sentences became the spec, not the model’s: {0}', fellBack)]),
  ];
}

async function folderFor(near: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const own = near && vscode.workspace.getWorkspaceFolder(near)?.uri;
  if (own) return own;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Open a folder first: specs and scenarios are files in it.'),
  );
  return undefined;
}

/** Writes `<name>.md`, or `<name>-2.md` and so on: an existing file is never overwritten. */
export async function writeNew(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const uri = await newFile(folder, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** The first of these names that neither a file nor an open draft has. */
export async function newFile(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let n = 1; ; n += 1) {
    const uri = vscode.Uri.joinPath(folder, n === 1 ? `${name}.md` : `${name}-${n}.md`);
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path),
    );
    if (!taken) return uri;
  }
}
