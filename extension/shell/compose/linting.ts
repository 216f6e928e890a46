// Wires the lint worker to the editor: diagnostics, quick fixes, hover, and readiness for views and lenses.
import * as vscode from 'vscode';
import type { FileLint } from '../../core/lint/finding.ts';
import { mentionsOf } from '../../core/lint/coverage.ts';
import type { ScenarioMention } from '../../core/lint/rule.ts';
import { isWorkflowPath } from '../../core/workflow/workflow-path.ts';
import type { WorkerContext } from '../../core/lint/worker-messages.ts';
import { registerDiagnostics } from '../diagnostics.ts';
import { registerHover } from '../hover.ts';
import { createLintClient, type LintClient } from '../lint-client.ts';
import { registerQuickFixes } from '../quick-fixes.ts';
import { registerLintTask } from '../lint-task.ts';
import { registerSpecCompletion } from '../spec-completion.ts';
import { registerSpecNames } from '../spec-names.ts';
import { onDidChangeSettings, readSettings } from '../settings.ts';
import type { SpecFiles } from '../spec-files.ts';

export interface Linting extends vscode.Disposable {
  readonly client: LintClient;
  /** Of the worker for workflows. */
  readonly workflow: LintClient['workflow'];
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
  const workflows = createLintClient({
    workerFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'workflow-worker.mjs').fsPath,
  });
  const lint: LintClient['lint'] = (text, uri) =>
    (isWorkflowPath(vscode.Uri.parse(uri).path) ? workflows : client).lint(text, uri);
  const changed = new vscode.EventEmitter<void>();
  const kept = keepLints(lint);
  const affected = new vscode.EventEmitter<(uri: vscode.Uri) => boolean>();
  client.onDidChangeFacts((uri, keys) => {
    const concerns = (other: vscode.Uri) =>
      other.toString() !== uri && client.dependsOn(other.toString(), keys);
    kept.forget(concerns);
    affected.fire(concerns);
  });
  const set = learnSpecs(client, specs, log);
  const isSpec = specs.has;
  const show = (uri: vscode.Uri) => readSettings(uri).show;
  const isChecked = (uri: vscode.Uri) => isSpec(uri) || isWorkflowPath(uri.path);
  const page = (...path: string[]) => vscode.Uri.joinPath(context.extensionUri, 'docs', ...path);
  // Rules of specs are written with `-`, those of workflows with `_`, as in the NLSpec.
  const rulePage = (rule: string) =>
    /_|^syntax$/.test(rule) ? page('workflows.md') : page('rules', `${rule}.md`);
  const diagnostics = registerDiagnostics({
    lint,
    isSpec: isChecked,
    show,
    rulePage,
    onDidChange: changed.event,
    onDidAffect: affected.event,
    log: (message) => log.warn(message),
  });
  const configuration = vscode.workspace.createFileSystemWatcher('**/dimmer.yaml');
  const regraded = () => {
    kept.forget();
    changed.fire();
  };
  const parts = vscode.Disposable.from(
    client,
    workflows,
    configuration,
    configuration.onDidCreate(regraded),
    configuration.onDidChange(regraded),
    configuration.onDidDelete(regraded),
    changed,
    affected,
    set,
    diagnostics,
    registerQuickFixes({
      lint: kept.document,
      isSpec,
      async relint(document, other) {
        await client.learn(other.getText(), other.uri.toString());
        return lint(document.getText(), document.uri.toString());
      },
    }),
    registerSpecCompletion({ isSpec, complete: client.complete }),
    registerSpecNames({ client, specs, scenarios: scenariosBeside, textOf: shownText }),
    registerLintTask({
      program: vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.mjs').fsPath,
      ...{ specs: specs.all, show },
    }),
    registerHover({ lint: kept.document, isSpec, show, rulePage }),
    specs.onDidChange(() => changed.fire()),
    onDidChangeSettings(() => changed.fire()),
  );
  return {
    client,
    workflow: workflows.workflow,
    ...kept,
    lintAll: diagnostics.lintAll,
    onDidLint: diagnostics.onDidLint,
    dispose: () => parts.dispose(),
  };
}

/** Answers again from memory while the text is the same. */
function keepLints(lint: LintClient['lint']): Pick<Linting, 'document' | 'file'> & {
  /** Those that pass; all without a test. */
  forget(which?: (uri: vscode.Uri) => boolean): void;
} {
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
    forget(which = () => true) {
      for (const uri of kept.keys()) if (which(vscode.Uri.parse(uri))) kept.delete(uri);
    },
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

/** Tells the linter what every spec of the window says, once and again when its file changes. Open ones speak for themselves. */
function learnSpecs(client: LintClient, specs: SpecFiles, log: vscode.LogOutputChannel): vscode.Disposable {
  const learnt = new Map<string, vscode.Uri>();
  const isOpen = (uri: vscode.Uri) =>
    vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  const learn = async (uri: vscode.Uri) => {
    learnt.set(uri.toString(), uri);
    if (isOpen(uri)) return;
    const info = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
    if (info === undefined || info.size > maxBytes) return;
    await client
      .learn(await textOf(uri), uri.toString())
      .catch((error: Error) => log.warn(`${uri.toString()}: ${error.message}`));
  };
  let running = Promise.resolve();
  // One after the other: the window must stay usable while a thousand specs are read.
  const all = () => {
    running = running.then(async () => {
      for (const [key, uri] of learnt)
        if (!specs.has(uri)) {
          learnt.delete(key);
          client.forget(key);
        }
      for (const uri of specs.all()) if (!learnt.has(uri.toString())) await learn(uri);
    });
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.md', true, false, true);
  all();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange((uri) => void (specs.has(uri) && learn(uri))),
    specs.onDidChange(all),
  );
}

async function contextOf(spec: vscode.Uri): Promise<WorkerContext> {
  const folder = vscode.workspace.getWorkspaceFolder(spec);
  if (folder === undefined) return {};
  const configuration = await textOf(vscode.Uri.joinPath(folder.uri, 'dimmer.yaml'));
  return {
    root: `${folder.uri.path}/`,
    scenarios: await visibleScenarios(folder),
    ...(configuration === '' ? {} : { configuration }),
  };
}

/** What the visible scenarios of a folder say they show. */
async function visibleScenarios(folder: vscode.WorkspaceFolder): Promise<ScenarioMention[]> {
  const files = await scenariosBeside(folder.uri);
  return (await Promise.all(files.map(textOf))).map(mentionsOf);
}

async function scenariosBeside(uri: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return [];
  return vscode.workspace.findFiles(new vscode.RelativePattern(folder, 'scenarios/**/*.md'), null, 500);
}

/** As it is in the editor, where it is open. */
async function shownText(file: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === file.toString());
  return open ? open.getText() : textOf(file);
}

/** Empty where there is no such file. */
async function textOf(file: vscode.Uri): Promise<string> {
  return vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );
}
