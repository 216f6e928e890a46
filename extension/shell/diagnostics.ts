// Findings as diagnostics: specs that are open are linted a moment after each edit; certain findings only, unless more is asked for.
// Invariant: what is shown belongs to the text that is on screen; a late answer for an older text is dropped.
import * as vscode from 'vscode';
import { shownAt, type FileLint, type Finding, type LintShow } from '../core/lint/finding.ts';
import type { Range } from '../core/spec/model.ts';

export interface DiagnosticsDeps {
  readonly lint: (text: string, uri: string) => Promise<FileLint>;
  /** Whether `dimmer.specs` names the file. */
  readonly isSpec: (uri: vscode.Uri) => boolean;
  /** Setting `dimmer.lint.show`. */
  readonly show: (uri: vscode.Uri) => LintShow;
  /** The page of a rule: `docs/rules/<rule>.md`. */
  readonly rulePage: (rule: string) => vscode.Uri;
  /** Fires when specs or settings change: everything open is linted again. */
  readonly onDidChange: vscode.Event<unknown>;
  /** Fires with open specs that something in another file has changed for. */
  readonly onDidAffect?: vscode.Event<(uri: vscode.Uri) => boolean>;
  readonly log: (message: string) => void;
  readonly delayMs?: number;
}

export interface Diagnostics extends vscode.Disposable {
  /** Fires with the file whose findings are new. */
  readonly onDidLint: vscode.Event<vscode.Uri>;
  /** Lints files that are not open, too. A file that cannot be read is skipped and logged. */
  lintAll(uris: readonly vscode.Uri[]): Promise<void>;
}

export function registerDiagnostics(deps: DiagnosticsDeps): Diagnostics {
  const collection = vscode.languages.createDiagnosticCollection('dimmer');
  const linted = new vscode.EventEmitter<vscode.Uri>();
  const timers = new Map<string, NodeJS.Timeout>();

  const publish = (uri: vscode.Uri, { findings }: FileLint) => {
    const show = deps.show(uri);
    collection.set(
      uri,
      findings
        .filter((finding) => shownAt(finding, show))
        .map((finding) => toDiagnostic(finding, uri, deps.rulePage)),
    );
    linted.fire(uri);
  };
  const lintOpen = async (document: vscode.TextDocument) => {
    const { version, uri } = document;
    try {
      const result = await deps.lint(document.getText(), uri.toString());
      if (!document.isClosed && document.version === version && deps.isSpec(uri)) publish(uri, result);
    } catch (error) {
      deps.log(`${uri.toString()}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const later = (document: vscode.TextDocument, delay = deps.delayMs ?? 250) => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    if (!deps.isSpec(document.uri)) return void collection.delete(document.uri);
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        void lintOpen(document);
      }, delay),
    );
  };
  const all = () => vscode.workspace.textDocuments.forEach((document) => later(document, 0));
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument((document) => later(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => later(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      clearTimeout(timers.get(uri.toString()));
      collection.delete(uri);
    }),
    deps.onDidChange(all),
    ...(deps.onDidAffect
      ? [
          deps.onDidAffect((affected) =>
            vscode.workspace.textDocuments
              .filter(({ uri }) => affected(uri))
              .forEach((document) => later(document)),
          ),
        ]
      : []),
  ];
  all();
  return {
    onDidLint: linted.event,
    async lintAll(uris) {
      for (const uri of uris) await lintFile(uri, deps, lintOpen, publish);
    },
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      vscode.Disposable.from(...subscriptions, collection, linted).dispose();
    },
  };
}

async function lintFile(
  uri: vscode.Uri,
  deps: DiagnosticsDeps,
  lintOpen: (document: vscode.TextDocument) => Promise<void>,
  publish: (uri: vscode.Uri, lint: FileLint) => void,
): Promise<void> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return lintOpen(open);
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    publish(uri, await deps.lint(new TextDecoder().decode(bytes), uri.toString()));
  } catch (error) {
    deps.log(`${uri.toString()}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

function toDiagnostic(
  finding: Finding,
  uri: vscode.Uri,
  rulePage: DiagnosticsDeps['rulePage'],
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    finding.message,
    severities[finding.severity],
  );
  diagnostic.source = 'dimmer';
  diagnostic.code = { value: finding.rule, target: rulePage(finding.rule) };
  diagnostic.relatedInformation = finding.related.map(
    ({ message, range, path }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(path === undefined ? uri : uri.with({ path }), toRange(range)),
        message,
      ),
  );
  return diagnostic;
}

function toRange({ line, column, endLine, endColumn }: Range): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
