// Wires the lint worker to the editor: diagnostics, quick fixes, hover, and readiness for views and lenses.
import * as vscode from 'vscode';
import type { FileLint } from '../../core/lint/finding.ts';
import { mentionsOf } from '../../core/lint/coverage.ts';
import type { ScenarioMention } from '../../core/lint/rule.ts';
import type { WorkerContext } from '../../core/lint/worker-messages.ts';
import { registerDiagnostics } from '../diagnostics.ts';
import { registerHover } from '../hover.ts';
import { createLintClient, type LintClient } from '../lint-client.ts';
import { registerQuickFixes } from '../quick-fixes.ts';
import { onDidChangeSettings, readSettings } from '../settings.ts';
import type { SpecFiles } from '../spec-files.ts';

export interface Linting extends vscode.Disposable {
  readonly client: LintClient;
  /** Readiness of an open document, kept until it changes. */
  document(document: vscode.TextDocument): Promise<FileLint | undefined>;
  /** Readiness of a file, open or not; undefined where it cannot be read. */
  file(uri: vscode.Uri): Promise<FileLint | undefined>;
  lintAll(uris: readonly vscode.Uri[]): Promise<void>;
  readonly onDidLint: vscode.Event<unknown>;
}

/** Larger files are not read for a view; the linter says why when they are opened. */
const maxBytes = 1024 * 1024;

export function createLinting(
  context: vscode.ExtensionContext,
  specs: SpecFiles,
  log: vscode.LogOutputChannel,
): Linting {
  const client = createLintClient({
    workerFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'lint-worker.mjs').fsPath,
    context: (uri) => contextOf(vscode.Uri.parse(uri)),
  });
  const lint = client.lint;
  const changed = new vscode.EventEmitter<void>();
  const kept = keepLints(lint);
  const isSpec = specs.has;
  const show = (uri: vscode.Uri) => readSettings(uri).show;
  const rulePage = (rule: string) => vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules', `${rule}.md`);
  const diagnostics = registerDiagnostics({
    lint,
    isSpec,
    show,
    rulePage,
    onDidChange: changed.event,
    log: (message) => log.warn(message),
  });
  const configuration = vscode.workspace.createFileSystemWatcher('**/dimmer.yaml');
  const regraded = () => {
    kept.forget();
    changed.fire();
  };
  const parts = vscode.Disposable.from(
    client,
    configuration,
    configuration.onDidCreate(regraded),
    configuration.onDidChange(regraded),
    configuration.onDidDelete(regraded),
    changed,
    diagnostics,
    registerQuickFixes({ lint: kept.document, isSpec }),
    registerHover({ lint: kept.document, isSpec, show, rulePage }),
    specs.onDidChange(() => changed.fire()),
    onDidChangeSettings(() => changed.fire()),
  );
  return {
    client,
    ...kept,
    lintAll: diagnostics.lintAll,
    onDidLint: diagnostics.onDidLint,
    dispose: () => parts.dispose(),
  };
}

/** Answers again from memory while the text is the same. */
function keepLints(lint: LintClient['lint']): Pick<Linting, 'document' | 'file'> & { forget(): void } {
  const kept = new Map<string, { readonly version: string; readonly lint: Promise<FileLint | undefined> }>();
  const once = (uri: vscode.Uri, version: string, text: () => Promise<string>) => {
    const before = kept.get(uri.toString());
    if (before?.version === version) return before.lint;
    const result = text()
      .then((read) => lint(read, uri.toString()))
      .catch(() => undefined);
    kept.set(uri.toString(), { version, lint: result });
    return result;
  };
  const document = (open: vscode.TextDocument) =>
    once(open.uri, `open ${open.version}`, async () => open.getText());
  return {
    document,
    forget: () => kept.clear(),
    async file(uri) {
      const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
      if (open) return document(open);
      const info = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
      if (info === undefined || info.size > maxBytes) return undefined;
      return once(uri, `disk ${info.mtime} ${info.size}`, async () =>
        new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
      );
    },
  };
}

async function contextOf(spec: vscode.Uri): Promise<WorkerContext> {
  const folder = vscode.workspace.getWorkspaceFolder(spec);
  if (folder === undefined) return {};
  const configuration = await textOf(vscode.Uri.joinPath(folder.uri, 'dimmer.yaml'));
  return {
    scenarios: await visibleScenarios(folder),
    ...(configuration === '' ? {} : { configuration }),
  };
}

/** What the visible scenarios of a folder say they show. */
async function visibleScenarios(folder: vscode.WorkspaceFolder): Promise<ScenarioMention[]> {
  const pattern = new vscode.RelativePattern(folder, 'scenarios/**/*.md');
  const files = await vscode.workspace.findFiles(pattern, null, 500);
  return (await Promise.all(files.map(textOf))).map(mentionsOf);
}

/** Empty where there is no such file. */
async function textOf(file: vscode.Uri): Promise<string> {
  return vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );
}
