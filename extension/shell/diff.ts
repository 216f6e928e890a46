// A run's changes in VS Code's own diff editors, read from git objects.
// Invariant: the agent's worktree is never opened as a folder or file; opening the diff is free, and recorded as neutral.
import * as vscode from 'vscode';
import type { Hunk } from '../core/run/evidence.ts';
import { markedTitle } from '../core/run/run-row.ts';
import type { RunState } from '../core/run/state.ts';

export const commitScheme = 'dimmer-commit';
const resultScheme = 'dimmer-result';
const resultLanguage = 'dimmer-result';

export interface DiffDeps {
  /** The bytes of a file at a commit, null where it does not exist. */
  readonly showFile: (repository: string, commit: string, path: string) => Promise<Uint8Array | null>;
  /** The first of these commits that the repository has no more. */
  readonly missing: (repository: string, commits: readonly string[]) => Promise<string | null>;
  readonly recordOpened: (run: RunState) => Promise<void>;
  /** What stands above the changes of a run; empty for a run that is gone. */
  readonly resultLines: (runId: string) => readonly string[];
}

export interface DiffViewer extends vscode.Disposable {
  /** All changed files in the multi-diff editor, below four lines that say what was checked. */
  openAll(run: RunState): Promise<void>;
  /** The run whose changes the active tab shows. */
  shownRun(): string | undefined;
  /** Closes the tabs of the multi-diff editor that show this run. */
  closeAll(runId: string): Promise<void>;
  /** One changed file in the diff editor. */
  openFile(run: RunState, path: string): Promise<void>;
  /** Exactly these lines, selected, in the diff of their file. */
  openHunk(run: RunState, hunk: Hunk): Promise<void>;
}

/** Which file of which run a document of ours shows. */
export interface CommitPlace {
  readonly runId: string;
  readonly repository: string;
  /** Empty: the file does not exist on this side. */
  readonly commit: string;
  readonly path: string;
}

export function commitUri(place: CommitPlace): vscode.Uri {
  return vscode.Uri.from({ scheme: commitScheme, path: `/${place.path}`, query: JSON.stringify(place) });
}

/** The place a URI of ours stands for; undefined for any other URI. */
export function placeOf(uri: vscode.Uri | undefined): CommitPlace | undefined {
  if (uri?.scheme !== commitScheme) return undefined;
  try {
    const { runId, repository, commit, path } = JSON.parse(uri.query) as Partial<CommitPlace>;
    if (runId === undefined || repository === undefined || commit === undefined || path === undefined)
      return undefined;
    return { runId, repository, commit, path };
  } catch {
    return undefined;
  }
}

