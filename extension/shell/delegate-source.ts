// What the developer points at when they delegate: a spec, a selection, a file, or words that are asked for once.
// Invariant: "What should exist?" is asked only when nothing that says it was given; the clipboard is taken only when chosen.
import * as vscode from 'vscode';
import { isProse, longestSource } from '../core/draft/source.ts';
import type { SpecFiles } from './spec-files.ts';

export type Given =
  | { readonly kind: 'spec'; readonly uri: vscode.Uri }
  | {
      readonly kind: 'request';
      readonly text: string;
      readonly place: string;
      readonly near: vscode.Uri | undefined;
    };

/** A file that is larger than this is a place, not a request. */
const largestFile = 256 * 1024;

/** `target` is the URI that a menu or a lens hands over, or nothing. */
export async function whatIsGiven(specs: SpecFiles, target: unknown): Promise<Given | undefined> {
  const uri = target instanceof vscode.Uri ? target : undefined;
  const editor = vscode.window.activeTextEditor;
  const active = editor?.document.uri;
  const here = active !== undefined && (uri === undefined || uri.toString() === active.toString());
  if (uri && specs.has(uri)) return { kind: 'spec', uri };
  const tab = uri === undefined ? fileInTab() : undefined;
  if (tab && specs.has(tab)) return { kind: 'spec', uri: tab };
  if (editor && here) {
    if (active && specs.has(active)) return { kind: 'spec', uri: active };
    const selected = editor.document.getText(editor.selection).trim();
    if (selected !== '') return fromText(selected, placeOf(editor), active);
    if (editor.document.isUntitled && editor.document.languageId === 'markdown') {
      const text = editor.document.getText();
      if (isProse(withoutHint(text)))
        return { kind: 'request', text: withoutHint(text), place: '', near: undefined };
    }
  }
  if (uri) return fromFile(uri);
  return ask(specs);
}

/** What the tab shows: the active editor may still be the one that was left a moment ago. */
function fileInTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

async function fromText(
  text: string,
  place: string,
  near: vscode.Uri | undefined,
): Promise<Given | undefined> {
  if (isProse(text)) return { kind: 'request', text, place, near };
  return askAbout(place, near);
}

async function fromFile(uri: vscode.Uri): Promise<Given | undefined> {
  const place = `\`${vscode.workspace.asRelativePath(uri, false)}\``;
  const info = await vscode.workspace.fs.stat(uri);
  if (
    info.type === vscode.FileType.File &&
    info.size <= largestFile &&
    /\.(?:md|markdown|txt)$/i.test(uri.path)
  ) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).trim();
    if (isProse(text)) return { kind: 'request', text, place, near: uri };
  }
  return askAbout(place, uri);
}

/** Code says where, not what. */
async function askAbout(place: string, near: vscode.Uri | undefined): Promise<Given | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('What should exist?'),
    prompt: vscode.l10n.t(
      'One sentence about {0}. It becomes a spec of ten lines.',
      place.replaceAll('`', ''),
    ),
    ignoreFocusOut: true,
  });
  return text?.trim() ? { kind: 'request', text: text.trim(), place, near } : undefined;
}

function placeOf(editor: vscode.TextEditor): string {
  const { document, selection } = editor;
  if (document.isUntitled || document.uri.scheme !== 'file') return '';
  const [from, to] = [selection.start.line + 1, selection.end.line + 1];
  const path = vscode.workspace.asRelativePath(document.uri, false);
  return from === to ? `\`${path}\`, line ${from}` : `\`${path}\`, lines ${from} to ${to}`;
}

type Choice = vscode.QuickPickItem & { readonly take: () => Promise<Given | undefined> };

async function ask(specs: SpecFiles): Promise<Given | undefined> {
  await specs.refresh();
  const { l10n } = vscode;
  const copied = inBrowser() ? '' : await clipboard();
  const offered = copied.trim().length > 20 && isProse(copied.slice(0, longestSource));
  const items: Choice[] = [
    ...(offered ? [clipboardChoice(copied)] : inBrowser() ? [unseenClipboardChoice()] : []),
    {
      label: `$(edit) ${l10n.t('Write or paste a longer text...')}`,
      detail: l10n.t('Opens an empty document. Choose Delegate above it when it says what should exist.'),
      take: openPaper,
    },
    ...specs.all().map((uri) => ({
      label: `$(file) ${vscode.workspace.asRelativePath(uri)}`,
      description: l10n.t('a spec that exists'),
      take: async (): Promise<Given> => ({ kind: 'spec', uri }),
    })),
  ];
  const picked = await pick(items, (typed) => typedChoice(typed, copied));
  return picked?.take();
}

/** A browser complains on screen when it is asked for what was copied without leave. */
function inBrowser(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Web;
}

/** Empty where a browser does not hand it out, or takes its time to ask. */
async function clipboard(): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(() => resolve(''), 500));
  return Promise.race([vscode.env.clipboard.readText(), late]).catch(() => '');
}

function clipboardChoice(copied: string): Choice {
  const lines = copied.trim().split('\n').length;
  const { l10n } = vscode;
  return {
    label: `$(clippy) ${l10n.t('Use the text that you copied')}`,
    description:
      lines === 1
        ? l10n.t('1 line, {0} characters', copied.length)
        : l10n.t('{0} lines, {1} characters', lines, copied.length),
    take: async () => ({ kind: 'request', text: copied, place: '', near: undefined }),
  };
}

function unseenClipboardChoice(): Choice {
  return {
    label: `$(clippy) ${vscode.l10n.t('Use the text that you copied')}`,
    async take() {
      const copied = await vscode.env.clipboard.readText();
      if (copied.trim() !== '') return { kind: 'request', text: copied, place: '', near: undefined };
      throw new Error(
        vscode.l10n.t(
          'There is no text in the clipboard. Nothing was written. Copy it, then delegate again.',
        ),
      );
    },
  };
}

/** An input line joins what is pasted into it; where that is what was copied, the lines are kept. */
function typedChoice(typed: string, copied: string): Choice {
  const squeezed = (text: string) => text.replaceAll(/\s+/g, '');
  const pasted = copied.includes('\n') && squeezed(copied) === squeezed(typed);
  return {
    label: `$(rocket) ${typed}`,
    description: vscode.l10n.t('write a spec for this'),
    alwaysShow: true,
    take: async () => ({ kind: 'request', text: pasted ? copied : typed, place: '', near: undefined }),
  };
}

/** A choice, or words typed in the same line; words with a space come first, a single word may be looking for a spec. */
function pick(items: readonly Choice[], typed: (value: string) => Choice): Promise<Choice | undefined> {
  const picker = vscode.window.createQuickPick<Choice>();
  picker.title = vscode.l10n.t('What should exist?');
  picker.placeholder = vscode.l10n.t('Say it in one sentence, paste an issue, or choose a spec');
  picker.ignoreFocusOut = true;
  picker.items = items;
  picker.onDidChangeValue((value) => {
    const words = value.trim();
    const own = words === '' ? [] : [typed(words)];
    picker.items = /\s/.test(words) ? [...own, ...items] : [...items, ...own];
    if (own[0] && /\s/.test(words)) picker.activeItems = own;
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0] ?? picker.activeItems[0]);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

const hint = '<!-- What should exist? Write or paste it below, then choose Delegate above. -->';

async function openPaper(): Promise<undefined> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: `${hint}\n\n` });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  return undefined;
}

function withoutHint(text: string): string {
  return text.replace(hint, '').trim();
}
