// Fixes as code actions: one quick fix each, and all that need no answer of the author at once.
// Invariant: an edit is computed from findings of the very text it is applied to; for another file, when it is chosen.
import * as vscode from 'vscode';
import { safeEdits } from '../core/lint/apply-fixes.ts';
import type { FileLint, Finding, Fix, TextEdit } from '../core/lint/finding.ts';

export interface QuickFixDeps {
  /** Findings of the document as it is now. */
  readonly lint: (document: vscode.TextDocument) => Promise<FileLint | undefined>;
  /** The same, after the linter was told what `other` says now. */
  readonly relint: (document: vscode.TextDocument, other: vscode.TextDocument) => Promise<FileLint>;
  readonly isSpec: (uri: vscode.Uri) => boolean;
}

/** A fix in another file. It has no edit until it is chosen: that file may have changed since its facts were read. */
class ForeignAction extends vscode.CodeAction {
  later?: { readonly document: vscode.TextDocument; readonly message: string; readonly path: string };
}

const fixAll = vscode.CodeActionKind.SourceFixAll.append('dimmer');

export function registerQuickFixes(deps: QuickFixDeps): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, context) {
      if (!deps.isSpec(document.uri)) return [];
      const { version } = document;
      const result = await deps.lint(document).catch(() => undefined);
      if (result === undefined || document.version !== version) return [];
      const wanted = (kind: vscode.CodeActionKind) =>
        context.only === undefined || context.only.contains(kind);
      const actions: vscode.CodeAction[] = [];
      if (wanted(vscode.CodeActionKind.QuickFix))
        actions.push(...quickFixes(document, range, context, result));
      if (context.only?.contains(fixAll)) actions.push(...fixAllAction(document, result));
      return actions;
    },
    async resolveCodeAction(action) {
      if (action instanceof ForeignAction) await resolveForeign(action, deps);
      return action;
    },
  };
  return vscode.languages.registerCodeActionsProvider(
    [{ language: 'markdown' }, { pattern: '**/workflows/*.dot' }],
    provider,
    {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll],
    },
  );
}

function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  { findings }: FileLint,
): vscode.CodeAction[] {
  return findings
    .filter((finding) => toRange(finding).intersection(range) !== undefined)
    .flatMap((finding) => {
      const diagnostics = context.diagnostics.filter((diagnostic) => isAbout(diagnostic, finding));
      const single = finding.fixes.length === 1;
      return [
        ...finding.fixes.map((fix) => quickFix(document, finding, fix, diagnostics, single && !fix.guided)),
        ...(diagnostics.length > 0 && !/^(DOC|FLO)/.test(finding.code)
          ? [suppress(document, finding, diagnostics)]
          : []),
      ];
    });
}

function quickFix(
  document: vscode.TextDocument,
  { message }: Finding,
  { title, path, edits }: Fix,
  diagnostics: vscode.Diagnostic[],
  preferred: boolean,
): vscode.CodeAction {
  const action = new ForeignAction(title, vscode.CodeActionKind.QuickFix);
  if (path === undefined) action.edit = toWorkspaceEdit(document.uri, edits);
  else action.later = { document, message, path };
  action.diagnostics = diagnostics;
  action.isPreferred = preferred;
  return action;
}

/** Lints again with the other file as it is now; where the same fix does not come out, it writes nothing and says so. */
async function resolveForeign(action: ForeignAction, { relint }: QuickFixDeps): Promise<void> {
  if (action.later === undefined) return;
  const { document, message, path } = action.later;
  const uri = document.uri.with({ path });
  const edit = await freshEdit().catch(() => undefined);
  if (edit) action.edit = edit;
  else
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} or the spec has changed, so that this fix no longer fits: nothing was written. Ask for fixes again.',
        vscode.workspace.asRelativePath(uri),
      ),
    );

  async function freshEdit() {
    const other = await vscode.workspace.openTextDocument(uri);
    const { version } = other;
    const { findings } = await relint(document, other);
    const fix = findings
      .find((finding) => finding.message === message)
      ?.fixes.find((one) => one.title === action.title && one.path === path);
    return fix && other.version === version ? toWorkspaceEdit(uri, fix.edits) : undefined;
  }
}

/** Writes the comment that keeps a finding as meant; the author still has to say why, and the linter asks until then. */
function suppress(
  document: vscode.TextDocument,
  finding: Finding,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const title = vscode.l10n.t('Keep as it is: say why ({0})', finding.code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const line = firstLineOfBlock(document, finding.range.line - 1);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const edit = new vscode.WorkspaceEdit();
  const comment = `${indent}<!-- dimmer-disable-next-line ${finding.code}: -->${newline}`;
  edit.insert(document.uri, line.range.start, comment);
  action.edit = edit;
  action.diagnostics = diagnostics;
  return action;
}

/** A comment inside a wrapped paragraph would split it. */
function firstLineOfBlock(document: vscode.TextDocument, from: number): vscode.TextLine {
  let line = document.lineAt(from);
  while (line.lineNumber > 0 && !/^\s*(?:[-*+]|\d+[.)]|#+)\s/.test(line.text)) {
    const above = document.lineAt(line.lineNumber - 1);
    if (above.isEmptyOrWhitespace || /^\s*#+\s/.test(above.text)) break;
    line = above;
  }
  return line;
}

function fixAllAction(document: vscode.TextDocument, { findings }: FileLint): vscode.CodeAction[] {
  const edits = safeEdits(findings);
  if (edits.length === 0) return [];
  const action = new vscode.CodeAction(vscode.l10n.t('Fix all that needs no answer'), fixAll);
  action.edit = toWorkspaceEdit(document.uri, edits);
  return [action];
}

function isAbout(diagnostic: vscode.Diagnostic, finding: Finding): boolean {
  const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  return (
    diagnostic.source === 'dimmer' && code === finding.rule && diagnostic.range.isEqual(toRange(finding))
  );
}

function toWorkspaceEdit(uri: vscode.Uri, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(uri, toRange({ range }), newText);
  return edit;
}

function toRange({ range }: Pick<Finding, 'range'>): vscode.Range {
  return new vscode.Range(range.line - 1, range.column - 1, range.endLine - 1, range.endColumn - 1);
}