export function createDiffViewer(deps: DiffDeps): DiffViewer {
  const provider = vscode.workspace.registerTextDocumentContentProvider(commitScheme, {
    async provideTextDocumentContent(uri) {
      const place = placeOf(uri);
      if (place === undefined || place.commit === '') return '';
      const bytes = await deps.showFile(place.repository, place.commit, place.path);
      return bytes === null ? '' : textOf(bytes);
    },
  });
  const results = vscode.workspace.registerTextDocumentContentProvider(resultScheme, {
    provideTextDocumentContent: (uri) => deps.resultLines(uri.query).join('\n'),
  });
  // The API does not say what a multi-diff tab shows; its title does, and the editor adds " (2 files)" to it.
  const titles = new Map<string, string>();
  const runOf = (label: string) => titles.get(label) ?? titles.get(label.replace(/ \([^()]*\)$/, ''));
  const shownRun = () => runOf(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '');
  const mark = () =>
    void vscode.commands.executeCommand('setContext', 'dimmer.runDiff', shownRun() !== undefined);
  const tabs = [
    vscode.window.tabGroups.onDidChangeTabs(mark),
    vscode.window.tabGroups.onDidChangeTabGroups(mark),
  ];
  return {
    shownRun,
    async closeAll(runId) {
      const all = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      await vscode.window.tabGroups.close(all.filter(({ label }) => runOf(label) === runId));
    },
    async openAll(run) {
      if (run.head === null || run.files.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('"{0}" has changed no file so far.', diffTitle(run)),
        );
        return;
      }
      if (await isGone(deps, run)) return;
      const resources = run.files.map(({ path, status }) => {
        const [before, after] = sides(run, path, status);
        return [vscode.Uri.file(`${run.request.repository}/${path}`), before, after];
      });
      titles.set(diffTitle(run), run.request.runId);
      const result = resultUri(run);
      await wrapLines(result);
      await vscode.commands.executeCommand('vscode.changes', diffTitle(run), [
        [result, undefined, result],
        ...resources,
      ]);
      mark();
      await deps.recordOpened(run);
    },
    async openFile(run, path) {
      const file = run.files.find((one) => one.path === path);
      if (file === undefined || (await isGone(deps, run))) return;
      const [before, after] = sides(run, path, file.status, true);
      const name = path.slice(path.lastIndexOf('/') + 1);
      await vscode.commands.executeCommand('vscode.diff', before, after, `${name} (${diffTitle(run)})`, {
        preview: true,
      });
      await deps.recordOpened(run);
    },
    async openHunk(run, { path, side, start, lines, question }) {
      if (await isGone(deps, run)) return;
      const status = run.files.find((one) => one.path === path)?.status ?? 'M';
      const [before, after] = sides(run, path, status, true);
      const selection = new vscode.Range(start - 1, 0, start - 1 + lines, 0);
      const mark = run.request.backend === 'rehearsal' ? `${vscode.l10n.t('REHEARSAL')} · ` : '';
      const title = `${mark}${path.slice(path.lastIndexOf('/') + 1)}: ${question}`;
      // The diff editor selects on its right side; lines that are gone are shown in the file as it was.
      if (side === 'base' && before)
        await vscode.commands.executeCommand('vscode.open', before, { selection, preview: true }, title);
      else
        await vscode.commands.executeCommand('vscode.diff', before, after, title, {
          preview: true,
          selection,
        });
      await deps.recordOpened(run);
    },
    dispose: () => vscode.Disposable.from(provider, results, ...tabs).dispose(),
  };
}

/** Stands first among the changed files; its name is its headline, in the multi-diff editor and for a screen reader. */
function resultUri({ request }: RunState): vscode.Uri {
  const name = vscode.l10n.t('Result of this run');
  const rehearsal = request.backend === 'rehearsal' ? ` (${vscode.l10n.t('REHEARSAL')})` : '';
  return vscode.Uri.from({ scheme: resultScheme, path: `/${name}${rehearsal}`, query: request.runId });
}

/** Its four lines are sentences, and half a diff editor is narrow: a language of their own has them wrapped (package.json). */
async function wrapLines(result: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(result);
  if (document.languageId !== resultLanguage)
    await vscode.languages.setTextDocumentLanguage(document, resultLanguage);
}

/** Says so when a commit of the run was deleted and collected; nothing is opened then. */
async function isGone({ missing }: DiffDeps, run: RunState): Promise<boolean> {
  const { request, head } = run;
  const gone = await missing(request.repository, [request.base.commit, ...(head ? [head.commit] : [])]);
  if (gone === null) return false;
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Commit {0} of "{1}" is gone from this repository, so its lines cannot be shown. Its card is kept. Reject the run and launch it again.',
      gone.slice(0, 12),
      diffTitle(run),
    ),
  );
  return true;
}

function diffTitle(run: RunState): string {
  return markedTitle(run, vscode.l10n.t('REHEARSAL'));
}

/** Base and head of one file. `both` gives an empty document for the missing side, which a single diff needs. */
function sides(
  run: RunState,
  path: string,
  status: string,
  both = false,
): [vscode.Uri | undefined, vscode.Uri | undefined] {
  const { runId, repository, base } = run.request;
  const at = (commit: string) => commitUri({ runId, repository, commit, path });
  const missing = both ? at('') : undefined;
  const before = status.startsWith('A') ? missing : at(base.commit);
  const after = status.startsWith('D') || run.head === null ? missing : at(run.head.commit);
  return [before, after];
}

/** Text for the editor; binary content is described, never guessed at. */
function textOf(bytes: Uint8Array): string {
  if (bytes.subarray(0, 8000).includes(0)) return vscode.l10n.t('(binary file, {0} bytes)', bytes.length);
  return new TextDecoder('utf-8').decode(bytes);
}
