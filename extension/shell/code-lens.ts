// On the first line of a spec: delegate it, judge a commit against it, and what an agent would have to guess.
import * as vscode from 'vscode';
import type { FileLint } from '../core/lint/finding.ts';
import type { SpecFiles } from './spec-files.ts';

export interface CodeLensDeps {
  readonly specs: SpecFiles;
  readonly lint: (document: vscode.TextDocument) => Promise<FileLint | undefined>;
  readonly onDidLint: vscode.Event<unknown>;
}

export function registerCodeLens(deps: CodeLensDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      if (!deps.specs.has(document.uri)) return [];
      return lenses(document.uri, headingLine(document), await deps.lint(document));
    },
  };
  const update = () => changed.fire();
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider({ language: 'markdown' }, provider),
    deps.specs.onDidChange(update),
    deps.onDidLint(update),
  );
}

function lenses(uri: vscode.Uri, line: number, lint: FileLint | undefined): vscode.CodeLens[] {
  const range = new vscode.Range(line, 0, line, 0);
  const delegate = new vscode.CodeLens(range, {
    title: `$(rocket) ${vscode.l10n.t('Delegate')}`,
    tooltip: vscode.l10n.t('Let an agent build this spec, away from your checkout'),
    command: 'dimmer.delegate',
    arguments: [uri],
  });
  const evaluate = new vscode.CodeLens(range, {
    title: `$(law) ${vscode.l10n.t('Evaluate a commit')}`,
    tooltip: vscode.l10n.t(
      'Judge a commit that exists against hidden scenarios, whoever or whatever made it',
    ),
    command: 'dimmer.evaluate',
    arguments: [uri],
  });
  if (lint === undefined) return [delegate, evaluate];
  const readiness = new vscode.CodeLens(range, {
    title: lint.readiness.summary,
    tooltip: lint.readiness.summary,
    command: 'workbench.actions.view.problems',
  });
  return [delegate, evaluate, readiness];
}

/** The first heading, or the top: a lens above front matter would be far from the title. */
function headingLine(document: vscode.TextDocument): number {
  for (let line = 0; line < Math.min(document.lineCount, 60); line += 1)
    if (/^#\s/.test(document.lineAt(line).text)) return line;
  return 0;
}
