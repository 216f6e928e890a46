// Over a finding: the question the author can answer in one line, why an agent would guess, and how often the rule is right.
import * as vscode from 'vscode';
import { shownAt, type FileLint, type Finding, type LintShow } from '../core/lint/finding.ts';

export interface HoverDeps {
  readonly lint: (document: vscode.TextDocument) => Promise<FileLint | undefined>;
  readonly isSpec: (uri: vscode.Uri) => boolean;
  readonly show: (uri: vscode.Uri) => LintShow;
  readonly rulePage: (rule: string) => vscode.Uri;
}

export function registerHover(deps: HoverDeps): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    {
      async provideHover(document, position) {
        if (!deps.isSpec(document.uri)) return undefined;
        const result = await deps.lint(document).catch(() => undefined);
        const show = deps.show(document.uri);
        const here = (result?.findings ?? []).filter(
          (finding) => shownAt(finding, show) && toRange(finding).contains(position),
        );
        const [first] = here;
        if (!first) return undefined;
        return new vscode.Hover(
          here.map((finding) => explain(finding, deps.rulePage)),
          toRange(first),
        );
      },
    },
  );
}

function explain(finding: Finding, rulePage: HoverDeps['rulePage']): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(finding.question).appendMarkdown('**\n\n');
  text.appendText(vscode.l10n.t('Why an agent would guess: {0}', finding.reason)).appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('How often this rule is right: {0}', finding.precision));
  text.appendMarkdown(`\n\n[${finding.code}](${rulePage(finding.rule).toString()})`);
  return text;
}

function toRange({ range }: Finding): vscode.Range {
  return new vscode.Range(range.line - 1, range.column - 1, range.endLine - 1, range.endColumn - 1);
}
