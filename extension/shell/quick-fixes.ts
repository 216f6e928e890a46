// Fixes as code actions: one quick fix each, and all that need no answer of the author at once.
// Invariant: an edit is computed from findings of the very text it is applied to.
import * as vscode from 'vscode';
import { safeEdits } from '../core/lint/apply-fixes.ts';
import type { FileLint, Finding, Fix, TextEdit } from '../core/lint/finding.ts';

export interface QuickFixDeps {
  /** Findings of the document as it is now. */
  readonly lint: (document: vscode.TextDocument) => Promise<FileLint | undefined>;
  readonly isSpec: (uri: vscode.Uri) => boolean;
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
  };
  return vscode.languages.registerCodeActionsProvider({ language: 'markdown' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll],
  });
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
        ...finding.fixes.map((fix) => quickFix(document, fix, diagnostics, single && !fix.guided)),
        ...(diagnostics.length > 0 && !finding.code.startsWith('DOC')
          ? [suppress(document, finding, diagnostics)]
          : []),
      ];
    });
}

function quickFix(
  document: vscode.TextDocument,
  fix: Fix,
  diagnostics: vscode.Diagnostic[],
  preferred: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  const uri = fix.path === undefined ? document.uri : document.uri.with({ path: fix.path });
  action.edit = toWorkspaceEdit(uri, fix.edits);
  action.diagnostics = diagnostics;
  action.isPreferred = preferred;
  return action;
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
