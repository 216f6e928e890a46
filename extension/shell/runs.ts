// Every run of every repository of this window, folded from the run folders; a viewer, never a writer.
// Invariant: multi-root aware, newest first, and a repository that cannot be read never hides the others.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunState } from '../core/run/state.ts';

/** What the model needs from node/: where repositories are, their runs, and changes to them. */
export interface RunStorePort {
  /** The repository a folder belongs to, or null where there is none. */
  repositoryRoot(directory: string): Promise<string | null>;
  listRuns(root: string): Promise<readonly RunState[]>;
  /** The folder with one folder per run. */
  runsFolder(root: string): Promise<string>;
  watchRuns(root: string, onChange: () => void): Promise<{ dispose(): void }>;
  isAlive(process: { readonly pid: number; readonly startTime: string }): boolean;
}

export interface RunsModel extends vscode.Disposable {
  /** Newest first. */
  all(): readonly RunState[];
  get(id: string): RunState | undefined;
  /** Whether the run's recorded runner still lives. */
  alive(id: string): boolean;
  readonly onDidChange: vscode.Event<void>;
  refresh(): Promise<void>;
  /** The run's folder on disk. */
  folder(id: string): string;
  /** The repositories of this window, in the order of the workspace folders. */
  repositories(): readonly string[];
}

interface Entry {
  readonly run: RunState;
  readonly folder: string;
  readonly alive: boolean;
}

/** How often liveness is looked at while something runs, in milliseconds. */
const pulse = 3000;

export function createRunsModel(store: RunStorePort, report: (error: unknown) => void): RunsModel {
  const changed = new vscode.EventEmitter<void>();
  const watchers = new Map<string, { dispose(): void }>();
  let entries = new Map<string, Entry>();
  let roots: readonly string[] = [];
  let fingerprint = '';
  let pending: Promise<void> | undefined;
  let again = false;

  const load = async () => {
    roots = await rootsOfWindow(store);
    await watchAll(store, roots, watchers, () => void refresh(), report);
    const found = await Promise.all(roots.map((root) => entriesOf(store, root, report)));
    const list = found.flat().sort((a, b) => (a.run.request.runId < b.run.request.runId ? 1 : -1));
    entries = new Map(list.map((entry) => [entry.run.request.runId, entry]));
    const next = JSON.stringify([roots, list.map(({ run, alive }) => [run.request.runId, run.seq, alive])]);
    if (next === fingerprint) return;
    fingerprint = next;
    changed.fire();
  };
  const refresh = (): Promise<void> => {
    if (pending) {
      again = true;
      return pending;
    }
    pending = load()
      .catch(report)
      .finally(() => {
        pending = undefined;
        if (again) void ((again = false), refresh());
      });
    return pending;
  };
  const timer = setInterval(() => {
    if ([...entries.values()].some(({ alive }) => alive)) void refresh();
  }, pulse);
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(() => void refresh());

  return {
    all: () => [...entries.values()].map(({ run }) => run),
    get: (id) => entries.get(id)?.run,
    alive: (id) => entries.get(id)?.alive ?? false,
    onDidChange: changed.event,
    refresh,
    folder: (id) => entries.get(id)?.folder ?? '',
    repositories: () => roots,
    dispose() {
      clearInterval(timer);
      folders.dispose();
      for (const watcher of watchers.values()) watcher.dispose();
      changed.dispose();
    },
  };
}

async function rootsOfWindow(store: RunStorePort): Promise<string[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(
    folders.map(({ uri }) => store.repositoryRoot(uri.fsPath).catch(() => null)),
  );
  return [...new Set(found.filter((root) => root !== null))];
}

async function watchAll(
  store: RunStorePort,
  roots: readonly string[],
  watchers: Map<string, { dispose(): void }>,
  onChange: () => void,
  report: (error: unknown) => void,
): Promise<void> {
  for (const [root, watcher] of watchers) {
    if (roots.includes(root)) continue;
    watcher.dispose();
    watchers.delete(root);
  }
  for (const root of roots) {
    if (watchers.has(root)) continue;
    watchers.set(root, { dispose: () => undefined });
    await store.watchRuns(root, onChange).then((watcher) => watchers.set(root, watcher), report);
  }
}

async function entriesOf(
  store: RunStorePort,
  root: string,
  report: (error: unknown) => void,
): Promise<Entry[]> {
  try {
    const [folder, runs] = await Promise.all([store.runsFolder(root), store.listRuns(root)]);
    return runs.map((run) => ({
      run,
      folder: join(folder, run.request.runId),
      alive: run.runner !== null && store.isAlive(run.runner),
    }));
  } catch (error) {
    report(error);
    return [];
  }
}
