// The workflow files of a window: those that a run could follow, and the picture of the one that a run follows.
// Invariant: a file is read here and understood in the worker for workflows, once for each text.
import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { OfferedWorkflow, ReadWorkflow, WorkflowPicture } from '../../core/protocol/workflow-picture.ts';
import type { RunState } from '../../core/run/state.ts';
import type { LintClient } from '../lint-client.ts';

export interface Workflows extends vscode.Disposable {
  /** Of the run's own file, else of its level's; null where it cannot be read. */
  picture(run: RunState): Promise<WorkflowPicture | null>;
  /** What the form lists: files of the repository, and those that ship and can be carried out. */
  offered(repository: string | undefined): Promise<readonly OfferedWorkflow[]>;
  /** The file that an offer is made of; undefined without one. Throws where it is gone. */
  file(repository: string, path: string | undefined): Promise<vscode.Uri | undefined>;
  open(repository: string | undefined, path: string, line: number | null): Promise<void>;
  readonly onDidChange: vscode.Event<unknown>;
}

/** More different texts are not met in a session; older ones are read again. */
const most = 50;

const pattern = '**/workflows/*.dot';

export function createWorkflows(extensionUri: vscode.Uri, client: Pick<LintClient, 'workflow'>): Workflows {
  const shipped = vscode.Uri.joinPath(extensionUri, 'specs-templates', 'workflows');
  const known = new Map<string, Promise<ReadWorkflow>>();
  const read = async (file: vscode.Uri): Promise<ReadWorkflow> => readText(await textOf(file));
  const readText = (text: string) => {
    const before = known.get(text);
    if (before) return before;
    if (known.size >= most) known.clear();
    const reading = client.workflow(text);
    known.set(text, reading);
    // Not at once: what took too long would be tried at each drawing.
    reading.catch(() => setTimeout(() => known.delete(text), 60_000).unref());
    return reading;
  };
  const files = async (repository: string | undefined) => {
    const own = repository === undefined ? [] : await filesOf(repository);
    const names = (await vscode.workspace.fs.readDirectory(shipped)).map(([name]) => name);
    // Those of the levels are what a run follows without a choice.
    const others = names.filter((name) => name.endsWith('.dot') && !name.startsWith('level-'));
    return [
      ...own,
      ...others.map((path) => ({ path, shipped: true, file: vscode.Uri.joinPath(shipped, path) })),
    ];
  };
  const file = async (repository: string | undefined, path: string | undefined) => {
    if (path === undefined) return undefined;
    const found = (await files(repository)).find((one) => one.path === path)?.file;
    if (found) return found;
    throw new Error(vscode.l10n.t('There is no workflow {0} any more.', path));
  };
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const changed = new vscode.EventEmitter<unknown>();
  const events = [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete];
  const parts = vscode.Disposable.from(
    watcher,
    changed,
    ...events.map((on) => on((uri) => changed.fire(uri))),
  );
  return {
    file,
    onDidChange: changed.event,
    async picture({ request }) {
      const { workflow, level } = request;
      const reading = workflow
        ? readText(workflow.text)
        : read(vscode.Uri.joinPath(shipped, `level-${level}.dot`));
      return reading.then(
        ({ picture }) => picture,
        () => null,
      );
    },
    async offered(repository) {
      const all = await Promise.all(
        (await files(repository)).map(async (one) => {
          const { title, problem, picture } = await read(one.file).catch(unreadable);
          const judges =
            picture?.nodes.some(({ stage }) => stage === 'validation' || stage === 'sealed') ?? false;
          return { path: one.path, shipped: one.shipped, title, problem, judges };
        }),
      );
      return all.filter((one) => !one.shipped || one.problem === null);
    },
    async open(repository, path, line) {
      const at = new vscode.Position((line ?? 1) - 1, 0);
      const uri = await file(repository, path);
      if (uri) await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
    },
    dispose: () => parts.dispose(),
  };
}

function unreadable(error: unknown): ReadWorkflow {
  const message = error instanceof Error ? error.message : String(error);
  return { title: '', problem: { line: null, message }, picture: null };
}

async function filesOf(repository: string) {
  const within = new vscode.RelativePattern(vscode.Uri.file(repository), pattern);
  const found = await vscode.workspace.findFiles(within, '**/node_modules/**', most);
  return found
    .map((file) => ({ path: relative(repository, file.fsPath).split(sep).join('/'), shipped: false, file }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

async function textOf(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
